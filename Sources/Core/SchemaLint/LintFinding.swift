package import Compatibility
package import JSONText

/// A rule that a schema does not follow, at one place.
package struct LintFinding: Sendable {
    package var rule: LintRule
    package var level: FindingLevel
    /// A JSON pointer into an Avro text, `Message.field` of a Protobuf one.
    package var pointer: String
    package var range: TextRange?
    /// What is at fault by its name: `com.acme.Order.currency`.
    package var element: String?
    /// What is wrong, for people, without its full stop.
    package var sentence: String
    /// Tried: the text parses, and the finding is gone.
    package var fixes: [FindingFix]

    package init(
        rule: LintRule, pointer: String, range: TextRange?, element: String? = nil, sentence: String, fixes: [FindingFix] = []
    ) {
        self.rule = rule
        level = rule.level
        self.pointer = pointer
        self.range = range
        self.element = element
        self.sentence = sentence
        self.fixes = fixes
    }

    /// The shape of a finding between versions, without what only those have.
    package var json: JSONValue {
        var object = JSONObject()
        object["rule"] = .string(rule.id)
        object["level"] = .string(level.rawValue)
        object["places"] = .array([FindingPlace(side: .new, pointer: pointer, range: range).json])
        object["sentence"] = .string(sentence)
        object["fixes"] = .array(fixes.map(\.json))
        object["element"] = element.map { .string($0) } ?? .null
        object["help"] = .string(rule.hint)
        return .object(object)
    }
}
