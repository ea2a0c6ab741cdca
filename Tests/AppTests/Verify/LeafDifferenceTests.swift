import Avro
import LeafDump
import Testing

@Suite struct `Leaves of two readings` {
    private func dump(_ body: (inout LeafDump) -> Void) -> [UInt8] {
        var dump = LeafDump()
        body(&dump)
        return dump.bytes
    }

    private func text(_ bytes: [UInt8]) -> [UInt8] {
        dump { dump in
            bytes.withUnsafeBytes { dump.string($0) }
            dump.integer(1)
        }
    }

    @Test func `differ where the first one does`() {
        let
            ours = dump {
                $0.record(2); $0.integer(1); $0.integer(2)
            },
            theirs = dump {
                $0.record(2); $0.integer(1); $0.integer(3)
            }
        #expect(LeafDump.difference(ours: ours, theirs: ours) == nil)
        let difference = LeafDump.difference(ours: ours, theirs: theirs)
        #expect(difference?.description == "leaf 2: ours is integer 2, theirs is integer 3")
        #expect(LeafDump.difference(ours: ours, theirs: dump { $0.record(2) })?.theirs == "nothing more")
    }

    @Test func `are the same where a C library ends a text at its first zero byte, if that is said`() {
        let (whole, cut) = (text([0x61, 0x0, 0x62]), text([0x61]))
        #expect(LeafDump.difference(ours: whole, theirs: cut) != nil)
        #expect(LeafDump.difference(ours: whole, theirs: cut, cutsTexts: true) == nil)
        // 0x10 0x06 has two zero digits beside each other, and no zero byte.
        #expect(LeafDump.difference(ours: text([0x10, 0x06]), theirs: text([0x1]), cutsTexts: true) != nil)
        #expect(LeafDump.difference(ours: text([0x61, 0x62]), theirs: text([0x61]), cutsTexts: true) != nil)
    }

    @Test func `have paths`() throws {
        let schema = try AvroSchema(
            parsing:
                #"{"type":"record","name":"R","fields":[{"name":"a","type":{"type":"array","items":{"type":"map","values":"int"}}},{"name":"b","type":["null","int"]}]}"#
        )
        let bytes: [UInt8] = [2, 2, 2, 0x6b, 4, 0, 0, 2, 6]
        var dump = LeafDump(keepsPaths: true)
        dump.write(try GenericDatum(bytes, plan: SchemaResolution.plan(for: schema)).root)
        let paths = (0..<7).map { dump.path(of: $0) }
        #expect(paths == ["", "a", "a[0]", "a[0]{k}", "a[0]{k}", "b", "b"])
    }
}
