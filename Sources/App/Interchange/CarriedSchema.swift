import JSONText
import RegistryClient
import RegistryModel

/// A schema that travels with the records that name it.
struct CarriedSchema: Hashable {
    /// In the registry it comes from.
    var id: SchemaID
    var text: SchemaText
    /// Where it is registered there; nil if the registry did not say.
    var place: SubjectVersion?
    /// Whose records name it.
    var topic: String

    var json: JSONObject {
        var object = JSONObject()
        object["id"] = .number(JSONNumber(id.rawValue))
        if let place {
            object["subject"] = .string(place.subject.name)
            object["version"] = .number(JSONNumber(place.version.rawValue))
        }
        object["topic"] = .string(topic)
        object["schemaType"] = .string(text.format.rawValue)
        if !text.references.isEmpty {
            object["references"] = .array(
                text.references.map { reference in
                    [
                        "name": .string(reference.name), "subject": .string(reference.subject.name),
                        "version": .number(JSONNumber(reference.version.rawValue)),
                    ] as JSONObject
                }.map { .object($0) })
        }
        object["schema"] = .string(text.text)
        return object
    }

    init(id: SchemaID, text: SchemaText, place: SubjectVersion?, topic: String) {
        self.id = id
        self.text = text
        self.place = place
        self.topic = topic
    }

    /// - Throws: `InterchangeProblem`
    init(_ json: JSONValue) throws {
        guard let object = json.asObject, let id = object["id"]?.asInt64.flatMap({ Int32(exactly: $0) }),
            let text = object["schema"]?.asString, let type = object["schemaType"]?.asString
        else { throw InterchangeProblem("a schema has id, schemaType and schema") }
        let references = try (object["references"]?.asArray ?? []).map { element throws in
            guard let name = element.asObject?["name"]?.asString, let place = Self.place(element.asObject) else {
                throw InterchangeProblem("a reference of schema \(id) has name, subject and version")
            }
            return SchemaReference(name: name, subject: place.subject, version: place.version)
        }
        self.init(
            id: SchemaID(id), text: SchemaText(text, format: SchemaFormat(rawValue: type), references: references),
            place: Self.place(object), topic: object["topic"]?.asString ?? "")
    }

    private static func place(_ object: JSONObject?) -> SubjectVersion? {
        guard let subject = object?["subject"]?.asString,
            let version = object?["version"]?.asInt64.flatMap({ Int32(exactly: $0) }).flatMap({ SchemaVersion($0) })
        else { return nil }
        return SubjectVersion(Subject(subject), version)
    }
}

/// What is wrong with a file; where, its reader says.
struct InterchangeProblem: Error, Equatable {
    var sentence: String

    init(_ sentence: String) { self.sentence = sentence }
}
