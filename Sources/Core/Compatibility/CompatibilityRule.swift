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
    /// The smallest change that breaks the rule; a test makes sure it does.
    package let example: RuleExample?

    package init(
        id: String, confluentErrorType: String?, summary: String, hint: String, example: RuleExample? = nil
    ) {
        self.id = id
        self.confluentErrorType = confluentErrorType
        self.summary = summary
        self.hint = hint
        self.example = example
    }

    /// A new version in another schema language than the old one: whatever the languages, nothing reads across.
    package static let schemaTypeChanged = CompatibilityRule(
        id: "SCHEMA_TYPE_CHANGED", confluentErrorType: nil,
        summary: "The schema is written in another language (Avro, Protobuf) than the version before it.",
        hint: "register it under a subject of its own")
}

/// Two texts that show a rule at work.
package struct RuleExample: Sendable, Hashable {
    /// The old version; nil for a rule that looks at one schema alone.
    package let before: String?
    package let after: String
    /// Whose reading fails.
    package let direction: CompatibilityDirection

    package init(before: String? = nil, after: String, direction: CompatibilityDirection = .backward) {
        self.before = before
        self.after = after
        self.direction = direction
    }
}
