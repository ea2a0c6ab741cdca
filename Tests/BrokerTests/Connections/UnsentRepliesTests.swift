import NIOCore
import Synchronization
import Testing

@testable import BrokerServer

@Suite struct `Replies that are not taken` {
    private final class Client: Sendable {
        let closed = Atomic(0)
    }

    private let unsent = UnsentReplies(limit: 100)

    /// Who is closed for it.
    private func settle(_ client: Client, _ byteCount: Int, at seconds: UInt64, progress: Bool = false) {
        let closings = unsent.settle(
            ObjectIdentifier(client), byteCount, at: .uptimeNanoseconds(seconds * 1_000_000_000), madeProgress: progress
        ) { client.closed.add(1, ordering: .relaxed) }
        for close in closings { close() }
    }

    private func closed(_ clients: Client...) -> [Int] { clients.map { $0.closed.load(ordering: .relaxed) } }

    @Test func `are held up to the bound, and then those who have waited longest give way`() {
        let first = Client(), second = Client(), third = Client()
        settle(first, 40, at: 1)
        settle(second, 60, at: 2)
        #expect(unsent.byteCount == 100 && closed(first, second) == [0, 0])
        settle(third, 10, at: 3)
        #expect(unsent.byteCount == 70 && closed(first, second, third) == [1, 0, 0])
    }

    @Test func `of somebody who takes some count from then`() {
        let first = Client(), second = Client(), third = Client()
        settle(first, 60, at: 1)
        settle(second, 30, at: 2)
        settle(first, 50, at: 3, progress: true)
        settle(second, 40, at: 4)
        settle(third, 20, at: 5)
        #expect(closed(first, second, third) == [0, 1, 0])
        settle(first, 0, at: 6, progress: true)
        #expect(unsent.byteCount == 20)
        unsent.remove(ObjectIdentifier(third))
        unsent.remove(ObjectIdentifier(third))
        #expect(unsent.byteCount == 0)
    }

    @Test func `of one who alone has more than the bound close it`() {
        let only = Client()
        settle(only, 101, at: 1)
        #expect(unsent.byteCount == 0 && closed(only) == [1])
    }
}
