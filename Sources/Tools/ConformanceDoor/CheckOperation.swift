internal import Avro
internal import Compatibility
internal import JSONText
internal import ProtobufSchema

/// `check {type, old, new, level?, policy?}`: the verdict of the registry and the command line, with all its evidence.
enum CheckOperation {
    @Sendable static func check(_ request: DoorRequest) throws(DoorError) -> JSONObject {
        let language = try language(of: request)
        let level = try level(of: request), policy = try request.policy()
        let new = try schema(language, try request.text("new"), at: "new", isNew: true)
        var old: [Int: WrittenSchema] = [:]
        for (place, text) in try request.texts("old").enumerated() {
            old[place + 1] = try schema(language, text, at: "old[\(place)]", isNew: false)
        }
        let history = old.map { CompatibilityCheck.OldVersion(version: $0.key, schema: $0.value.schema) }
        let verdict = CompatibilityCheck.check(
            new: new.schema, history: history, level: level, visiting: .everything, policy: policy)
        let complete = FindingEvidence.complete(verdict, new: new, old: old, policy: policy)
        var answer: JSONObject = [
            "compatible": .bool(verdict.isCompatible), "findings": .array(complete.findings.map(\.json)),
        ]
        answer["policy"] = policy.map { .string($0.rawValue) }
        return answer
    }

    private enum Language: String, CaseIterable { case avro = "AVRO", protobuf = "PROTOBUF" }

    private static func language(of request: DoorRequest) throws(DoorError) -> Language {
        guard let name = try request.optionalText("type") else { return .avro }
        guard let language = Language(rawValue: name.uppercased()) else { throw request.unknown(name, Language.self, at: "type") }
        return language
    }

    private static func level(of request: DoorRequest) throws(DoorError) -> CompatibilityLevel {
        guard let name = try request.optionalText("level") else { return .default }
        guard let level = CompatibilityLevel(name: name) else {
            throw request.unknown(name, CompatibilityLevel.self, at: "level")
        }
        return level
    }

    /// New schemas are read strictly, old ones as leniently as what a registry has stored.
    private static func schema(
        _ language: Language, _ text: String, at member: String, isNew: Bool
    ) throws(DoorError) -> WrittenSchema {
        let schema: ComparableSchema =
            switch language {
            case .avro:
                .avro(
                    try working(on: member) { () throws(AvroSchemaError) in
                        try AvroSchemaParser.parse(text, strictness: isNew ? .strict : .lenient)
                    })
            case .protobuf:
                .protobuf(try working(on: member) { () throws(ProtobufSchemaError) in try ProtoCompiler.compile(text) })
            }
        return WrittenSchema(schema, text: text)
    }
}

extension DoorRequest {
    func policy() throws(DoorError) -> ProtobufPolicy? {
        guard let name = try optionalText("policy") else { return nil }
        guard let policy = ProtobufPolicy(rawValue: name) else { throw unknown(name, ProtobufPolicy.self, at: "policy") }
        return policy
    }

    func unknown<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ choices: Choice.Type, at key: String
    ) -> DoorError where Choice.RawValue == String {
        let known = choices.allCases.map(\.rawValue).joined(separator: ", ")
        return DoorError(.type, at: key, "\(key) is \(JSONPrinter.quoted(String(name.prefix(60)))); expected one of \(known)")
    }
}
