/// One way in which two versions of a schema can fail to go together. The rules of a format stand in its table.
package struct CompatibilityRule: Sendable, Hashable {
    /// Stable and upper case; also the name of the rule's folder in `Compat/`.
    package let id: String
    /// What registry clients know it as. Nil for what Confluent reports as a bare sentence.
    package let confluentErrorType: String?
    /// What breaks, in one sentence for the documentation.
    package let summary: String
    /// What to do about it, as a phrase.
    package let hint: String

    /// A new version in another schema language than the old one: whatever the languages, nothing reads across.
    package static let schemaTypeChanged = CompatibilityRule(
        id: "SCHEMA_TYPE_CHANGED", confluentErrorType: nil,
        summary: "The schema is written in another language (Avro, Protobuf) than the version before it.",
        hint: "register it under a subject of its own")
}
