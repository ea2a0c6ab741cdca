internal import JSONText

/// What is said of a schema wherever it stands: in bodies, and where two schemas are compared.
package struct SchemaMembers {
    package var format: SchemaFormat
    package var text: String
    package var references: [SchemaReference]
    package var metadata: SchemaMetadata?
    package var ruleSet: SchemaRuleSet?

    package init(_ schema: RegisteredSchema) {
        (format, text, references) = (schema.format, schema.schema, schema.references)
        (metadata, ruleSet) = (schema.metadata, schema.ruleSet)
    }

    package init(_ body: SchemaStringBody) {
        (format, text, references) = (body.format, body.schema, body.references)
        (metadata, ruleSet) = (body.metadata, body.ruleSet)
    }

    init(_ members: JSONMembers) throws(RESTBodyProblem) {
        format = SchemaFormat(rawValue: try members.string("schemaType") ?? SchemaFormat.avro.rawValue)
        text = try members.required("schema", try members.string("schema"))
        references = try SchemaReference.list(try members.array("references"))
        metadata = try members.value("metadata").map { value throws(RESTBodyProblem) in try SchemaMetadata(value) }
        ruleSet = try members.value("ruleSet").map { value throws(RESTBodyProblem) in try SchemaRuleSet(value) }
    }

    /// In Confluent's order, which has the text at the end, or by an id in front.
    func write(to object: inout JSONObject, _ dialect: RegistryDialect, textFirst: Bool = false) {
        if format != .avro || dialect.namesAvro { object["schemaType"] = .string(format.rawValue) }
        if textFirst { object["schema"] = .string(text) }
        if !references.isEmpty { object["references"] = .array(references.map(\.json)) }
        object["metadata"] = metadata?.json
        object["ruleSet"] = ruleSet?.json
        object["schema"] = .string(text)
    }
}
