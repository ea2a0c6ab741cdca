import Broker
import KafkaWire
import Measures
import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@Suite struct `The meter of requests` {
    let sink = RecordingSink()
    let connection = ConnectionInfo(
        peerHost: "10.0.0.9", peerPort: 5, localHost: "10.0.0.1", localPort: 9092, eventLoop: EmbeddedEventLoop())

    private func route(_ frame: ByteBuffer, to handler: any RequestHandler, _ meter: RequestMeter) {
        RequestRouter([handler], meter: meter).route(Wire.message(frame), connection: connection, sink: sink, slot: 0)
    }

    @Test func `counts a request when it is answered, with its sizes`() {
        let meter = RequestMeter(), handler = HoldingHandler<HeartbeatRequest>()
        let frame = Wire.heartbeat(1)
        route(frame, to: handler, meter)
        let row = meter.row(.heartbeat)
        #expect(meter.inFlight.value == 1)
        #expect(row.duration.snapshot.count == 0)
        _ = handler.take().reply.answer(HeartbeatResponse())
        #expect(meter.inFlight.value == 0)
        #expect(row.duration.snapshot.count == 1)
        #expect(row.receivedBytes.value == UInt64(Wire.message(frame).readableBytes))
        #expect(row.sentBytes.value > 0)
        #expect(meter.failures.all.isEmpty)
    }

    @Test func `counts the first error of an answer`() {
        let meter = RequestMeter(), handler = HoldingHandler<HeartbeatRequest>()
        route(Wire.heartbeat(1), to: handler, meter)
        _ = handler.take().reply.answer(HeartbeatResponse(errorCode: .rebalanceInProgress))
        #expect(meter.row(.heartbeat).duration.snapshot.count == 0)
        let failures = meter.failures.all
        #expect(failures.count == 1)
        #expect(failures.first?.key.api == .heartbeat && failures.first?.key.code == .rebalanceInProgress)
        #expect(failures.first?.value.snapshot.count == 1)
    }

    @Test func `counts what could only be answered by closing`() {
        let meter = RequestMeter()
        route(Wire.heartbeat(5), to: AnsweringHandler<HeartbeatRequest> { _, _, _ in }, meter)
        route(ByteBuffer(bytes: [0, 0, 0, 3, 0, 12, 0]), to: AnsweringHandler<HeartbeatRequest> { _, _, _ in }, meter)
        #expect(meter.unanswerable.value == 2)
        #expect(meter.inFlight.value == 0)
    }

    @Test func `tells of a slow request, and where its time went`() throws {
        let told = Mutex<[SlowRequest]>([])
        let meter = RequestMeter(slow: .init(nanoseconds: 0) { request in told.withLock { $0.append(request) } })
        let handler = HoldingHandler<HeartbeatRequest>()
        route(Wire.heartbeat(1), to: handler, meter)
        _ = handler.take().reply.answer(HeartbeatResponse(errorCode: .unknownMemberId))
        let slow = try #require(told.withLock { $0.first })
        #expect(slow.api == "Heartbeat" && slow.clientID == "test" && slow.peer == "10.0.0.9:5" && slow.code == .unknownMemberId)
        #expect(slow.handling <= slow.duration)
        let patient = RequestMeter(
            slow: .init(nanoseconds: 3_600_000_000_000) { request in told.withLock { $0.append(request) } })
        route(Wire.heartbeat(2), to: handler, patient)
        _ = handler.take().reply.answer(HeartbeatResponse())
        #expect(told.withLock { $0.count } == 1)
    }
}
