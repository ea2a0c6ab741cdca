internal import JSONText
package import RegistryModel

/// What a version's record in `_schemas` says: the schema, and whether the version is soft-deleted.
package struct StoredSchema: Sendable, Equatable {
    package var id: SchemaID
    package var format: SchemaFormat
    package var references: [SchemaReference]
    package var schema: String
    package var isDeleted: Bool
    package var metadata: SchemaMetadata?
    package var ruleSet: SchemaRuleSet?

    package init(
        id: SchemaID, format: SchemaFormat, references: [SchemaReference] = [], schema: String,
        metadata: SchemaMetadata? = nil, ruleSet: SchemaRuleSet? = nil, isDeleted: Bool = false
    ) {
        self.id = id
        self.format = format
        self.references = references
        self.schema = schema
        self.metadata = metadata
        self.ruleSet = ruleSet
        self.isDeleted = isDeleted
    }

    var contentHash: ContentHash {
        ContentHash(schema: schema, references: references, metadata: metadata, ruleSet: ruleSet)
    }

    // MARK: Bytes

    /// The members in Confluent's order; the type is left out for Avro, empty members always.
    func json(at place: SubjectVersion) -> JSONValue {
        var object = JSONObject()
        object["subject"] = .string(place.subject.name)
        object["version"] = .number(JSONNumber(place.version.rawValue))
        object["id"] = .number(JSONNumber(id.rawValue))
        if format != .avro { object["schemaType"] = .string(format.rawValue) }
        if !references.isEmpty { object["references"] = .array(references.map(\.json)) }
        object["metadata"] = metadata?.json
        object["ruleSet"] = ruleSet?.json
        object["schema"] = .string(schema)
        object["deleted"] = .bool(isDeleted)
        return .object(object)
    }

    init(_ json: JSONValue) throws(RESTBodyProblem) {
        guard let number = json["id"]?.asInt64, let id = Int32(exactly: number), id >= 0 else {
            throw RESTBodyProblem("the schema has no id of 32 bits")
        }
        guard let schema = json["schema"]?.asString else { throw RESTBodyProblem("the schema has no text") }
        self.id = SchemaID(id)
        self.schema = schema
        format = SchemaFormat(rawValue: json["schemaType"]?.asString ?? SchemaFormat.avro.rawValue)
        references = []
        for element in json["references"]?.asArray ?? [] { references.append(try SchemaReference(json: element)) }
        metadata = try Self.present(json["metadata"]).map { value throws(RESTBodyProblem) in try SchemaMetadata(value) }
        ruleSet = try Self.present(json["ruleSet"]).map { value throws(RESTBodyProblem) in try SchemaRuleSet(value) }
        isDeleted = json["deleted"]?.asBool ?? false
    }

    private static func present(_ value: JSONValue?) -> JSONValue? { value?.isNull == true ? nil : value }
}
