import JSONText
import KafkaClient
import Testing

@testable import herald

@Suite struct `How far a copy is` {
    private static let places = CopyPlaces(
        source: .init(brokers: "a:1", topic: "orders"), target: .init(brokers: "b:1", topic: "orders"))

    @Test func `is read as it was written`() throws {
        let state = CopyState(next: PartitionOffsets([0: 5, 1: 0]), copied: 7)
        let text = JSONPrinter.pretty(.object(state.document(Self.places)))
        #expect(try CopyState.parse(text, "f", for: Self.places) == state)
    }

    @Test func `is refused for another copy, and where it is none`() throws {
        let text = JSONPrinter.compact(.object(CopyState(next: PartitionOffsets([:]), copied: 0).document(Self.places)))
        var other = Self.places
        other.target.topic = "copies"
        #expect { try CopyState.parse(text, "f", for: other) } throws: { ($0 as? CommandFailure)?.status == .conflict }
        for text in ["", "{}", "[]", text.replacing("herald.copy", with: "herald.stats"), text.replacing(#""next":"""#, with: #""next":"x""#)] {
            #expect { try CopyState.parse(text, "f", for: Self.places) } throws: { ($0 as? CommandFailure)?.code == "STATE" }
        }
    }

    @Test func `is up to the last record that was acknowledged or left out`() async throws {
        let place = TopicPartition("orders", 0)
        var queue = CopyQueue(starts: [place: 3])
        #expect(queue.state.next.text == "0:3")
        for offset in [3, 7] as [Int64] {
            try await queue.add(nil, ConsumerRecord(topic: "orders", partition: 0, offset: offset, key: nil, value: nil))
        }
        #expect(queue.state.next.text == "0:3")
        try await queue.settle(keeping: 1)
        #expect(queue.state.next.text == "0:4")
        queue.noteAllAcknowledged()
        #expect(queue.state == CopyState(next: PartitionOffsets([0: 8]), copied: 0))
        queue.reach(place, 20)
        #expect(queue.state.next.text == "0:20")
    }
}
