/// Findings as Confluent's registry words them: strings that look like JSON but are not, which clients take apart by the
/// type, the path and the additional information.
package enum ConfluentMessage {
    /// How much of an old schema is shown.
    static let maxOldSchemaBytes = 10 << 10

    /// The `messages` of a verbose answer, and the details of a refusal. Empty for a compatible verdict.
    ///
    /// - Parameter oldSchemaText: the stored text of a version, for the entry that shows it.
    package static func messages(
        for verdict: CompatibilityVerdict, validateFields: Bool = false, oldSchemaText: (Int) -> String?
    ) -> [String] {
        guard !verdict.isCompatible else { return [] }
        return differences(for: verdict, oldSchemaText: oldSchemaText)
            + [trailer(validateFields: validateFields, level: verdict.level)]
    }

    /// What the last of the messages says: what was asked for.
    package static func trailer(validateFields: Bool, level: CompatibilityLevel) -> String {
        "{validateFields: '\(validateFields)', compatibility: '\(level.rawValue)'}"
    }

    /// The messages without the last.
    package static func differences(for verdict: CompatibilityVerdict, oldSchemaText: (Int) -> String?) -> [String] {
        var messages: [String] = []
        for version in verdict.incompatibleVersions {
            let findings = verdict.findings.filter { $0.against == version }
            messages += differences(findings)
            messages.append("{oldSchemaVersion: \(version)}")
            if let text = oldSchemaText(version) { messages.append("{oldSchema: '\(shortened(text))'}") }
        }
        return messages
    }

    /// The messages of one version, by direction: what Confluent meets as an exception hides the rest of its direction.
    private static func differences(_ findings: [SchemaFinding]) -> [String] {
        if findings.contains(where: { $0.rule == .schemaTypeChanged }) {
            return ["Incompatible because of different schema type"]
        }
        return [CompatibilityDirection.forward, .backward].flatMap { direction -> [String] in
            let those = findings.filter { $0.direction == direction }
            if let exception = those.first(where: { $0.rule.confluentErrorType == nil && $0.protobufPath == nil }) {
                return ["Unexpected exception during compatibility check: \(exception.info)"]
            }
            return those.map { $0.protobufPath == nil ? difference($0) : protobufDifference($0) }
        }
    }

    static func difference(_ finding: SchemaFinding) -> String {
        let type = finding.rule.confluentErrorType ?? ""
        return "{errorType:'\(type)', description:'\(description(finding, type))', additionalInfo:'\(finding.info)'}"
    }

    private static func description(_ finding: SchemaFinding, _ type: String) -> String {
        let (reader, writer) = finding.direction == .backward ? ("new", "old") : ("old", "new")
        let path = "(path '\(finding.pathText)')"
        return switch type {
        case "FIXED_SIZE_MISMATCH": "The fixed type \(path) has another size in the \(reader) schema than in the \(writer) schema"
        case "TYPE_MISMATCH": "The type \(path) in the \(reader) schema cannot read the type in the \(writer) schema"
        case "NAME_MISMATCH": "The name \(path) in the \(reader) schema differs from the name in the \(writer) schema"
        case "MISSING_ENUM_SYMBOLS": "The \(reader) schema lacks enum symbols '\(finding.info)' \(path) of the \(writer) schema"
        case "MISSING_UNION_BRANCH": "The \(reader) schema has no union branch \(path) for a type in the \(writer) schema"
        case "READER_FIELD_MISSING_DEFAULT_VALUE":
            "The field '\(finding.info)' \(path) in the \(reader) schema has no default and is missing in the \(writer) schema"
        default: finding.sentence
        }
    }

    private static func shortened(_ text: String) -> String {
        guard text.utf8.count > maxOldSchemaBytes else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: maxOldSchemaBytes)
        while end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
        return String(text[..<end])
    }
}
