import ArgumentParser
import JSONText
import RegistryClient
import RegistryModel

struct SchemaListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List subjects and their latest schemas.")

    @Option(help: ArgumentHelp("Only subjects whose names begin so.", valueName: "text"))
    var prefix = ""

    @Flag(help: "Show deleted subjects and versions too.")
    var deleted = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let schemas = try await withRegistry(server) {
            try await SchemaPages.read($0, prefix: prefix, latestOnly: true, includingDeleted: deleted)
        }
        let whenEmpty = prefix.isEmpty ? "There are no schemas yet." : "No subject begins with '\(prefix)'."
        try SchemaPages.listing(schemas, as: "herald.schemas/v1", "schemas", showingDeletion: deleted, whenEmpty: whenEmpty)
            .print(output)
    }
}

struct SchemaVersionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "versions", abstract: "List the versions of a subject.")

    @Argument(help: "Name of the subject.")
    var subject: String

    @Flag(help: "Show deleted versions too.")
    var deleted = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let wanted = Subject(subject)
        let schemas = try await withRegistry(server) { registry in
            let schemas = try await SchemaPages.read(registry, prefix: subject, latestOnly: false, includingDeleted: deleted)
                .filter { $0.subject == wanted }
            if schemas.isEmpty { throw try await registry.unknown(wanted) }
            return schemas
        }
        var listing = SchemaPages.listing(
            schemas, as: "herald.versions/v1", "versions", showingDeletion: deleted, whenEmpty: "\(subject) has no versions.")
        for index in listing.rows.indices { listing.rows[index].name = "\(schemas[index].version)" }
        try listing.print(output)
    }
}

/// `GET /schemas`, page after page, and as rows.
enum SchemaPages {
    private static let size = 200

    static func read(
        _ registry: RegistryClient, prefix: String, latestOnly: Bool, includingDeleted: Bool
    ) async throws -> [RegisteredSchema] {
        let live = try await pages(registry, prefix, latestOnly, includingDeleted: false)
        guard includingDeleted else { return live }
        // Registries do not say which of them are deleted.
        let visible = Set(
            try await latestOnly ? pages(registry, prefix, false, includingDeleted: false).map(\.use) : live.map(\.use))
        return try await pages(registry, prefix, latestOnly, includingDeleted: true).map { schema in
            var schema = schema
            schema.isDeleted = !visible.contains(schema.use)
            return schema
        }
    }

    private static func pages(
        _ registry: RegistryClient, _ prefix: String, _ latestOnly: Bool, includingDeleted: Bool
    ) async throws -> [RegisteredSchema] {
        var schemas: [RegisteredSchema] = []
        while true {
            let page = try await registry.schemas(
                prefix: prefix, includingDeleted: includingDeleted, latestOnly: latestOnly, from: schemas.count, limit: size)
            schemas += page
            if page.count < size { return schemas }
        }
    }

    static func listing(
        _ schemas: [RegisteredSchema], as contract: String, _ member: String, showingDeletion: Bool, whenEmpty: String
    ) -> Listing {
        var listing = Listing(
            schema: contract, member: member,
            columns: ["SUBJECT", "VERSION", "ID", "TYPE"] + (showingDeletion ? ["STATE"] : []), whenEmpty: whenEmpty)
        for schema in schemas {
            var object = schema.place
            if showingDeletion { object["deleted"] = .bool(schema.isDeleted) }
            let cells = [schema.subject.name, "\(schema.version)", "\(schema.id)", schema.format.rawValue]
            listing.rows.append(
                .init(
                    name: schema.subject.name, cells: cells + (showingDeletion ? [schema.isDeleted ? "deleted" : "live"] : []),
                    object: object))
        }
        return listing
    }
}

extension RegisteredSchema {
    fileprivate var use: SubjectVersion { SubjectVersion(subject, version) }
}
