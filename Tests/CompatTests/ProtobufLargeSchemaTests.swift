import Compatibility
import ProtobufSchema
import Testing

@Suite struct `Evidence on large Protobuf schemas` {
    private func verdict(_ newText: String, _ oldText: String, policy: ProtobufPolicy? = nil) throws -> CompatibilityVerdict {
        let new = WrittenSchema(.protobuf(try ProtoCompiler.compile(newText)), text: newText)
        let old = WrittenSchema(.protobuf(try ProtoCompiler.compile(oldText)), text: oldText)
        let verdict = CompatibilityCheck.check(
            new: new.schema, history: [.init(version: 1, schema: old.schema)], level: .backward, visiting: .everything,
            policy: policy)
        return FindingEvidence.complete(verdict, new: new, old: [1: old], policy: policy)
    }

    @Test func `five thousand broken messages give as many findings, the first with witnesses and fixes`() throws {
        func text(_ type: String) -> String {
            "syntax = \"proto3\";\n" + (0..<5000).map { "message M\($0) { \(type) a = 1; }\n" }.joined()
        }
        let findings = try verdict(text("string"), text("int32")).findings
        #expect(findings.count == 5000)
        #expect(Set(findings.map(\.rule.id)) == ["PROTO_FIELD_SCALAR_KIND_CHANGED"])
        #expect(Set(findings.compactMap(\.element)).count == 5000)
        #expect(findings[0].witness != nil && findings[0].fixes.map(\.title) == ["give back the type int32"])
        #expect(findings.count { $0.witness != nil } == 200)
        #expect(findings.allSatisfy { !$0.sentence.isEmpty && $0.newPlace != nil && $0.oldPlace != nil })
    }

    @Test func `a message of five thousand broken fields is searched for a while, and every field is named`() throws {
        func text(_ type: String) -> String {
            "syntax = \"proto3\";\nmessage M {\n" + (1...5000).map { "  \(type) f\($0) = \($0);\n" }.joined() + "}\n"
        }
        let findings = try verdict(text("fixed32"), text("int32")).findings
        #expect(findings.count == 5000)
        #expect(findings[0].witness != nil)
        // How far it goes is counted in fields, not timed: the same on every machine.
        #expect((2..<50).contains(findings.count { $0.witness != nil }))
    }

    @Test func `required fields that double at every level are not written out`() throws {
        func text(_ leaf: String) -> String {
            let levels = (0..<30).map { "message L\($0) { required L\($0 + 1) a = 1; required L\($0 + 1) b = 2; }\n" }.joined()
            let top = "message Top { optional L0 tower = 1; optional \(leaf) y = 2; }\n"
            return "\(levels)message L30 { required \(leaf) x = 1; }\n\(top)"
        }
        let findings = try verdict(text("string"), text("int32")).findings
        #expect(findings.map(\.element) == ["L30.x", "Top.y"])
        #expect(findings.allSatisfy { $0.fixes.count == 1 })
    }
}
