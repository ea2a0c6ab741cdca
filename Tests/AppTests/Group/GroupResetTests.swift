import KafkaClient
import Testing

@testable import herald

@Suite struct `Moving a group` {
    private static let a = TopicPartition("orders", 0)
    private static let b = TopicPartition("orders", 1)
    private static let facts = GroupReset.Facts(committed: [a: 50], starts: [a: 10, b: 0], ends: [a: 100, b: 7])

    private func rows(_ target: String, named: [TopicPartition: Int64] = [:]) throws -> [String] {
        var facts = Self.facts
        facts.named = named
        let target = try #require(ResetTarget(argument: target))
        return GroupReset(target, [Self.b, Self.a], facts).rows.map {
            "\($0.partition.partition): \($0.from.map(String.init) ?? "-") -> \($0.to) \($0.change)"
        }
    }

    @Test func `goes to a place, within what there is`() throws {
        #expect(try rows("start") == ["0: 50 -> 10 -40 (read again)", "1: - -> 0 new"])
        #expect(try rows("end") == ["0: 50 -> 100 +50 (skipped)", "1: - -> 7 new"])
        #expect(try rows("50") == ["0: 50 -> 50 none", "1: - -> 7 new"])
        #expect(try rows("@1795165200", named: [Self.a: 60]) == ["0: 50 -> 60 +10 (skipped)", "1: - -> 7 new"])
    }

    @Test func `counts from what is committed, and leaves out where nothing is`() throws {
        #expect(try rows("+1") == ["0: 50 -> 51 +1 (skipped)"])
        #expect(try rows("-1000") == ["0: 50 -> 10 -40 (read again)"])
        #expect(try rows("+9223372036854775807") == ["0: 50 -> 100 +50 (skipped)"])
    }

    @Test func `goes where another group or a file says`() throws {
        #expect(try rows("group:other", named: [Self.b: 3]) == ["1: - -> 3 new"])
        #expect(try rows("file:x", named: [Self.a: 0]) == ["0: 50 -> 10 -40 (read again)"])
    }

    @Test func `moves only what is elsewhere`() throws {
        let target = try #require(ResetTarget(argument: "50"))
        #expect(GroupReset(target, [Self.a, Self.b], Self.facts).moves == [Self.b: 7])
    }

    @Test func `takes targets as they are typed`() {
        let cases: [(String, ResetTarget?)] = [
            ("start", .place(.start)), ("-15m", .place(.time(.ago(900_000)))), ("-15", .shift(-15)), ("+2", .shift(2)),
            ("group:billing", .group("billing")), ("file:-", .file("-")), ("group:", nil), ("file:", nil), ("somewhere", nil),
        ]
        for (text, expected) in cases { #expect(ResetTarget(argument: text) == expected, "\(text)") }
    }

    @Test func `reads offsets from lines`() throws {
        let offsets = try OffsetsFile.parse("# saved\norders 0 5\norders,1,7\n\n  other\t0  1 # old\n", name: "f")
        #expect(offsets == [Self.a: 5, Self.b: 7, TopicPartition("other", 0): 1])
        for (text, place) in [("orders 0", "f, line 1"), ("\norders -1 5", "f, line 2"), ("orders 0 1\norders 0 2", "f, line 2")] {
            #expect { try OffsetsFile.parse(text, name: "f") } throws: { ($0 as? CommandFailure)?.whereabouts == place }
        }
    }

    @Test func `chooses topics and partitions`() throws {
        #expect(try TopicSelection("orders").partitions == nil)
        #expect(try TopicSelection("orders:3,5").partitions == [3, 5])
        for text in ["", ":1", "orders:", "orders:x", "orders:1,", "orders:-1"] {
            #expect(throws: CommandFailure.self, "\(text)") { try TopicSelection(text) }
        }
    }
}
