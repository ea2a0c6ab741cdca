import Broker
import Bytes
import KafkaWire
import NIOCore
import Synchronization

/// Frames as clients send them and read them.
enum Wire {
    /// With its length prefix.
    static func frame<R: KafkaRequest>(
        _ request: R, version: Int16, correlationId: Int32, clientId: String? = "test"
    ) -> ByteBuffer {
        var writer = WireWriter()
        request.encodeFrame(into: &writer, version: version, correlationId: correlationId, clientId: clientId)
        return ByteBuffer(bytes: writer.bytes.array())
    }

    /// A header alone, as version 1 has it, and noise for a body.
    static func frame(apiKey: Int16, version: Int16, correlationId: Int32, body: [UInt8] = []) -> ByteBuffer {
        var frame = ByteBuffer()
        frame.writeInteger(Int32(10 + body.count))
        frame.writeInteger(apiKey)
        frame.writeInteger(version)
        frame.writeInteger(correlationId)
        frame.writeInteger(Int16(-1))
        frame.writeBytes(body)
        return frame
    }

    static func heartbeat(_ correlationId: Int32) -> ByteBuffer {
        frame(HeartbeatRequest(groupId: "g", memberId: "m"), version: 3, correlationId: correlationId)
    }

    /// A frame's bytes without the length prefix.
    static func message(_ frame: ByteBuffer) -> ByteBuffer {
        frame.getSlice(at: frame.readerIndex + 4, length: frame.readableBytes - 4) ?? ByteBuffer()
    }

    /// Reads a response without its length prefix.
    static func read<R: KafkaResponse>(
        _ message: ByteBuffer, as type: R.Type = R.self, version: Int16
    ) throws -> (correlationId: Int32, response: R) {
        try Array(message.readableBytesView).withByteReader { bytes throws(MalformedBytes) in
            var reader = WireReader(bytes)
            let header = try ResponseHeader(from: &reader, headerVersion: R.api.responseHeaderVersion(version))
            return (header.correlationId, try R(body: &reader, version: version))
        }
    }
}

/// Keeps the requests it is given, for the test to answer when it likes.
final class HoldingHandler<Request: KafkaRequest>: RequestHandler {
    struct Held: Sendable {
        var request: Request
        var context: RequestContext
        var reply: ReplySlot<Request.Response>
    }

    private let waiting = Mutex<[Held]>([])

    init(_ type: Request.Type = Request.self) {}

    func handle(_ request: Request, _ context: RequestContext, _ reply: ReplySlot<Request.Response>) {
        waiting.withLock { $0.append(Held(request: request, context: context, reply: reply)) }
    }

    var count: Int { waiting.withLock { $0.count } }

    /// Gives up the oldest, or the one at `index`.
    func take(_ index: Int = 0) -> Held { waiting.withLock { $0.remove(at: index) } }
}

/// Answers by a closure.
struct AnsweringHandler<Request: KafkaRequest>: RequestHandler {
    var answer: @Sendable (Request, RequestContext, ReplySlot<Request.Response>) -> Void

    func handle(_ request: Request, _ context: RequestContext, _ reply: ReplySlot<Request.Response>) {
        answer(request, context, reply)
    }
}

/// Remembers the outcomes that the router reports.
final class RecordingSink: ReplySink {
    private let delivered = Mutex<[(outcome: ReplyOutcome, slot: UInt64)]>([])

    func deliver(_ outcome: ReplyOutcome, to slot: UInt64) { delivered.withLock { $0.append((outcome, slot)) } }

    var outcomes: [(outcome: ReplyOutcome, slot: UInt64)] { delivered.withLock { $0 } }

    /// The reasons for which it would close.
    var reasons: [String] {
        outcomes.compactMap { if case .close(let reason) = $0.outcome { reason } else { nil } }
    }

    /// The replies' bytes, without length prefixes.
    var messages: [ByteBuffer] {
        outcomes.compactMap { if case .reply(let reply) = $0.outcome { Wire.message(reply.head) } else { nil } }
    }
}
