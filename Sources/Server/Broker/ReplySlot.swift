package import KafkaWire
internal import Measures
internal import NIOCore
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
            pending.deliver(.reply(Reply(writer, records: records)), writer.firstError)
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
    /// Nil if nobody measures it.
    private let measured: MeasuredRequest?
    /// When its handler had done what it does at once, on `NIODeadline`'s clock; 0 before.
    private let handled = Atomic<UInt64>(0)

    init(correlationId: Int32, version: Int16, sink: any ReplySink, slot: UInt64, measured: MeasuredRequest? = nil) {
        self.correlationId = correlationId
        self.version = version
        self.sink = sink
        self.slot = slot
        self.measured = measured
        measured?.meter.inFlight.add(1)
    }

    convenience init(_ header: RequestHeader, _ sink: any ReplySink, _ slot: UInt64, _ measured: MeasuredRequest?) {
        self.init(correlationId: header.correlationId, version: header.apiVersion, sink: sink, slot: slot, measured: measured)
    }

    deinit {
        if claim() { deliver(.close("a handler dropped request \(correlationId) without an answer")) }
    }

    /// True for the first caller alone.
    func claim() -> Bool { !isClaimed.exchange(true, ordering: .relaxed) }

    /// The handler has returned: what comes from here on is waiting.
    func noteHandled() {
        if measured != nil { handled.store(NIODeadline.now().uptimeNanoseconds, ordering: .relaxed) }
    }

    /// - Parameter code: the first error in the answer.
    func deliver(_ outcome: ReplyOutcome, _ code: ErrorCode = .none) {
        if let measured { measured.meter.note(measured, outcome, code, handled: handled.load(ordering: .relaxed)) }
        sink.deliver(outcome, to: slot)
    }
}
