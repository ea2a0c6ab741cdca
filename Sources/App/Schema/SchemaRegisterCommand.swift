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
            is 3; a text that is no schema is refused before anything is registered. Files may use each other: they are \
            registered with references among them, all or none where the registry is Herald's, else one after the other, \
            those first that are used.

              herald schema register schemas/orders/value.avsc
              herald schema register order.avsc --subject orders-value
            """)

    @OptionGroup var schemas: SchemaPathOptions

    @OptionGroup var names: SubjectOptions

    @Flag(help: "Register nothing; say what would come of it. Takes a Herald registry.")
    var dryRun = false

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
            if let registered = try await registerTogether(&files, used, registry, project) {
                try printListing(registered)
            } else if dryRun {
                throw CommandFailure(
                    .usage, "DRY_RUN", "the registry cannot say what would come of a registration, or the files are of one subject",
                    help: "herald schema check compares without registering")
            } else {
                try printListing(try await registerInTurn(&files, used, registry, project))
            }
        }
    }

    /// All or none; nil where that cannot be.
    private func registerTogether(
        _ files: inout SchemaFiles, _ used: [SchemaReference], _ registry: RegistryClient, _ project: ProjectFile?
    ) async throws -> [Registration]? {
        let subjects = files.entries.compactMap(\.subject)
        guard subjects.count == files.entries.count, Set(subjects).count == subjects.count, subjects.count > 1 || dryRun else {
            return nil
        }
        var set = SchemaSetBody(schemas: [], isDryRun: dryRun)
        for entry in files.entries { set.schemas.append(try files.setElement(of: entry, used)) }
        do {
            return try await registry.register(set)?.registered.map { Registration($0) }
        } catch let error as RegistryClientError where error.isIncompatible {
            throw try refused(try await checked(files.entries, &files, registry, project), after: [], error)
        }
    }

    /// One after the other, as any registry takes them.
    private func registerInTurn(
        _ files: inout SchemaFiles, _ used: [SchemaReference], _ registry: RegistryClient, _ project: ProjectFile?
    ) async throws -> [Registration] {
        let byIndex = Dictionary(files.entries.map { ($0.index, $0) }, uniquingKeysWith: { first, _ in first })
        var registered: [Registration] = [], places: [Int: RegisteredSchema] = [:]
        let order = try files.registrationOrder()
        for index in order {
            guard let entry = byIndex[index], let subject = entry.subject else { continue }
            let text = try files.text(of: entry, places, used)
            do {
                let (schema, isNew) = try await register(text, subject, registry)
                registered.append(Registration(schema, isNew: isNew))
                places[index] = schema
            } catch let error as RegistryClientError where error.isIncompatible {
                throw try refused(try await checked([entry], &files, registry, project), after: registered, error)
            }
        }
        return registered
    }

    /// The entries compared with what the registry holds them to.
    private func checked(
        _ entries: [SchemaFiles.Entry], _ files: inout SchemaFiles, _ registry: RegistryClient, _ project: ProjectFile?
    ) async throws -> [ReportedSchema] {
        let baseline = RegistryBaseline(registry, url: server.url(orOf: project), versions: .byLevel)
        var reported: [ReportedSchema] = []
        for entry in entries {
            guard let subject = entry.subject else { continue }
            let history = try await baseline.history(of: subject, atLeast: nil)
            reported.append(SchemaCheck().report(try files.subject(of: entry), against: [history]))
        }
        return reported
    }

    private struct Registration {
        var subject: Subject
        var version: SchemaVersion
        var id: SchemaID
        var format: SchemaFormat
        var isNew: Bool

        init(_ schema: RegisteredSchema, isNew: Bool) { self.init(.init(schema, isUnchanged: !isNew)) }

        init(_ element: RegisteredSetBody.Element) {
            (subject, version, id, format) = (element.subject, element.version, element.id, element.format)
            isNew = !element.isUnchanged
        }

        var object: JSONObject {
            var object = JSONObject()
            object["subject"] = .string(subject.name)
            object["version"] = .number(JSONNumber(version.rawValue))
            object["id"] = .number(JSONNumber(id.rawValue))
            object["type"] = .string(format.rawValue)
            object["unchanged"] = .bool(!isNew)
            return object
        }
    }

    private func register(
        _ text: SchemaText, _ subject: Subject, _ registry: RegistryClient
    ) async throws -> (schema: RegisteredSchema, isNew: Bool) {
        do {
            return (try await registry.lookUp(text, under: subject), false)
        } catch let error as RegistryClientError where error.isNotFound {
            _ = try await registry.register(text, under: subject)
            return (try await registry.lookUp(text, under: subject), true)
        }
    }

    /// Tells why, and returns how the command ends.
    private func refused(
        _ checked: [ReportedSchema], after registered: [Registration], _ error: RegistryClientError
    ) throws -> any Error {
        // The registry's word counts; that it refuses what is fine here takes a change in between, and what is known it
        // refuses all the same.
        let report = SchemaReport(contract: "herald.check/v1", schemas: checked)
        switch output.format ?? .text {
        case .text: try printListing(registered)
        case .json: try Console.write(ReportFormat.json.text(of: report, version: Herald.version))
        case .jsonl: try Console.write(ReportFormat.jsonl.text(of: report, version: Herald.version))
        }
        if report.isClean {
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
                let last = item.isNew ? item.format.rawValue : "unchanged"
                try Console.line("\(item.subject)  v\(item.version)  id \(item.id)  \(last)")
            }
            return
        }
        var listing = Listing(
            schema: "herald.registered/v1", member: "registered", columns: [], whenEmpty: "Nothing was registered.")
        for item in registered {
            listing.rows.append(.init(name: "\(item.id)", cells: [], object: item.object))
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
        for use in try uses(of: entry) {
            guard let place = places[use] else { throw notInSet(use, usedBy: source) }
            references.append(
                SchemaReference(name: referenceName(of: use, in: source), subject: place.subject, version: place.version))
        }
        return SchemaText(source.text, format: SchemaFormat(rawValue: source.language.rawValue), references: references)
    }

    /// The same as one of a set, where the versions of the others are not known yet.
    mutating func setElement(of entry: Entry, _ given: [SchemaReference]) throws -> SchemaSetBody.Element {
        let source = source(entry)
        let subjects = Dictionary(entries.map { ($0.index, $0.subject) }, uniquingKeysWith: { first, _ in first })
        var references = given.map { RequestedReference($0) }
        for use in try uses(of: entry) {
            guard let subject = subjects[use] ?? nil else { throw notInSet(use, usedBy: source) }
            references.append(RequestedReference(name: referenceName(of: use, in: source), subject: subject, version: -1))
        }
        let body = SchemaRequestBody(
            schema: source.text, format: SchemaFormat(rawValue: source.language.rawValue), references: references)
        return SchemaSetBody.Element(subject: entry.subject ?? Subject(""), file: source.name, schema: body)
    }

    private mutating func uses(of entry: Entry) throws -> [Int] {
        do {
            return try set.document(at: entry.index).uses
        } catch let error as SchemaSetError {
            throw CommandFailure(error)
        }
    }

    private func referenceName(of use: Int, in source: SchemaSource) -> String {
        source.language == .avro ? set.definedNames(at: use).first ?? "" : set.sources[use].importName
    }

    private func notInSet(_ use: Int, usedBy source: SchemaSource) -> CommandFailure {
        CommandFailure(
            .usage, "REFERENCES", "\(source.name) uses \(set.sources[use].name), which is not registered with it",
            help: "name both files, or the registered version by --reference")
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
