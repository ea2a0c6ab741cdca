package import JSONText

/// Where the schemas of a set stand, in the order they were asked for; what `herald schema register` prints, too.
package struct RegisteredSetBody: Sendable {
    package struct Element: Sendable {
        package var subject: Subject
        package var version: SchemaVersion
        package var id: SchemaID
        package var guid: SchemaGUID?
        package var format: SchemaFormat
        /// It was there before.
        package var isUnchanged: Bool

        package init(_ schema: RegisteredSchema, isUnchanged: Bool) {
            (subject, version, id, guid, format) = (schema.subject, schema.version, schema.id, schema.guid, schema.format)
            self.isUnchanged = isUnchanged
        }

        fileprivate init(_ json: JSONValue) throws(RESTBodyProblem) {
            let members = try JSONMembers(json, "a registered schema")
            let number = try members.required("version", try members.int32("version"))
            guard let version = SchemaVersion(number) else {
                throw RESTBodyProblem("\"version\" of a registered schema is \(number); versions count from 1")
            }
            self.version = version
            subject = Subject(try members.required("subject", try members.string("subject")))
            id = SchemaID(try members.required("id", try members.int32("id")))
            guid = try members.string("guid").flatMap { SchemaGUID($0) }
            format = SchemaFormat(rawValue: try members.string("type") ?? SchemaFormat.avro.rawValue)
            isUnchanged = try members.bool("unchanged") ?? false
        }

        fileprivate var json: JSONValue {
            var object = JSONObject()
            object["subject"] = .string(subject.name)
            object["version"] = .number(JSONNumber(version.rawValue))
            object["id"] = .number(JSONNumber(id.rawValue))
            object["guid"] = guid.map { .string($0.description) }
            object["type"] = .string(format.rawValue)
            object["unchanged"] = .bool(isUnchanged)
            return .object(object)
        }
    }

    package var registered: [Element]
    /// Nothing was registered: this is what would come of it.
    package var isDryRun: Bool

    package init(registered: [Element], isDryRun: Bool) {
        self.registered = registered
        self.isDryRun = isDryRun
    }

    package init(_ json: JSONValue) throws(RESTBodyProblem) {
        let members = try JSONMembers(json, "the reply to a set")
        registered = []
        for element in try members.required("registered", try members.array("registered")) {
            registered.append(try Element(element))
        }
        isDryRun = try members.bool("dryRun") ?? false
    }

    package var json: JSONValue {
        var object = JSONObject()
        object["schema"] = "herald.registered/v1"
        if isDryRun { object["dryRun"] = true }
        object["registered"] = .array(registered.map(\.json))
        return .object(object)
    }
}
