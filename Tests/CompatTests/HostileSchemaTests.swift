import Avro
import Compatibility
import JSONText
import Testing

@Suite struct `Comparing hostile schemas` {
    private func findings(_ new: String, _ old: String) throws -> [SchemaFinding] {
        CompatibilityCheck.check(
            new: .avro(try AvroSchema(parsing: new)), history: [.init(version: 1, schema: .avro(try AvroSchema(parsing: old)))],
            level: .backward
        ).findings
    }

    @Test func `records whose fields double at every level are compared once each`() throws {
        func tower(_ leaf: String) -> String {
            var text = #"{"type":"record","name":"R0","fields":[{"name":"a","type":"\#(leaf)"}]}"#
            for level in 1...40 {
                text = #"{"type":"record","name":"R\#(level)","fields":[{"name":"a","type":\#(text)},{"name":"b","type":"R\#(level - 1)"}]}"#
            }
            return text
        }
        #expect(try findings(tower("int"), tower("int")).isEmpty)
        let broken = try findings(tower("int"), tower("string"))
        #expect(broken.map(\.rule.id) == ["AVRO_TYPE_CHANGED"])
        #expect(broken[0].path.tokens.count == 3 * 41)
    }

    @Test func `unions of records that hold the union are compared in good time`() throws {
        func tangle(_ leaf: String) -> String {
            let names = (0..<40).map { "\"R\($0)\"" }
            let records = (0..<40).map { index in
                let known = (["\"null\""] + names[...index]).joined(separator: ",")
                return #"{"type":"record","name":"R\#(index)","fields":[{"name":"n","type":[\#(known)]},{"name":"x","type":"\#(index == 0 ? leaf : "int")"}]}"#
            }
            return "[" + records.joined(separator: ",") + "]"
        }
        #expect(try findings(tangle("int"), tangle("int")).isEmpty)
        // What holds the broken record is broken with it: all of them, each named once.
        #expect(try findings(tangle("int"), tangle("string")).count == 40)
    }

    @Test func `a chain of thousands of records needs no deep stack`() throws {
        func chain(_ leaf: String) -> String {
            // Definitions stand in a field of each side's own, which the other does not ask for.
            let records = (0..<3000).map { #"{"type":"record","name":"R\#($0)","fields":[{"name":"f","type":"\#($0 == 0 ? leaf : "R\($0 - 1)")"}]}"# }
            return #"{"type":"record","name":"Top","fields":[{"name":"\#(leaf)s","type":["null",\#(records.joined(separator: ","))],"default":null},{"name":"last","type":"R2999"}]}"#
        }
        #expect(try findings(chain("int"), chain("int")).isEmpty)
        let broken = try findings(chain("int"), chain("string"))
        #expect(broken.map(\.rule.id) == ["AVRO_TYPE_CHANGED"])
        #expect(broken.first?.path.tokens.count == 3 * 3001)
    }

    @Test func `more pairs than allowed are an answer, not a stall`() throws {
        func union(_ count: Int) -> String {
            "[" + (0..<count).map { #"{"type":"record","name":"n\#($0).Same","fields":[]}"# }.joined(separator: ",") + "]"
        }
        let findings = try findings(union(3000), union(3000))
        #expect(findings.map(\.rule.id) == ["AVRO_COMPARISON_TOO_LARGE"])
    }
}
