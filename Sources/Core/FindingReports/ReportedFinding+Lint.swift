internal import Compatibility
internal import JSONText
package import SchemaLint

extension ReportedFinding {
    /// What lint found in one schema, in its order.
    package static func lint(_ findings: [LintFinding], file: String, text: String, subject: String?) -> [ReportedFinding] {
        let excerpts = SourceExcerpt(of: text)
        var seen: [String: Int] = [:]
        return findings.map { finding in
            let place = finding.element ?? finding.pointer
            var identity = [finding.rule.id, subject ?? file, place]
            let count = seen[place + finding.rule.id, default: 0]
            seen[place + finding.rule.id] = count + 1
            if count > 0 { identity.append(String(count)) }
            let fingerprint = fingerprint(identity)
            var object = finding.json.asObject ?? JSONObject()
            object["file"] = .string(file)
            object["subject"] = subject.map { .string($0) } ?? .null
            object["fingerprint"] = .string(fingerprint)
            let fixes = finding.fixes.isEmpty ? wrapped(finding.rule.hint) : fixes(finding.fixes)
            return ReportedFinding(
                rule: finding.rule.id, ruleSummary: finding.rule.summary, ruleHint: finding.rule.hint, level: finding.level,
                sentence: finding.sentence, file: file, subject: subject, range: finding.range, pointer: finding.pointer,
                excerpt: finding.range.map(excerpts.marked) ?? [],
                details: [
                    Detail("rule", wrapped("\(finding.rule.category.rawValue): \(finding.rule.summary)")), Detail("fix", fixes),
                ],
                related: [], fixes: finding.fixes, fingerprint: fingerprint, objects: [object])
        }
    }
}
