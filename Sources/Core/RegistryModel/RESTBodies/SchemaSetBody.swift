package import JSONText

/// What `POST /api/v1/schemas:check` and `:register` take: schemas that may refer to each other, all or none.
///
/// ```json
/// {"schemas": [{"subject": "customer", "schema": "…"},
///              {"subject": "orders-value", "schema": "…", "references": [{"name": "com.acme.Customer", "subject": "customer"}]}],
///  "normalize": false, "dryRun": false}
/// ```
package struct SchemaSetBody: Sendable {
    package struct Element: Sendable {
        package var subject: Subject
        /// What reports call it; the subject if nobody says.
        package var file: String?
        package var schema: SchemaRequestBody

        package init(subject: Subject, file: String? = nil, schema: SchemaRequestBody) {
            self.subject = subject
            self.file = file
            self.schema = schema
        }

        fileprivate init(_ json: JSONValue) throws(RESTBodyProblem) {
            let members = try JSONMembers(json, "a schema of the set")
            subject = Subject(requested: try members.required("subject", try members.string("subject")))
            file = try members.string("file")
            schema = try SchemaRequestBody(json)
        }

        fileprivate var json: JSONValue {
            var object = JSONObject()
            object["subject"] = .string(subject.name)
            object["file"] = file.map { .string($0) }
            for member in schema.json.asObject?.members ?? [] { object[member.key] = member.value }
            return .object(object)
        }
    }

    package var schemas: [Element]
    package var normalizes: Bool
    /// Register nothing, say what would come of it.
    package var isDryRun: Bool

    package init(schemas: [Element], normalizes: Bool = false, isDryRun: Bool = false) {
        self.schemas = schemas
        self.normalizes = normalizes
        self.isDryRun = isDryRun
    }

    package init(_ json: JSONValue) throws(RESTBodyProblem) {
        let members = try JSONMembers(json, "the request")
        schemas = []
        for element in try members.required("schemas", try members.array("schemas")) { schemas.append(try Element(element)) }
        normalizes = try members.bool("normalize") ?? false
        isDryRun = try members.bool("dryRun") ?? false
    }

    package var json: JSONValue {
        var object = JSONObject()
        object["schemas"] = .array(schemas.map(\.json))
        if normalizes { object["normalize"] = true }
        if isDryRun { object["dryRun"] = true }
        return .object(object)
    }
}
