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
    /// Whether metadata came along, and whether rules did: they are refused rather than lost.
    package var hasMetadata = false
    package var hasRuleSet = false

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
        version = try members.int32("version")
        id = try members.int32("id")
        hasMetadata = members.value("metadata") != nil
        hasRuleSet = members.value("ruleSet") != nil
    }

    package var json: JSONValue {
        var object = JSONObject()
        object["schema"] = .string(schema)
        if let schemaType { object["schemaType"] = .string(schemaType) }
        if !references.isEmpty { object["references"] = .array(references.map(\.json)) }
        if let version { object["version"] = .number(JSONNumber(version)) }
        if let id { object["id"] = .number(JSONNumber(id)) }
        return .object(object)
    }
}

/// The answer to a registration.
package struct RegisterSchemaReply: Hashable, Sendable {
    package var id: SchemaID

    package init(id: SchemaID) { self.id = id }

    package init(_ json: JSONValue) throws(RESTBodyProblem) {
        let members = try JSONMembers(json, "the reply to a registration")
        id = SchemaID(try members.required("id", try members.int32("id")))
    }

    package var json: JSONValue { ["id": .number(JSONNumber(id.rawValue))] }
}
