import Broker
import BrokerServer
import NIOCore
import TestKit
import Testing

@Suite struct `A connection's order` {
    /// What `next` would have done, as text.
    private func effects(_ state: inout ConnectionState) -> [String] {
        var lines: [String] = []
        while let effect = state.next() {
            switch effect {
            case .write(let reply): lines.append(String(buffer: reply.head))
            case .close(let reason): lines.append("close: \(reason ?? "drained")")
            }
        }
        return lines
    }

    private func reply(_ text: String) -> ReplyOutcome { .reply(Reply(head: ByteBuffer(string: text))) }

    @Test func `is that of the requests, however they finish`() {
        var state = ConnectionState(maxRequests: 10, maxBytes: 1000)
        let first = state.begin(byteCount: 1), second = state.begin(byteCount: 1), third = state.begin(byteCount: 1)
        state.finish(third, reply("3"))
        #expect(effects(&state) == [])
        state.finish(first, reply("1"))
        #expect(effects(&state) == ["1"])
        state.finish(second, reply("2"))
        #expect(effects(&state) == ["2", "3"])
        #expect(state.requestCount == 0)
    }

    @Test func `lets nothing begin behind a request that holds others`() {
        var state = ConnectionState(maxRequests: 10, maxBytes: 1000)
        let first = state.begin(byteCount: 1), holder = state.begin(byteCount: 1, holdsOthers: true)
        #expect(!state.takesRequests)
        state.finish(first, reply("1"))
        #expect(!state.takesRequests)
        state.finish(holder, reply("2"))
        #expect(state.takesRequests)
        #expect(effects(&state) == ["1", "2"])
    }

    @Test func `skips requests that want no answer`() {
        var state = ConnectionState(maxRequests: 10, maxBytes: 1000)
        let first = state.begin(byteCount: 1), second = state.begin(byteCount: 1)
        state.finish(second, reply("2"))
        state.finish(first, .nothing)
        #expect(effects(&state) == ["2"])
    }

    @Test func `takes requests up to a count`() {
        var state = ConnectionState(maxRequests: 2, maxBytes: 1000)
        let first = state.begin(byteCount: 1)
        #expect(state.takesRequests)
        let second = state.begin(byteCount: 1)
        #expect(!state.takesRequests)
        // A finished reply that waits for an earlier one still has its place.
        state.finish(second, reply("2"))
        #expect(effects(&state) == [])
        #expect(!state.takesRequests)
        state.finish(first, reply("1"))
        #expect(effects(&state) == ["1", "2"])
        #expect(state.takesRequests)
    }

    @Test func `takes requests up to a number of bytes, and one beyond`() {
        var state = ConnectionState(maxRequests: 10, maxBytes: 100)
        let first = state.begin(byteCount: 99)
        #expect(state.takesRequests)
        let second = state.begin(byteCount: 5000)
        #expect(!state.takesRequests)
        #expect(state.byteCount == 5099)
        state.finish(first, .nothing)
        #expect(effects(&state) == [])
        #expect(!state.takesRequests)
        state.finish(second, .nothing)
        #expect(effects(&state) == [])
        #expect(state.takesRequests)
        #expect(state.byteCount == 0)
    }

    @Test func `closes behind the answers that come before, and forgets those after`() {
        var state = ConnectionState(maxRequests: 10, maxBytes: 1000)
        let first = state.begin(byteCount: 1), second = state.begin(byteCount: 1), third = state.begin(byteCount: 1)
        state.finish(third, reply("3"))
        state.finish(second, .close("bad request"))
        #expect(effects(&state) == [])
        state.finish(first, reply("1"))
        #expect(effects(&state) == ["1", "close: bad request"])
        #expect(state.isClosed)
        #expect(!state.takesRequests)
    }

    @Test func `drains: no more requests, then the answers, then the end`() {
        var state = ConnectionState(maxRequests: 10, maxBytes: 1000)
        let first = state.begin(byteCount: 1)
        state.drain()
        #expect(!state.takesRequests)
        #expect(effects(&state) == [])
        state.finish(first, reply("1"))
        #expect(effects(&state) == ["1", "close: drained"])
        #expect(effects(&state) == [])
    }

    @Test func `drains at once when nothing is under way`() {
        var state = ConnectionState(maxRequests: 10, maxBytes: 1000)
        state.drain()
        #expect(effects(&state) == ["close: drained"])
    }

    @Test func `forgets what finishes after the socket closed`() {
        var state = ConnectionState(maxRequests: 10, maxBytes: 1000)
        let first = state.begin(byteCount: 1)
        state.abandon()
        state.finish(first, reply("1"))
        #expect(effects(&state) == [])
    }

    @Test func `holds for any interleaving`() {
        let seed: UInt64 = 20_26
        var random = SeededGenerator(seed: seed)
        for round in 0..<200 {
            var state = ConnectionState(maxRequests: 8, maxBytes: 1 << 20)
            var open: [(slot: UInt64, name: Int)] = []
            var begun = 0
            var written: [String] = []
            while begun < 100 || !open.isEmpty {
                if begun < 100, state.takesRequests, Bool.random(using: &random) {
                    open.append((state.begin(byteCount: 1), begun))
                    begun += 1
                } else if let place = open.indices.randomElement(using: &random) {
                    let (slot, name) = open.remove(at: place)
                    state.finish(slot, reply("\(name)"))
                }
                written += effects(&state)
            }
            #expect(written == (0..<100).map(String.init), "seed \(seed), round \(round)")
        }
    }
}
