package import JSONText

extension RegisteredSchema {
    /// `{"subject":…,"version":…,"id":…,"schema":…}`; what is empty is left out, and what `dialect` does not tell.
    package func json(_ dialect: RegistryDialect = .confluent7) -> JSONValue {
        var object = JSONObject()
        object["subject"] = .string(subject.name)
        object["version"] = .number(JSONNumber(version.rawValue))
        object["id"] = .number(JSONNumber(id.rawValue))
        if dialect.tellsAll { object["guid"] = guid.map { .string($0.description) } }
        SchemaMembers(self).write(to: &object, dialect)
        if dialect.tellsAll {
            object["ts"] = timestamp.map { .number(JSONNumber($0)) }
            if isDeleted { object["deleted"] = true }
        }
        return .object(object)
    }

    package init(_ json: JSONValue) throws(RESTBodyProblem) {
        let members = try JSONMembers(json, "a schema version")
        let number = try members.required("version", try members.int32("version"))
        guard let version = SchemaVersion(number) else {
            throw RESTBodyProblem("\"version\" of a schema version is \(number); versions count from 1")
        }
        let schema = try SchemaMembers(members)
        self.init(
            subject: Subject(try members.required("subject", try members.string("subject"))), version: version,
            id: SchemaID(try members.required("id", try members.int32("id"))), format: schema.format,
            references: schema.references, schema: schema.text, metadata: schema.metadata, ruleSet: schema.ruleSet,
            guid: try members.string("guid").flatMap { SchemaGUID($0) }, isDeleted: try members.bool("deleted") ?? false,
            timestamp: members.value("ts")?.asInt64)
    }
}

/// A schema without a place in a subject: the answer to a lookup by id or GUID.
package struct SchemaStringBody: Hashable, Sendable {
    package var format: SchemaFormat
    package var schema: String
    package var references: [SchemaReference]
    package var metadata: SchemaMetadata?
    package var ruleSet: SchemaRuleSet?
    package var guid: SchemaGUID?
    /// A version with this id, where the request named a subject.
    package var place: SubjectVersion?
    /// The highest id given out, when it was asked for.
    package var maxID: SchemaID?
    /// Where it is used, when that was asked for.
    package var subjects: [Subject]?
    /// What in it has the tags that were asked for.
    package var tags: [SchemaTags] = []

    package init(
        format: SchemaFormat, schema: String, references: [SchemaReference], metadata: SchemaMetadata? = nil,
        ruleSet: SchemaRuleSet? = nil, guid: SchemaGUID? = nil
    ) {
        self.format = format
        self.schema = schema
        self.references = references
        self.metadata = metadata
        self.ruleSet = ruleSet
        self.guid = guid
    }

    package init(_ json: JSONValue) throws(RESTBodyProblem) {
        let members = try JSONMembers(json, "a schema")
        let schema = try SchemaMembers(members)
        self.init(
            format: schema.format, schema: schema.text, references: schema.references, metadata: schema.metadata,
            ruleSet: schema.ruleSet, guid: try members.string("guid").flatMap { SchemaGUID($0) })
        if let subject = try members.string("subject"), let version = try members.int32("version").flatMap({ SchemaVersion($0) }) {
            place = SubjectVersion(Subject(subject), version)
        }
        maxID = try members.int32("maxId").map { SchemaID($0) }
    }

    package func json(_ dialect: RegistryDialect = .confluent7) -> JSONValue {
        var object = JSONObject()
        if dialect.tellsAll, let place {
            object["subject"] = .string(place.subject.name)
            object["version"] = .number(JSONNumber(place.version.rawValue))
        }
        if dialect.tellsAll { object["guid"] = guid.map { .string($0.description) } }
        SchemaMembers(self).write(to: &object, dialect, textFirst: true)
        if !tags.isEmpty { object["schemaTags"] = .array(tags.map(\.json)) }
        if let subjects { object["subjects"] = .array(subjects.map { .string($0.name) }) }
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
