package import Compatibility

/// Something that is allowed and will be regretted. The rules of a format stand in its table.
package struct LintRule: Sendable, Hashable {
    /// Stable and upper case; also the name of the rule's folder in `Compat/lint`.
    package let id: String
    /// `AVRO`, `PROTOBUF`.
    package let language: String
    package let category: LintCategory
    package let level: FindingLevel
    /// What is asked and why, in one sentence for the documentation.
    package let summary: String
    /// What to do about it, as a phrase.
    package let hint: String
    /// A text with one finding of the rule.
    package let example: RuleExample?

    package init(
        id: String, language: String, category: LintCategory, level: FindingLevel, summary: String, hint: String,
        example: RuleExample? = nil
    ) {
        self.id = id
        self.language = language
        self.category = category
        self.level = level
        self.summary = summary
        self.hint = hint
        self.example = example
    }
}
