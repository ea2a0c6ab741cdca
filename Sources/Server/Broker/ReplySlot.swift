package import KafkaWire
import NIOCore
import Synchronization

/// The place where the answer to one request goes.
///
/// It may be answered at once or later, from any thread. The first answer counts. A slot that is dropped without one closes its
/// connection, because all answers behind it would wait for ever.
package struct ReplySlot<Response: KafkaResponse>: Sendable {
    private let pending: PendingReply

    init(_ pending: PendingReply) { self.pending = pending }

    /// Encodes the response on the calling thread and hands it to the connection. `records` are the bytes of its
    /// `RecordBytes.splice` fields, in order. False if the slot has been answered before; then nothing happens.
    @discardableResult
    package func answer(_ response: Response, records: [Reply.Part] = []) -> Bool {
        guard pending.claim() else { return false }
        var writer = WireWriter()
        response.encodeFrame(into: &writer, version: pending.version, correlationId: pending.correlationId)
        if let problem = writer.problem {
            pending.deliver(.close("the answer to \(Response.api.name) cannot be written: \(problem)"))
        } else {
            pending.deliver(.reply(Reply(writer, records: records)))
        }
        return true
    }

    /// Answers nothing, as Produce with acks 0 wants it.
    @discardableResult
    package func answerNothing() -> Bool {
        guard pending.claim() else { return false }
        pending.deliver(.nothing)
        return true
    }

    /// Closes the connection after the answers before this one; the sentence says why.
    @discardableResult
    package func close(_ reason: String) -> Bool {
        guard pending.claim() else { return false }
        pending.deliver(.close(reason))
        return true
    }
}

/// One request's claim to an answer, given once.
final class PendingReply: Sendable {
    let correlationId: Int32
    /// The version to answer in.
    let version: Int16
    private let sink: any ReplySink
    private let slot: UInt64
    private let isClaimed = Atomic(false)

    init(correlationId: Int32, version: Int16, sink: any ReplySink, slot: UInt64) {
        self.correlationId = correlationId
        self.version = version
        self.sink = sink
        self.slot = slot
    }

    deinit {
        if claim() { deliver(.close("a handler dropped request \(correlationId) without an answer")) }
    }

    /// True for the first caller alone.
    func claim() -> Bool { !isClaimed.exchange(true, ordering: .relaxed) }

    func deliver(_ outcome: ReplyOutcome) { sink.deliver(outcome, to: slot) }
}
