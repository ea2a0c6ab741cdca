package import Bytes
import Synchronization

/// Buffers for unpacking compressed batches while they are checked, so that a check costs no allocation once warm.
package final class ScratchPool: Sendable {
    /// Only ever touched by the one caller that took it out of the pool.
    private final class Buffer: @unchecked Sendable {
        var writer = ByteWriter(capacity: 64 << 10)
    }

    /// Idle buffers kept; as many as threads that check at a time.
    private static let keptCount = 16
    /// A buffer that grew beyond this goes back to the system.
    private static let keptByteCount = 4 << 20

    private let idle = Mutex<[Buffer]>([])

    package init() {}

    package func withScratch<R>(_ body: (inout ByteWriter) -> R) -> R {
        let buffer = idle.withLock { $0.popLast() } ?? Buffer()
        let result = body(&buffer.writer)
        // What it has, not what it holds: a batch that unpacks to too much leaves it empty and large.
        if buffer.writer.allocatedByteCount <= Self.keptByteCount {
            idle.withLock { idle in
                if idle.count < Self.keptCount { idle.append(buffer) }
            }
        }
        return result
    }
}
