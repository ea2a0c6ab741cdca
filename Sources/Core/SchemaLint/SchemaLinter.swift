package import Compatibility
internal import JSONText

/// Looks at one schema alone. Pure; findings come in the order of the text.
package enum SchemaLinter {
    /// - Parameters:
    ///   - category: its rules and those of the categories below it.
    ///   - except: ids of rules that are not asked.
    package static func lint(
        _ written: WrittenSchema, category: LintCategory = .standard, except: Set<String> = []
    ) -> [LintFinding] {
        func applies(_ rule: LintRule) -> Bool { category.includes(rule.category) && !except.contains(rule.id) }
        let findings =
            switch written.schema {
            case .avro: AvroLintRules.findings(written, applies)
            case .protobuf: ProtobufLintRules.findings(written, applies)
            case .other: [LintFinding]()
            }
        return findings.enumerated().sorted { left, right in
            let (a, b) = (left.element.range?.start.byteOffset ?? 0, right.element.range?.start.byteOffset ?? 0)
            return a == b ? left.offset < right.offset : a < b
        }.map(\.element)
    }
}
