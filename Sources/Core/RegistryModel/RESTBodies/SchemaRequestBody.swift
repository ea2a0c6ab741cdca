package import JSONText

/// What clients send to register, look up or check a schema. Members nobody knows are ignored.
package struct SchemaRequestBody: Hashable, Sendable {
    /// Empty if absent: the schema of the previous version is meant.
    package var schema: String
    /// Absent for Avro.
    package var schemaType: String?
    package var references: [RequestedReference]
    /// The version the schema is to become; −1 and absent leave it open.
    package var version: Int32?
    /// Asked for only when registries are moved.
    package var id: Int32?
    package var metadata: SchemaMetadata?
    package var ruleSet: SchemaRuleSet?
    /// The text as it was once submitted, where `schema` is what a registry made of it: kept beside it when registries are
    /// moved. Herald's own.
    package var originalSchema: String?
    /// Tags to be changed in the text before it is registered.
    package var tags = TagChange()

    package init(schema: String, format: SchemaFormat = .avro, references: [RequestedReference] = []) {
        self.schema = schema
        self.schemaType = format == .avro ? nil : format.rawValue
        self.references = references
    }

    package init(_ json: JSONValue) throws(RESTBodyProblem) {
        let members = try JSONMembers(json, "the request")
        schema = try members.string("schema") ?? ""
        schemaType = try members.string("schemaType")
        references = []
        for element in try members.array("references") ?? [] { references.append(try RequestedReference(element)) }
        originalSchema = try members.string("originalSchema")
        version = try members.int32("version")
        id = try members.int32("id")
        metadata = try members.value("metadata").map { value throws(RESTBodyProblem) in try SchemaMetadata(value) }
        ruleSet = try members.value("ruleSet").map { value throws(RESTBodyProblem) in try SchemaRuleSet(value) }
        tags = TagChange(
            added: try SchemaTags.list(members, "schemaTagsToAdd"), removed: try SchemaTags.list(members, "schemaTagsToRemove"),
            keepsPrevious: try members.bool("propagateSchemaTags") ?? false)
    }

    package var json: JSONValue {
        var object = JSONObject()
        object["schema"] = .string(schema)
        if let schemaType { object["schemaType"] = .string(schemaType) }
        if !references.isEmpty { object["references"] = .array(references.map(\.json)) }
        object["metadata"] = metadata?.json
        object["ruleSet"] = ruleSet?.json
        if let version { object["version"] = .number(JSONNumber(version)) }
        if let id { object["id"] = .number(JSONNumber(id)) }
        object["originalSchema"] = originalSchema.map { .string($0) }
        return .object(object)
    }
}

/// The answer to a registration: the id, and where it differs from what was sent, or the dialect tells it, the whole version.
package struct RegisterSchemaReply: Hashable, Sendable {
    package var id: SchemaID
    package var registered: RegisteredSchema?

    package init(id: SchemaID, registered: RegisteredSchema? = nil) {
        self.id = id
        self.registered = registered
    }

    package init(_ json: JSONValue) throws(RESTBodyProblem) {
        let members = try JSONMembers(json, "the reply to a registration")
        id = SchemaID(try members.required("id", try members.int32("id")))
    }

    package func json(_ dialect: RegistryDialect = .confluent7) -> JSONValue {
        var object = JSONObject()
        object["id"] = .number(JSONNumber(id.rawValue))
        guard let registered else { return .object(object) }
        object["version"] = .number(JSONNumber(registered.version.rawValue))
        if dialect.tellsAll { object["guid"] = registered.guid.map { .string($0.description) } }
        SchemaMembers(registered).write(to: &object, dialect)
        if dialect.tellsAll { object["ts"] = registered.timestamp.map { .number(JSONNumber($0)) } }
        return .object(object)
    }
}
