import Compatibility
import Foundation
import TestKit
import Testing

@Suite struct `Protobuf compatibility cases` {
    @Test(arguments: StoredCase.all(under: "protobuf"))
    func `two versions`(_ stored: StoredCase) throws {
        let file = try stored.read()
        let new = try ProtobufCase(file: file).schema("new")
        let old = CompatibilityCheck.OldVersion(version: 1, schema: try ProtobufCase(file: file).schema("old").schema)
        var verdicts = [CompatibilityLevel.backward, .forward].map { level in
            CompatibilityCheck.check(new: new.schema, history: [old], level: level).lines(named: level.rawValue)
        }
        try stored.expect(verdicts.joined(separator: "\n"), in: "verdicts", of: file)
        if file["policies"] != nil {
            let policies = ProtobufPolicy.allCases.map { policy in
                CompatibilityCheck.check(new: new.schema, history: [old], level: .none, policy: policy).lines(
                    named: policy.rawValue)
            }
            try stored.expect(policies.joined(separator: "\n"), in: "policies", of: try stored.read())
            verdicts += policies
        }
        try evidence(stored, new: new, old: try ProtobufCase(file: file).schema("old"))
        #expect(
            verdicts.joined().contains(stored.rule + " ") || stored.rule == "COMPATIBLE", "the folder names a rule of the case")
        #expect(file.header("about") != nil && file.header("source") != nil)
    }

    /// Completes the findings of both directions, or those of the weakest policy that asks for the folder's rule.
    private func evidence(_ stored: StoredCase, new: WrittenSchema, old: WrittenSchema) throws {
        let rule = ProtobufPolicyRules.all.first { $0.rule.id == stored.rule }
        var texts: [String] = []
        for level in rule == nil ? [CompatibilityLevel.backward, .forward] : [.none] {
            let history = [CompatibilityCheck.OldVersion(version: 1, schema: old.schema)]
            let policy = rule?.policies.first
            let verdict = CompatibilityCheck.check(new: new.schema, history: history, level: level, policy: policy)
            let completed = FindingEvidence.complete(verdict, new: new, old: [1: old], policy: policy)
            for finding in completed.findings {
                try ProtobufEvidenceCheck(new: new, old: old, policy: policy).check(finding)
                texts.append(EvidenceText.text(finding))
            }
        }
        guard !texts.isEmpty else { return }
        try stored.expect(texts.joined(separator: "\n"), in: "evidence", of: try stored.read())
    }

    @Test func `every rule has a folder with cases`() {
        let folders = Set(StoredCase.all(under: "protobuf").map(\.rule))
        let rules = ProtobufRules.all.map(\.id) + ProtobufPolicyRules.all.map(\.rule.id)
        for rule in rules { #expect(folders.contains(rule), "add a case under Compat/protobuf/\(rule)/") }
        #expect(folders.subtracting(rules) == ["COMPATIBLE"])
    }

    @Test func `each policy asks what the one before it asks, by the same rule or a stricter one`() throws {
        for stored in StoredCase.all(under: "protobuf") {
            let file = try stored.read()
            guard file["policies"] != nil else { continue }
            let new = try ProtobufCase(file: file).schema("new").schema
            let old = CompatibilityCheck.OldVersion(version: 1, schema: try ProtobufCase(file: file).schema("old").schema)
            var refused = false
            for policy in ProtobufPolicy.allCases {
                let verdict = CompatibilityCheck.check(new: new, history: [old], level: .none, policy: policy)
                #expect(!refused || !verdict.isCompatible, "\(stored.path): \(policy) lets pass what a weaker policy refuses")
                refused = refused || !verdict.isCompatible
            }
        }
    }

    @Test func `every rule has Confluent's name for it, and a policy's has none`() {
        let types = Set(ProtobufChange.allCases.filter { !$0.isCompatible }.map(\.rawValue))
        #expect(Set(ProtobufRules.all.compactMap(\.confluentErrorType)) == types)
        #expect(ProtobufPolicyRules.all.allSatisfy { $0.rule.confluentErrorType == nil && !$0.policies.isEmpty })
        #expect(Set(ProtobufPolicyRules.all.map(\.rule.id)).count == ProtobufPolicyRules.all.count)
    }
}
