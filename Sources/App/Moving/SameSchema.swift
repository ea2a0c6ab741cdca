import JSONText
import RegistryClient
import RegistryModel

/// Whether a registry holds what a source has. Texts may be written in the registry's own form: then the text as it was
/// submitted decides.
struct SameSchema: Sendable {
    let target: RunningRegistry

    /// What is different about a version; nil if nothing is.
    func difference(_ schema: RegisteredSchema, at place: SubjectVersion) async throws -> String? {
        let stored = try await target.schema(place)
        if stored.id != schema.id { return "its id is \(stored.id) here and \(schema.id) there" }
        let found = SchemaMembers(stored)
        guard let difference = SchemaMembers(schema).difference(found) else { return nil }
        guard difference == .text else { return difference.sentence }
        let submitted = try await target.client.storedVersion(place, format: "original")
        let isSame = submitted.subject == place.subject && submitted.schema.utf8.elementsEqual(schema.schema.utf8)
        return isSame ? nil : difference.sentence
    }

    /// Whether the id of `schema` is free in its context, or stands for the same.
    func takesID(of schema: RegisteredSchema) async throws -> Bool {
        let context = schema.subject.context
        guard let known = try await target.client.content(schema.id, in: context) else { return true }
        guard let difference = SchemaMembers(schema).difference(SchemaMembers(known)) else { return true }
        guard difference == .text else { return false }
        let submitted = try await target.client.content(schema.id, in: context, format: "original")?.schema
        return submitted.map { $0.utf8.elementsEqual(schema.schema.utf8) } ?? false
    }
}

/// What about two schemas is different.
enum SchemaDifference {
    case format, references, metadata, ruleSet, text

    var sentence: String {
        switch self {
        case .format: "it is written in another language here"
        case .references: "it refers to others here"
        case .metadata: "its metadata are others here"
        case .ruleSet: "its rules are others here"
        case .text: "its text is another here"
        }
    }
}

extension SchemaMembers {
    /// The first difference, the text's last; nil if there is none.
    func difference(_ other: SchemaMembers) -> SchemaDifference? {
        if format != other.format { return .format }
        if references != other.references { return .references }
        // Registries leave out what is empty.
        if Self.written(metadata?.json) != Self.written(other.metadata?.json) { return .metadata }
        if Self.written(ruleSet?.json) != Self.written(other.ruleSet?.json) { return .ruleSet }
        return text.utf8.elementsEqual(other.text.utf8) ? nil : .text
    }

    private static func written(_ json: JSONValue?) -> String? {
        guard let object = json?.asObject, !object.isEmpty else { return nil }
        return JSONPrinter.compact(.object(object))
    }
}
