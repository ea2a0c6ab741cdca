package import JSONText

/// What is said about a schema beside its text: part of its identity, kept and handed out, and never acted on here.
public struct SchemaMetadata: Sendable, Hashable {
    /// Tags by what they are on: a path into the schema, with wildcards such as `**.ssn`. In order, each once.
    public var tags: [String: [String]]?
    public var properties: [String: String]?
    /// Keys of properties that are not for everybody's eyes. In order, each once.
    public var sensitive: [String]?

    public init(tags: [String: [String]]? = nil, properties: [String: String]? = nil, sensitive: [String]? = nil) {
        self.tags = tags?.mapValues(Self.ordered)
        self.properties = properties
        self.sensitive = sensitive.map(Self.ordered)
    }

    /// Where Confluent notes the version a text belongs to, so that the same text can be several versions.
    package static let versionKey = "confluent:version"
    /// Where field names are listed that no version may take for other purposes, comma-separated.
    package static let reservedKey = "confluent:reserved"

    package var version: String? { properties?[Self.versionKey] }

    package func settingVersion(_ version: SchemaVersion) -> SchemaMetadata {
        var changed = self
        changed.properties = (properties ?? [:]).merging([Self.versionKey: version.description]) { $1 }
        return changed
    }

    package var withoutVersion: SchemaMetadata {
        var changed = self
        changed.properties?[Self.versionKey] = nil
        return changed
    }

    /// `newer` laid over `older`: maps key by key, sets together.
    package static func merged(_ older: SchemaMetadata?, _ newer: SchemaMetadata?) -> SchemaMetadata? {
        guard let older, let newer else { return newer ?? older }
        return SchemaMetadata(
            tags: merged(older.tags, newer.tags), properties: merged(older.properties, newer.properties),
            sensitive: older.sensitive.map { $0 + (newer.sensitive ?? []) } ?? newer.sensitive)
    }

    private static func merged<Value>(_ older: [String: Value]?, _ newer: [String: Value]?) -> [String: Value]? {
        guard let older, let newer else { return newer ?? older }
        return older.merging(newer) { $1 }
    }

    private static func ordered(_ texts: [String]) -> [String] { Set(texts).sorted() }
}

extension SchemaMetadata {
    package init(_ json: JSONValue) throws(RESTBodyProblem) {
        let members = try JSONMembers(json, "the metadata")
        var tags: [String: [String]]?
        if let object = try members.object("tags") {
            var lists: [String: [String]] = [:]
            for member in object.members {
                lists[member.key] = try JSONMembers.texts(member.value, "the tags of \"\(member.key)\"")
            }
            tags = lists
        }
        self.init(tags: tags, properties: try members.texts(byKey: "properties"), sensitive: try members.texts("sensitive"))
    }

    /// Keys in order; what is empty is left out.
    package var json: JSONValue {
        var object = JSONObject()
        if let tags, !tags.isEmpty {
            var lists = JSONObject()
            for (path, texts) in tags.sorted(by: { $0.key < $1.key }) { lists[path] = JSONMembers.array(texts) }
            object["tags"] = .object(lists)
        }
        object["properties"] = properties.flatMap { JSONMembers.object($0) }
        object["sensitive"] = JSONMembers.array(sensitive)
        return .object(object)
    }
}
