import Broker
import Bytes
import Testing

@Suite struct `Scratch memory` {
    @Test func `goes round, except for a buffer that a batch made large, though it was left empty`() {
        let pool = ScratchPool()
        let first = pool.withScratch { scratch in
            scratch.writeBytes(Array(repeating: 0, count: 100_000))
            return scratch.allocatedByteCount
        }
        #expect(pool.withScratch { $0.allocatedByteCount } == first)
        pool.withScratch { scratch in
            scratch.writeBytes(Array(repeating: 0, count: 8 << 20))
            scratch.removeAll()
        }
        #expect(pool.withScratch { $0.allocatedByteCount } < 1 << 20)
    }
}
