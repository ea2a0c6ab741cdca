import ArgumentParser
import Compatibility
import FindingReports
import JSONText
import RegistryClient
import RegistryModel
import SchemaSets

struct SchemaRegisterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register",
        abstract: "Register schemas as new versions of their subjects.",
        discussion: """
            Prints subject, version and id of each. What is registered already keeps its version and is called unchanged. \
            A schema that does not go together with the versions before it is refused with every reason, and the exit code \
            is 3; a text that is no schema is refused before anything is registered. Of files that use each other, those \
            that are used come first, and the others refer to them.

              herald schema register schemas/orders/value.avsc
              herald schema register order.avsc --subject orders-value
            """)

    @OptionGroup var schemas: SchemaPathOptions

    @OptionGroup var names: SubjectOptions

    @OptionGroup var output: OutputOptions
    @OptionGroup var project: ProjectOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let project = try self.project.file()
        let used = try SchemaReferences.parse(names.reference)
        try await withRegistry(server, project) { registry in
            let references = try await SchemaReferences.resolve(used, registry)
            var files = try SchemaFiles.load(
                schemas.paths, project: project, subject: names.subject, references: references)
            try files.checkNamed(files.entries)
            try files.checkReadable(files.entries, "herald.check/v1", [])
            let byIndex = Dictionary(files.entries.map { ($0.index, $0) }, uniquingKeysWith: { first, _ in first })
            var registered: [Registration] = [], places: [Int: RegisteredSchema] = [:]
            let order = try files.registrationOrder()
            for index in order {
                guard let entry = byIndex[index], let subject = entry.subject else { continue }
                let text = try files.text(of: entry, places, used)
                do {
                    registered.append(try await register(text, subject, registry))
                    places[index] = registered.last?.schema
                } catch let error as RegistryClientError where error.isIncompatible {
                    let url = server.url(orOf: project)
                    let history = try await RegistryBaseline(registry, url: url, versions: .byLevel).history(
                        of: subject, atLeast: nil)
                    let checked = SchemaCheck().report(try files.subject(of: entry), against: [history])
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
        _ checked: ReportedSchema, after registered: [Registration], _ error: RegistryClientError
    ) throws -> any Error {
        // The registry's word counts; that it refuses what is fine here takes a change in between, and what is known it
        // refuses all the same.
        let report = SchemaReport(contract: "herald.check/v1", schemas: [checked])
        switch output.format ?? .text {
        case .text: try printListing(registered)
        case .json: try Console.write(ReportFormat.json.text(of: report, version: Herald.version))
        case .jsonl: try Console.write(ReportFormat.jsonl.text(of: report, version: Herald.version))
        }
        if checked.isClean {
            return CommandFailure(.findings, "INCOMPATIBLE", error.message, at: "\(error.request) at \(error.server)")
        }
        var text = ReportFormat.text.text(of: report, version: Herald.version)
        if text.last == "\n" { text.removeLast() }
        Console.error(text)
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

extension SchemaFiles {
    /// Those to register, what is used before what uses it.
    mutating func registrationOrder() throws -> [Int] {
        do {
            return try set.inDependencyOrder(entries.map(\.index))
        } catch {
            throw CommandFailure(error)
        }
    }

    /// The text as a registry takes it: with where it finds what the schema uses.
    ///
    /// - Parameters:
    ///   - places: where those of the set that are registered stand.
    ///   - given: references of the command line, for every schema.
    mutating func text(of entry: Entry, _ places: [Int: RegisteredSchema], _ given: [SchemaReference]) throws -> SchemaText {
        let source = source(entry)
        var references = given
        do {
            for use in try set.document(at: entry.index).uses {
                guard let place = places[use] else {
                    throw CommandFailure(
                        .usage, "REFERENCES", "\(source.name) uses \(set.sources[use].name), which is not registered with it",
                        help: "name both files, or the registered version by --reference")
                }
                let name = source.language == .avro ? set.definedNames(at: use).first ?? "" : set.sources[use].importName
                references.append(SchemaReference(name: name, subject: place.subject, version: place.version))
            }
        } catch let error as SchemaSetError {
            throw CommandFailure(error)
        }
        return SchemaText(source.text, format: SchemaFormat(rawValue: source.language.rawValue), references: references)
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
