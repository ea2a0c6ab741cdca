package import Avro
internal import JSONText
package import ProtobufSchema

/// A schema in whatever language, ready to be compared.
package enum ComparableSchema: Sendable {
    case avro(AvroSchema)
    case protobuf(ProtobufSchema)
    /// A schema of a language this build does not compare; named as the REST API names it.
    case other(language: String)

    package var language: String {
        switch self {
        case .avro: "AVRO"
        case .protobuf: "PROTOBUF"
        case .other(let language): language
        }
    }
}

/// The verdict of one function, whoever asks: register, the compatibility endpoints, `herald schema check`, the tests.
package enum CompatibilityCheck {
    /// An earlier version that takes part; deleted ones do not.
    package struct OldVersion: Sendable {
        package var version: Int
        package var schema: ComparableSchema

        package init(version: Int, schema: ComparableSchema) {
            self.version = version
            self.schema = schema
        }
    }

    /// In which order a transitive level visits versions, and whether the first bad one ends it.
    package struct Visiting: Sendable {
        package var newestFirst: Bool
        package var stopsAtFirstIncompatible: Bool

        package init(newestFirst: Bool, stopsAtFirstIncompatible: Bool) {
            self.newestFirst = newestFirst
            self.stopsAtFirstIncompatible = stopsAtFirstIncompatible
        }

        package static let confluent = Visiting(newestFirst: true, stopsAtFirstIncompatible: true)
        package static let karapace = Visiting(newestFirst: false, stopsAtFirstIncompatible: true)
        /// For people, who want to know everything at once.
        package static let everything = Visiting(newestFirst: true, stopsAtFirstIncompatible: false)
    }

    /// Compares `new` with what `level` asks for among `history`, which may be in any order and may be empty.
    ///
    /// - Parameter policy: what Protobuf schemas are asked beyond the level; with `NONE`, instead of it, of the latest version.
    package static func check(
        new: ComparableSchema, history: [OldVersion], level: CompatibilityLevel, visiting: Visiting = .confluent,
        policy: ProtobufPolicy? = nil
    ) -> CompatibilityVerdict {
        var versions = history.sorted { $0.version > $1.version }
        if !level.isTransitive { versions = Array(versions.prefix(1)) }
        if !visiting.newestFirst { versions.reverse() }
        var verdict = CompatibilityVerdict(level: level)
        guard level != .none || policy != nil else { return verdict }
        for old in versions {
            verdict.checkedVersions.append(old.version)
            let findings = findings(new: new, old: old, level: level, policy: policy)
            verdict.findings += findings
            if visiting.stopsAtFirstIncompatible, !findings.isEmpty { break }
        }
        return verdict
    }

    private static func findings(
        new: ComparableSchema, old: OldVersion, level: CompatibilityLevel, policy: ProtobufPolicy?
    ) -> [SchemaFinding] {
        switch (new, old.schema) {
        case (.avro(let newSchema), .avro(let oldSchema)):
            level.directions.flatMap { direction in
                AvroRules.findings(new: newSchema, old: oldSchema, direction: direction, against: old.version)
            }
        case (.protobuf(let newSchema), .protobuf(let oldSchema)):
            level.directions.flatMap { direction in
                ProtobufRules.findings(new: newSchema, old: oldSchema, direction: direction, against: old.version)
            } + (policy?.findings(new: newSchema, old: oldSchema, against: old.version) ?? [])
        case (.avro, _), (.protobuf, _), (.other, _):
            level == .none ? [] : [
                SchemaFinding(
                    rule: .schemaTypeChanged, direction: level.directions[0], against: old.version, path: .init(),
                    sentence: "the schema is \(new.language), version \(old.version) is \(old.schema.language)", info: "")
            ]
        }
    }
}

package struct CompatibilityVerdict: Sendable {
    package var level: CompatibilityLevel
    /// The versions compared, in the order visited.
    package var checkedVersions: [Int] = []
    /// All findings of the versions compared, those of one version and direction together.
    package var findings: [SchemaFinding] = []

    package var isCompatible: Bool { findings.isEmpty }

    /// The versions the new schema does not go with, in the order visited.
    package var incompatibleVersions: [Int] {
        var versions: [Int] = []
        for finding in findings where versions.last != finding.against { versions.append(finding.against) }
        return versions
    }
}
