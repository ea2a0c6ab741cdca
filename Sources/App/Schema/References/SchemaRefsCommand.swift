import ArgumentParser
import JSONText
import RegistryClient
import RegistryModel

/// `herald schema refs SUBJECT[@VERSION]`
struct SchemaRefsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refs",
        abstract: "Show who refers to a schema, and to what it refers itself.",
        discussion: """
            All the way, as trees: a line that is indented refers to the one above it, or is referred to by it. What stands in a \
            tree already is marked with an asterisk and not gone into again.
            """)

    @Argument(help: ArgumentHelp("Which version; the latest, if none is said.", valueName: "subject[@version]"))
    var schema: SchemaAddress

    @Flag(help: "Show deleted versions too.")
    var deleted = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ServerOptions

    func validate() throws {
        if case .id = schema { throw ValidationError("References are of a subject's version, not of an id.") }
    }

    func run() async throws {
        guard case .subject(let subject, let version) = schema else { return }
        let (place, users, used) = try await withRegistry(server) { registry in
            let place = try await registry.place(version ?? .latest, of: subject)
            let graph = ReferenceGraph(registry, includesDeleted: deleted)
            return (
                place, try await graph.walk(from: place) { try await graph.referrers(of: $0) },
                try await graph.walk(from: place) { place in
                    do { return try await graph.references(of: place) } catch let error as RegistryClientError
                        where error.isNotFound
                    { return [] }
                }
            )
        }
        if output.quiet { return try Self.names(users).forEach { try Console.line($0) } }
        switch output.format ?? .text {
        case .text: try Console.write(Self.text(place, users, used))
        case .json: try Console.line(JSONPrinter.pretty(.object(Self.document(place, users, used))))
        case .jsonl: for node in users { try Console.line(JSONPrinter.compact(.object(Self.object(node)))) }
        }
    }

    static func text(_ place: SubjectVersion, _ users: [ReferenceGraph.Node], _ used: [ReferenceGraph.Node]) -> String {
        func tree(_ nodes: [ReferenceGraph.Node]) -> String {
            nodes.map { node in
                String(repeating: "  ", count: node.depth + 1) + "\(name(node.place))\(node.isRepeated ? " *" : "")\n"
            }.joined()
        }
        return "\(name(place))\n  used by:\(users.isEmpty ? " nobody" : "")\n\(tree(users))"
            + "  refers to:\(used.isEmpty ? " nothing" : "")\n\(tree(used))"
    }

    private static func name(_ place: SubjectVersion) -> String { "\(place.subject)@\(place.version)" }

    private static func names(_ nodes: [ReferenceGraph.Node]) -> [String] {
        nodes.filter { !$0.isRepeated }.map { name($0.place) }
    }

    private static func document(
        _ place: SubjectVersion, _ users: [ReferenceGraph.Node], _ used: [ReferenceGraph.Node]
    ) -> JSONObject {
        var document = JSONObject()
        document["schema"] = "herald.refs/v1"
        document["subject"] = .string(place.subject.name)
        document["version"] = .number(JSONNumber(place.version.rawValue))
        document["usedBy"] = .array(users.map { .object(object($0)) })
        document["refersTo"] = .array(used.map { .object(object($0)) })
        return document
    }

    private static func object(_ node: ReferenceGraph.Node) -> JSONObject {
        var object = node.place.json.asObject ?? JSONObject()
        object["depth"] = .number(JSONNumber(node.depth))
        return object
    }
}

extension RegistryClient {
    /// The number of a version, deleted or not if it is said, or what else the subject may have been called.
    func place(_ version: SchemaVersionSelector, of subject: Subject) async throws -> SubjectVersion {
        guard case .number(let number) = version else {
            return SubjectVersion(subject, try await existing(.latest, of: subject).version)
        }
        let place = SubjectVersion(subject, number)
        do {
            _ = try await storedVersion(place)
        } catch let error as RegistryClientError where error.code == .subjectNotFound {
            throw try await unknown(subject)
        }
        return place
    }
}
