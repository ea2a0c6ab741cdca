import ArgumentParser
import JSONText
import RegistryClient
import RegistryModel

struct SchemaGetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Print a schema, and nothing else.",
        discussion: """
              herald schema get orders-value            the latest version
              herald schema get orders-value@3
              herald schema get id:1042 --format json   with its type and its references
            """)

    @Argument(help: ArgumentHelp("Which one.", valueName: "subject[@version]|id:n"))
    var schema: SchemaAddress

    @OptionGroup var output: DocumentOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        try await withRegistry(server) { registry in
            switch schema {
            case .id(let id):
                let found = try await registry.schema(id)
                try output.print(text: found.text) {
                    var object = JSONObject()
                    object["id"] = .number(JSONNumber(id.rawValue))
                    return Self.completed(object, found.format, found.references, found.text)
                }
            case .subject(let subject, let version):
                let found = try await registry.existing(version ?? .latest, of: subject)
                try output.print(text: found.schema) {
                    Self.completed(found.place, found.format, found.references, found.schema)
                }
            }
        }
    }

    private static func completed(
        _ place: JSONObject, _ format: SchemaFormat, _ references: [SchemaReference], _ text: String
    ) -> JSONObject {
        var object = place
        object["type"] = .string(format.rawValue)
        object["references"] = .array(
            references.map { reference in
                var object = JSONObject()
                object["name"] = .string(reference.name)
                object["subject"] = .string(reference.subject.name)
                object["version"] = .number(JSONNumber(reference.version.rawValue))
                return .object(object)
            })
        object["text"] = .string(text)
        return object
    }
}

extension RegistryClient {
    /// The version, or what else its subject may have been called.
    func existing(_ version: SchemaVersionSelector, of subject: Subject) async throws -> RegisteredSchema {
        do {
            return try await self.version(version, of: subject)
        } catch let error as RegistryClientError where error.code == .subjectNotFound {
            throw try await unknown(subject)
        }
    }

    func unknown(_ subject: Subject) async throws -> CommandFailure {
        let nearest = Nearest.name(to: subject.name, among: try await subjects().map(\.name))
        return CommandFailure(
            .notFound, "SUBJECT_NOT_FOUND", "there is no subject '\(subject)'",
            help: nearest.map { "did you mean '\($0)'?" } ?? "herald schema list shows those there are")
    }
}
