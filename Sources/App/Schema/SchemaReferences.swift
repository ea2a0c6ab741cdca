import RegistryClient
import RegistryModel

/// The schemas a schema uses by name.
enum SchemaReferences {
    private static let maxCount = 500

    /// Reads `--reference name=subject@version`.
    static func parse(_ options: [String]) throws -> [SchemaReference] {
        try options.map { text in
            let (name, rest) = try NameAndValue.split(text, option: "--reference")
            guard let at = rest.lastIndex(of: "@"), at > rest.startIndex,
                let version = Int32(rest[rest.index(after: at)...]).flatMap({ SchemaVersion($0) })
            else {
                throw CommandFailure(.usage, "USAGE", "--reference takes name=subject@version, '\(text)' was given")
            }
            return SchemaReference(name: name, subject: Subject(String(rest[..<at])), version: version)
        }
    }

    /// Their texts, each after those it uses itself.
    static func resolve(_ references: [SchemaReference], _ registry: RegistryClient) async throws -> [(
        name: String, text: String
    )] {
        var seen: Set<String> = []
        return try await resolve(references, registry, &seen)
    }

    private static func resolve(
        _ references: [SchemaReference], _ registry: RegistryClient, _ seen: inout Set<String>
    ) async throws -> [(name: String, text: String)] {
        var list: [(name: String, text: String)] = []
        for reference in references where seen.insert(reference.name).inserted {
            guard seen.count <= maxCount else {
                throw CommandFailure(.failure, "REFERENCES", "the schema refers to more than \(maxCount) others")
            }
            let found = try await registry.version(.number(reference.version), of: reference.subject)
            list += try await resolve(found.references, registry, &seen)
            list.append((reference.name, found.schema))
        }
        return list
    }
}
