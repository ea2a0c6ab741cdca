import ArgumentParser
import JSONText
import Registry
import RegistryClient
import RegistryModel

/// `herald registry ids`
struct RegistryIDsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ids",
        abstract: "List the ids that records carry: what each stands for, and where it is used.",
        discussion: """
            Ids count by context. A version in parentheses is deleted; records that carry its id are read all the same.
            """)

    @Option(help: ArgumentHelp("Only of this context; the dot alone is the default one.", valueName: "context"))
    var context: String?

    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ServerOptions

    func validate() throws {
        if let context, SchemaContext(context) == nil {
            throw ValidationError("--context is \(context); a context's name begins with a dot and has no colon.")
        }
    }

    func run() async throws {
        let wanted = context.flatMap { SchemaContext($0) }
        let url = server.url
        let uses = try await translatingRegistryErrors {
            try await IDUses.read(RunningRegistry.client(url), context: wanted)
        }
        var listing = Listing(
            schema: "herald.ids/v1", member: "ids", columns: ["CONTEXT", "ID", "TYPE", "SCHEMA", "USED BY"],
            whenEmpty: "There are no schemas yet.")
        for use in uses {
            listing.rows.append(
                .init(
                    name: "\(use.id)", cells: [use.context.name, "\(use.id)", use.format.rawValue, use.title, use.placesText],
                    object: use.object))
        }
        try listing.print(output)
    }
}

/// An id and the versions that use it; texts are not kept.
struct IDUses: Sendable {
    struct Place: Sendable {
        var place: SubjectVersion
        var isDeleted: Bool
    }

    var context: SchemaContext
    var id: SchemaID
    var format: SchemaFormat
    /// What people call the schema.
    var title: String
    var guid: SchemaGUID
    var places: [Place]

    private static let maxShownPlaces = 4

    /// Page by page; by context, then by id.
    static func read(_ registry: RegistryClient, context: SchemaContext?) async throws -> [IDUses] {
        struct Key: Hashable {
            var context: SchemaContext
            var id: SchemaID
        }
        var uses: [Key: IDUses] = [:]
        try await registry.forEachPage(ofSchemas: ":*:") { page in
            for schema in page where context == nil || schema.subject.context == context {
                let key = Key(context: schema.subject.context, id: schema.id)
                let place = Place(place: SubjectVersion(schema.subject, schema.version), isDeleted: schema.isDeleted)
                uses[key, default: IDUses(schema)].places.append(place)
            }
        }
        return uses.sorted { left, right in
            left.key.context == right.key.context ? left.key.id < right.key.id : left.key.context < right.key.context
        }.map(\.value)
    }

    private init(_ schema: RegisteredSchema) {
        (context, id, format, places) = (schema.subject.context, schema.id, schema.format, [])
        guid = SchemaGUID(of: schema)
        title = SchemaTitle.of(schema)
    }

    var placesText: String {
        let shown = places.prefix(Self.maxShownPlaces).map { use in
            let text = "\(use.place.subject)@\(use.place.version)"
            return use.isDeleted ? "(\(text))" : text
        }
        let rest = places.count - shown.count
        return (shown + (rest > 0 ? ["and \(rest) more"] : [])).joined(separator: ", ")
    }

    var object: JSONObject {
        var object = JSONObject()
        object["context"] = .string(context.name)
        object["id"] = .number(JSONNumber(id.rawValue))
        object["guid"] = .string("\(guid)")
        object["type"] = .string(format.rawValue)
        object["title"] = .string(title)
        object["uses"] = .array(
            places.map { use in
                var object = use.place.json.asObject ?? JSONObject()
                object["deleted"] = .bool(use.isDeleted)
                return .object(object)
            })
        return object
    }
}

/// What people call a schema.
enum SchemaTitle {
    private static let maxLength = 60

    /// The full name of Avro's type, or what it is if it has none; of Protobuf the first message with its package.
    static func of(_ schema: RegisteredSchema) -> String {
        let title =
            switch schema.format {
            case .avro: avro(schema.schema)
            case .protobuf: protobuf(schema.schema)
            default: ""
            }
        return title.count > maxLength ? title.prefix(maxLength - 1) + "…" : title
    }

    private static func avro(_ text: String) -> String {
        guard let json = try? JSONParser.parse(text) else { return "" }
        if let name = json["name"]?.asString {
            guard let namespace = json["namespace"]?.asString, !namespace.isEmpty, !name.contains(".") else { return name }
            return "\(namespace).\(name)"
        }
        return json.asArray == nil ? json["type"]?.asString ?? json.asString ?? "" : "union"
    }

    private static func protobuf(_ text: String) -> String {
        func word(after keyword: String) -> String? {
            text.split(separator: "\n").lazy.compactMap { line -> String? in
                let words = line.split { $0 == " " || $0 == ";" || $0 == "{" }
                return words.count > 1 && words[0] == keyword ? String(words[1]) : nil
            }.first
        }
        guard let message = word(after: "message") ?? word(after: "enum") else { return "" }
        return word(after: "package").map { "\($0).\(message)" } ?? message
    }
}
