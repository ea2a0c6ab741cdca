internal import Compatibility
internal import JSONText
package import SchemaSets

extension ReportedSchema {
    /// A text that is no schema, as the one finding about it.
    package init(unreadable error: SchemaSetError) {
        self.init(
            file: error.file, subject: nil, language: "", level: nil, isNew: true, remark: "no schema",
            findings: [
                ReportedFinding(
                    error, level: .error, summary: "The text is no schema.", hint: "correct the text", sentence: error.sentence,
                    file: error.file, subject: nil)
            ])
    }
}

extension ReportedFinding {
    /// What stood where an older version is looked for and is no schema: nothing was compared with it.
    ///
    /// - Parameter label: of the version: `git 4f2c91a`
    package init(unreadableOld error: SchemaSetError, label: String, file: String, subject: String?) {
        self.init(
            error, level: .warning, summary: "The older text is no schema.", hint: "nothing, if this change mends it",
            sentence: "the text of \(label) is no schema, so that nothing was compared with it: \(error.sentence)", file: file,
            subject: subject, old: Related(name: error.file, label: label, range: error.range))
    }

    /// What a registry refuses for another reason than the versions before it.
    ///
    /// - Parameter rule: of the registry's code: `REGISTRY_42201`
    package init(refused sentence: String, rule: String, file: String, subject: String?) {
        let fingerprint = Self.fingerprint([rule, subject ?? file])
        var object = JSONObject()
        object["rule"] = .string(rule)
        object["level"] = .string(FindingLevel.error.rawValue)
        object["places"] = []
        object["sentence"] = .string(sentence)
        object["fixes"] = []
        object["file"] = .string(file)
        object["subject"] = subject.map { .string($0) } ?? .null
        object["fingerprint"] = .string(fingerprint)
        self.init(
            rule: rule, ruleSummary: "The registry refuses the schema.", ruleHint: "do what the sentence says", level: .error,
            sentence: sentence, file: file, subject: subject, range: nil, pointer: "", excerpt: [], details: [], related: [],
            fixes: [], fingerprint: fingerprint, objects: [object])
    }

    fileprivate init(
        _ error: SchemaSetError, level: FindingLevel, summary: String, hint: String, sentence: String, file: String,
        subject: String?, old: Related? = nil
    ) {
        let fingerprint = Self.fingerprint([error.code.rawValue, subject ?? file])
        var object = JSONObject()
        object["rule"] = .string(error.code.rawValue)
        object["level"] = .string(level.rawValue)
        object["places"] = [FindingPlace(side: old == nil ? .new : .old, pointer: "", range: error.range).json]
        object["sentence"] = .string(sentence)
        object["fixes"] = []
        object["help"] = .string(hint)
        object["file"] = .string(file)
        object["subject"] = subject.map { .string($0) } ?? .null
        object["old"] = old.map { .string($0.name) } ?? .null
        object["fingerprint"] = .string(fingerprint)
        var details = [Detail("fix", [hint])]
        if let old { details.insert(Detail("before", ["\(old.label), \(error.place)"]), at: 0) }
        self.init(
            rule: error.code.rawValue, ruleSummary: summary, ruleHint: hint, level: level, sentence: sentence, file: file,
            subject: subject, range: old == nil ? error.range : nil, pointer: "", excerpt: [], details: old == nil ? [] : details,
            related: old.map { [$0] } ?? [], fixes: [], fingerprint: fingerprint, objects: [object])
    }
}

extension SchemaSetError {
    fileprivate var sentence: String { expected.map { "\(problem); expected \($0)" } ?? problem }
}
