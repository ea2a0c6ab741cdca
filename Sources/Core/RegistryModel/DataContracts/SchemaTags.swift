package import JSONText

/// Tags that stand in a schema's text, by what they are on: `{"schemaEntity":{"entityPath":…,"entityType":…},"tags":[…]}`.
package struct SchemaTags: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case record = "sr_record", field = "sr_field"
    }

    /// A record or message, or a field of one.
    package struct Entity: Hashable, Sendable {
        /// The name of the type, of an Avro record with its namespace, of a Protobuf message without its package; behind it the
        /// field's name.
        package var path: String
        package var kind: Kind

        package init(path: String, kind: Kind) {
            self.path = path.hasPrefix(".") ? String(path.dropFirst()) : path
            self.kind = kind
        }
    }

    package var entity: Entity
    package var tags: [String]

    package init(_ entity: Entity, _ tags: [String]) {
        self.entity = entity
        self.tags = tags
    }

    package init(_ json: JSONValue) throws(RESTBodyProblem) {
        let members = try JSONMembers(json, "the tags")
        let place = try JSONMembers(.object(try members.required("schemaEntity", try members.object("schemaEntity"))), "an entity")
        let type = try place.required("entityType", try place.string("entityType"))
        guard let kind = Kind(rawValue: type) else {
            throw RESTBodyProblem("\"entityType\" of an entity is sr_record or sr_field, found \"\(type)\"")
        }
        self.init(
            Entity(path: try place.required("entityPath", try place.string("entityPath")), kind: kind),
            try members.texts("tags") ?? [])
    }

    package var json: JSONValue {
        [
            "schemaEntity": ["entityPath": .string(entity.path), "entityType": .string(entity.kind.rawValue)],
            "tags": .array(tags.map { .string($0) }),
        ]
    }

    static func list(_ members: JSONMembers, _ key: String) throws(RESTBodyProblem) -> [SchemaTags] {
        var list: [SchemaTags] = []
        for element in try members.array(key) ?? [] { list.append(try SchemaTags(element)) }
        return list
    }
}

/// What a request changes about the tags in the schema text it brings.
package struct TagChange: Hashable, Sendable {
    package var added: [SchemaTags]
    package var removed: [SchemaTags]
    /// Tags of the version before stay with what is still there.
    package var keepsPrevious: Bool

    package init(added: [SchemaTags] = [], removed: [SchemaTags] = [], keepsPrevious: Bool = false) {
        self.added = added
        self.removed = removed
        self.keepsPrevious = keepsPrevious
    }

    /// Nothing is asked to be added or removed.
    package var namesNone: Bool { added.isEmpty && removed.isEmpty }
}

/// `POST /subjects/{}/versions/{}/tags`: a version to be made of another by other tags, metadata or rules.
package struct TagRequestBody: Hashable, Sendable {
    package var newVersion: Int32?
    package var tags: TagChange
    package var metadata: SchemaMetadata?
    package var ruleSet: SchemaRuleSet?
    package var rulesToMerge: SchemaRuleSet?
    package var rulesToRemove: [String]?

    package init(_ json: JSONValue) throws(RESTBodyProblem) {
        let members = try JSONMembers(json, "the request")
        newVersion = try members.int32("newVersion")
        tags = TagChange(
            added: try SchemaTags.list(members, "tagsToAdd"), removed: try SchemaTags.list(members, "tagsToRemove"))
        metadata = try members.value("metadata").map { value throws(RESTBodyProblem) in try SchemaMetadata(value) }
        ruleSet = try members.value("ruleSet").map { value throws(RESTBodyProblem) in try SchemaRuleSet(value) }
        rulesToMerge = try members.value("rulesToMerge").map { value throws(RESTBodyProblem) in try SchemaRuleSet(value) }
        rulesToRemove = try members.texts("rulesToRemove")
    }
}
