import Compatibility
import RegistryClient
import RegistryModel

/// What a new schema has to go together with.
struct SchemaHistory {
    struct Version {
        var number: Int
        var schema: ComparableSchema
        var source: FindingText.Source
    }

    var level: CompatibilityLevel
    var versions: [Version]

    /// The versions of a subject that its level compares with; none of them if there is no such subject.
    ///
    /// - Parameter level: in place of the subject's.
    static func fetch(_ subject: Subject, level chosen: CompatibilityLevel?, _ registry: RegistryClient) async throws
        -> SchemaHistory
    {
        var level = CompatibilityLevel.default
        if let chosen {
            level = chosen
        } else {
            let name = try await registry.compatibilityLevel(of: subject)
            guard let known = CompatibilityLevel(name: name) else {
                throw CommandFailure(
                    .failure, "REGISTRY", "the registry answers with a level of which nothing is known here: \(name)")
            }
            level = known
        }
        var numbers: [SchemaVersion] = []
        do {
            numbers = try await registry.versions(of: subject)
        } catch let error as RegistryClientError where error.isNotFound {
            return SchemaHistory(level: level, versions: [])
        }
        if !level.isTransitive { numbers = numbers.suffix(1) }
        var versions: [Version] = []
        for number in numbers {
            let version = try await registry.version(.number(number), of: subject)
            let schema: ComparableSchema =
                version.format == .avro
                ? .avro(try await version.parsed(registry)) : .other(language: version.format.rawValue)
            let source = FindingText.Source(name: "\(subject)@\(number)", text: version.schema)
            versions.append(Version(number: Int(number.rawValue), schema: schema, source: source))
        }
        return SchemaHistory(level: level, versions: versions)
    }

    /// Files in place of a registry, the oldest first; they count as versions 1, 2, and so on.
    static func files(_ files: [SchemaFile], level: CompatibilityLevel?) throws -> SchemaHistory {
        var versions: [Version] = []
        for (index, file) in files.enumerated() {
            let schema = ComparableSchema.avro(try file.parsed([]))
            versions.append(Version(number: index + 1, schema: schema, source: .init(name: file.name, text: file.text)))
        }
        return SchemaHistory(level: level ?? .default, versions: versions)
    }
}
