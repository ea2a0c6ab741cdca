package import JSONText

/// A reference as a request names it: its version may still be "the latest".
package struct RequestedReference: Hashable, Sendable {
    package var name: String
    package var subject: Subject
    /// −1 is the latest.
    package var version: Int32

    package init(name: String, subject: Subject, version: Int32) {
        self.name = name
        self.subject = subject
        self.version = version
    }

    package init(_ reference: SchemaReference) {
        self.init(name: reference.name, subject: reference.subject, version: reference.version.rawValue)
    }

    init(_ json: JSONValue) throws(RESTBodyProblem) {
        let members = try JSONMembers(json, "a reference")
        name = try members.required("name", try members.string("name"))
        subject = Subject(try members.required("subject", try members.string("subject")))
        version = try members.int32("version") ?? -1
    }

    package var json: JSONValue {
        ["name": .string(name), "subject": .string(subject.name), "version": .number(JSONNumber(version))]
    }
}

extension SchemaReference {
    package var json: JSONValue { RequestedReference(self).json }

    /// A reference of a stored schema, whose version is a number.
    package init(json: JSONValue) throws(RESTBodyProblem) {
        let requested = try RequestedReference(json)
        guard let version = SchemaVersion(requested.version) else {
            throw RESTBodyProblem("\"version\" of a reference is \(requested.version); versions count from 1")
        }
        self.init(name: requested.name, subject: requested.subject, version: version)
    }

    static func list(_ elements: [JSONValue]?) throws(RESTBodyProblem) -> [SchemaReference] {
        var references: [SchemaReference] = []
        for element in elements ?? [] { references.append(try SchemaReference(json: element)) }
        return references
    }
}
