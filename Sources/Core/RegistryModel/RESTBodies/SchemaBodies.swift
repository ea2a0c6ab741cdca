package import JSONText

extension RegisteredSchema {
    /// `{"subject":…,"version":…,"id":…,"schema":…}`; the type is left out for Avro, references when there are none,
    /// as Confluent 7.9 does.
    package var json: JSONValue {
        var object = JSONObject()
        object["subject"] = .string(subject.name)
        object["version"] = .number(JSONNumber(version.rawValue))
        object["id"] = .number(JSONNumber(id.rawValue))
        if format != .avro { object["schemaType"] = .string(format.rawValue) }
        if !references.isEmpty { object["references"] = .array(references.map(\.json)) }
        object["schema"] = .string(schema)
        return .object(object)
    }

    package init(_ json: JSONValue) throws(RESTBodyProblem) {
        let members = try JSONMembers(json, "a schema version")
        subject = Subject(try members.required("subject", try members.string("subject")))
        let number = try members.required("version", try members.int32("version"))
        guard let version = SchemaVersion(number) else {
            throw RESTBodyProblem("\"version\" of a schema version is \(number); versions count from 1")
        }
        self.version = version
        id = SchemaID(try members.required("id", try members.int32("id")))
        format = SchemaFormat(rawValue: try members.string("schemaType") ?? SchemaFormat.avro.rawValue)
        references = try SchemaReference.list(try members.array("references"))
        schema = try members.required("schema", try members.string("schema"))
        isDeleted = try members.bool("deleted") ?? false
    }
}

/// A schema without a place in a subject: the answer to a lookup by id.
package struct SchemaStringBody: Hashable, Sendable {
    package var format: SchemaFormat
    package var schema: String
    package var references: [SchemaReference]
    /// The highest id given out, when it was asked for.
    package var maxID: SchemaID?

    package init(format: SchemaFormat, schema: String, references: [SchemaReference], maxID: SchemaID? = nil) {
        self.format = format
        self.schema = schema
        self.references = references
        self.maxID = maxID
    }

    package init(_ json: JSONValue) throws(RESTBodyProblem) {
        let members = try JSONMembers(json, "a schema")
        format = SchemaFormat(rawValue: try members.string("schemaType") ?? SchemaFormat.avro.rawValue)
        schema = try members.required("schema", try members.string("schema"))
        references = try SchemaReference.list(try members.array("references"))
        maxID = try members.int32("maxId").map { SchemaID($0) }
    }

    package var json: JSONValue {
        var object = JSONObject()
        if format != .avro { object["schemaType"] = .string(format.rawValue) }
        object["schema"] = .string(schema)
        if !references.isEmpty { object["references"] = .array(references.map(\.json)) }
        if let maxID { object["maxId"] = .number(JSONNumber(maxID.rawValue)) }
        return .object(object)
    }
}

/// One use of a schema: `{"subject":…,"version":…}`.
package struct SubjectVersion: Hashable, Sendable, Comparable {
    package var subject: Subject
    package var version: SchemaVersion

    package init(_ subject: Subject, _ version: SchemaVersion) {
        self.subject = subject
        self.version = version
    }

    package var json: JSONValue { ["subject": .string(subject.name), "version": .number(JSONNumber(version.rawValue))] }

    package static func < (left: SubjectVersion, right: SubjectVersion) -> Bool {
        left.subject == right.subject ? left.version < right.version : left.subject < right.subject
    }
}
