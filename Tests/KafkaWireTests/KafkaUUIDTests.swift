import KafkaWire
import TestKit
import Testing

@Suite struct `Topic ids` {
    @Test func `are written as URL-safe Base64`() {
        #expect(KafkaUUID.zero.description == "AAAAAAAAAAAAAAAAAAAAAA")
        #expect(KafkaUUID.one.description == "AAAAAAAAAAAAAAAAAAAAAQ")
        #expect(KafkaUUID(high: .max, low: .max).description == "_____________________w")
    }

    @Test func `come back from their text`() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<100 {
            let id = KafkaUUID(high: random.next(), low: random.next())
            #expect(KafkaUUID(id.description) == id)
        }
        for bad in ["", "AAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAB", "AAAAAAAAAA+AAAAAAAAAAA"] {
            #expect(KafkaUUID(bad) == nil)
        }
    }
}
