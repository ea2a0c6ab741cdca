/// Findings as Karapace words them: what Python's Avro library says of a difference, without its place.
package enum KarapaceMessage {
    package static func differences(for verdict: CompatibilityVerdict) -> [String] {
        verdict.findings.map { finding in
            if finding.rule == .schemaTypeChanged { return "Incompatible because of different schema type" }
            if finding.info.isEmpty { return finding.sentence }
            // The one place where Python spells types as schemas do, and Java in capitals.
            return finding.info.contains("writer type: ") ? finding.info.lowercased() : finding.info
        }
    }
}
