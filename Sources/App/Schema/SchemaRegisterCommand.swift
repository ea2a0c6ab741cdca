import ArgumentParser
import Avro
import JSONText
import RegistryClient
import RegistryModel

struct SchemaRegisterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register",
        abstract: "Register schemas as new versions of their subjects.",
        discussion: """
            Prints subject, version and id of each. What is registered already keeps its version and is called unchanged. \
            A schema that does not go together with the versions before it is refused with every reason, and the exit code \
            is 3; a text that is no schema is refused before anything is registered.

              herald schema register schemas/orders/value.avsc
              herald schema register order.avsc --subject orders-value
            """)

    @Argument(help: ArgumentHelp("Files of Avro schemas; - is standard input.", valueName: "file"))
    var files: [String]

    @Option(
        help: ArgumentHelp(
            "Subject of the schemas. Default: what their paths say, TOPIC/value.avsc or TOPIC-value.avsc.", valueName: "subject"))
    var subject: String?

    @Option(help: ArgumentHelp("A named type that the schemas use; may be repeated.", valueName: "name=subject@version"))
    var reference: [String] = []

    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let sources = try files.map(SchemaFile.read)
        let subjects = try sources.map { try $0.subject(subject) }
        let used = try SchemaReferences.parse(reference)
        try await withRegistry(server) { registry in
            let references = try await SchemaReferences.resolve(used, registry)
            let schemas = try sources.map { try $0.parsed(references) }
            var registered: [Registration] = []
            for (index, source) in sources.enumerated() {
                do {
                    registered.append(try await register(SchemaText(source.text, references: used), subjects[index], registry))
                } catch let error as RegistryClientError where error.isIncompatible {
                    let history = try await SchemaHistory.fetch(subjects[index], level: nil, registry)
                    let checked = CheckedSchema(source, schemas[index], subject: subjects[index], history: history)
                    throw try refused(checked, after: registered, error)
                }
            }
            try printListing(registered)
        }
    }

    private struct Registration {
        var schema: RegisteredSchema
        var isNew: Bool

        var object: JSONObject {
            var object = schema.place
            object["unchanged"] = .bool(!isNew)
            return object
        }
    }

    private func register(_ text: SchemaText, _ subject: Subject, _ registry: RegistryClient) async throws -> Registration {
        do {
            return Registration(schema: try await registry.lookUp(text, under: subject), isNew: false)
        } catch let error as RegistryClientError where error.isNotFound {
            _ = try await registry.register(text, under: subject)
            return Registration(schema: try await registry.lookUp(text, under: subject), isNew: true)
        }
    }

    /// Tells why, and returns how the command ends.
    private func refused(
        _ checked: CheckedSchema, after registered: [Registration], _ error: RegistryClientError
    ) throws -> any Error {
        var document = [checked].document
        if !registered.isEmpty { document["registered"] = .array(registered.map { .object($0.object) }) }
        switch output.format ?? .text {
        case .text: try printListing(registered)
        case .json: try Console.line(JSONPrinter.pretty(.object(document)))
        case .jsonl: try Console.line(JSONPrinter.compact(.object(document)))
        }
        // The registry's word counts; that it sees what is not seen here takes a change in between.
        if checked.isCompatible {
            return CommandFailure(.findings, "INCOMPATIBLE", error.message, at: "\(error.request) at \(error.server)")
        }
        for line in [checked.headline, ""] + checked.findingLines { Console.error(line) }
        return ExitStatus.findings
    }

    private func printListing(_ registered: [Registration]) throws {
        if (output.format ?? .text) == .text, !output.quiet {
            for item in registered {
                let last = item.isNew ? item.schema.format.rawValue : "unchanged"
                try Console.line("\(item.schema.subject)  v\(item.schema.version)  id \(item.schema.id)  \(last)")
            }
            return
        }
        var listing = Listing(
            schema: "herald.registered/v1", member: "registered", columns: [], whenEmpty: "Nothing was registered.")
        for item in registered {
            listing.rows.append(.init(name: "\(item.schema.id)", cells: [], object: item.object))
        }
        try listing.print(output)
    }
}

extension RegisteredSchema {
    /// Where it stands, without its text.
    var place: JSONObject {
        var object = JSONObject()
        object["subject"] = .string(subject.name)
        object["version"] = .number(JSONNumber(version.rawValue))
        object["id"] = .number(JSONNumber(id.rawValue))
        object["type"] = .string(format.rawValue)
        return object
    }
}
