import Broker
import KafkaWire
import NIOCore
import Synchronization

/// A place for the answer to one request.
final class PendingAnswer<Response: KafkaResponse>: ReplySink {
    private let version: Int16
    private let outcome = Mutex<[ReplyOutcome]>([])

    init(version: Int16) { self.version = version }

    func deliver(_ outcome: ReplyOutcome, to slot: UInt64) { self.outcome.withLock { $0.append(outcome) } }

    /// How often it was answered: once, if all is well.
    var count: Int { outcome.withLock { $0.count } }

    var isAnswered: Bool { count > 0 }

    /// Whether it was answered by nothing at all, as acks=0 is.
    var isNothing: Bool {
        if case .nothing? = outcome.withLock({ $0.first }) { true } else { false }
    }

    /// Why the connection was to be closed instead.
    var closeReason: String? {
        if case .close(let reason)? = outcome.withLock({ $0.first }) { reason } else { nil }
    }

    /// Nil while there is none.
    var response: Response? {
        get throws { try message.map { try Wire.read($0, as: Response.self, version: version).response } }
    }

    /// All bytes of the answer, records included, without the length prefix.
    var message: ByteBuffer? {
        get throws {
            guard let outcome = outcome.withLock({ $0.first }) else { return nil }
            guard case .reply(let reply) = outcome else { throw NoReply(description: "\(outcome)") }
            var bytes = reply.head
            for part in reply.tail {
                guard case .buffer(let buffer) = part else { throw NoReply(description: "\(part) is not in memory") }
                bytes.writeImmutableBuffer(buffer)
            }
            return Wire.message(bytes)
        }
    }

    struct NoReply: Error, CustomStringConvertible {
        var description: String
    }
}
