import Broker
import Bytes
import KafkaWire
import NIOCore
import NIOEmbedded
import Testing

@Suite struct `The router` {
    let sink = RecordingSink()
    let connection = ConnectionInfo(
        peerHost: "10.0.0.9", peerPort: 5, localHost: "10.0.0.1", localPort: 9092, eventLoop: EmbeddedEventLoop())

    private func route(_ frame: ByteBuffer, to handlers: [any RequestHandler] = []) {
        RequestRouter(handlers).route(Wire.message(frame), connection: connection, sink: sink, slot: 0)
    }

    @Test func `gives a handler its typed request, and its answer back to the connection`() throws {
        let handler = HoldingHandler<HeartbeatRequest>()
        route(Wire.heartbeat(77), to: [handler])
        let held = handler.take()
        #expect(held.request.groupId == "g")
        #expect(held.context.version == 3)
        #expect(held.context.clientId == "test")
        #expect(held.context.connection.localPort == 9092)
        #expect(held.reply.answer(HeartbeatResponse(errorCode: .rebalanceInProgress)))
        let (correlationId, response) = try Wire.read(sink.messages[0], as: HeartbeatResponse.self, version: 3)
        #expect(correlationId == 77)
        #expect(response.errorCode == .rebalanceInProgress)
    }

    @Test func `takes the first answer alone`() {
        let handler = HoldingHandler<HeartbeatRequest>()
        route(Wire.heartbeat(1), to: [handler])
        let held = handler.take()
        #expect(held.reply.answer(HeartbeatResponse()))
        #expect(!held.reply.answer(HeartbeatResponse()))
        #expect(!held.reply.close("late"))
        #expect(!held.reply.answerNothing())
        #expect(sink.outcomes.count == 1)
    }

    @Test func `closes the connection of a request that was dropped unanswered`() {
        route(Wire.heartbeat(5), to: [AnsweringHandler<HeartbeatRequest> { _, _, _ in }])
        #expect(sink.reasons == ["a handler dropped request 5 without an answer"])
    }

    struct Refusal: Sendable {
        var frame: ByteBuffer
        var reason: String
    }

    @Test(arguments: [
        Refusal(
            frame: Wire.frame(apiKey: 27, version: 0, correlationId: 1),
            reason: "WriteTxnMarkers (API key 27) version 0 was asked, which Herald does not serve"),
        Refusal(
            frame: Wire.frame(apiKey: 777, version: 0, correlationId: 1),
            reason: "an unknown API (API key 777) version 0 was asked, which Herald does not serve"),
        Refusal(
            frame: Wire.frame(apiKey: 12, version: 9, correlationId: 1, body: [0]),
            reason: "Heartbeat (API key 12) version 9 was asked, Herald serves 0 to 4"),
        Refusal(
            frame: Wire.frame(apiKey: 3, version: 0, correlationId: 1),
            reason: "Metadata was asked, which this listener does not serve"),
        Refusal(
            frame: Wire.frame(apiKey: 12, version: 0, correlationId: 1, body: [0, 9, 65]),
            reason: "Heartbeat version 0 cannot be read: HeartbeatRequest.groupId at byte 12: needs 9 bytes, 1 are left"),
        Refusal(
            frame: ByteBuffer(bytes: [0, 0, 0, 3, 0, 12, 0]),
            reason: "the request's header cannot be read: RequestHeader.apiVersion at byte 2: needs 2 bytes, 1 are left"),
    ])
    func `says why it refuses`(row: Refusal) {
        route(row.frame, to: [HoldingHandler<HeartbeatRequest>()])
        #expect(sink.reasons == [row.reason])
    }

    @Test func `puts record bytes at their splices`() throws {
        let partitions: [FetchResponse.PartitionData] = [
            .init(partitionIndex: 0, records: .splice(byteCount: 3)),
            .init(partitionIndex: 1),
            .init(partitionIndex: 2, records: .splice(byteCount: 2)),
        ]
        let handler = AnsweringHandler<FetchRequest> { _, _, reply in
            reply.answer(
                FetchResponse(responses: [.init(topic: "t", partitions: partitions)]),
                records: [.buffer(ByteBuffer(string: "abc")), .buffer(ByteBuffer(string: "de"))])
        }
        route(Wire.frame(FetchRequest(), version: 4, correlationId: 9), to: [handler])
        guard case .reply(let reply)? = sink.outcomes.first?.outcome else { Issue.record("no reply"); return }
        var whole = reply.head
        for case .buffer(let part) in reply.tail { whole.writeImmutableBuffer(part) }
        #expect(whole.readableBytes == reply.byteCount)
        #expect(whole.getInteger(at: 0, as: Int32.self) == Int32(reply.byteCount - 4))
        let response = try Wire.read(Wire.message(whole), as: FetchResponse.self, version: 4).response
        let message = Array(Wire.message(whole).readableBytesView)
        let found = response.responses[0].partitions.map { partition -> String in
            guard case .frame(let range) = partition.records else { return "null" }
            return String(decoding: message[range], as: UTF8.self)
        }
        #expect(found == ["abc", "", "de"])
    }

    @Test func `shows a produce request its records without copying them`() throws {
        let handler = HoldingHandler<ProduceRequest>()
        let request = ProduceRequest(acks: 1, topicData: [
            .init(name: "t", partitionData: [.init(index: 0, records: .bytes([1, 2, 3])), .init(index: 1)])
        ])
        route(Wire.frame(request, version: 9, correlationId: 1), to: [handler])
        let held = handler.take()
        let data = held.request.topicData[0].partitionData
        #expect(held.context.records(data[0].records) == ByteBuffer(bytes: [1, 2, 3]))
        #expect(held.context.records(data[1].records) == nil)
        held.reply.answerNothing()
        guard case .nothing? = sink.outcomes.first?.outcome else { Issue.record("an outcome was expected"); return }
    }

    @Test func `closes rather than send what cannot be written`() {
        let handler = AnsweringHandler<MetadataRequest> { _, _, reply in
            reply.answer(MetadataResponse(clusterId: String(repeating: "x", count: 40_000)))
        }
        route(Wire.frame(MetadataRequest(), version: 8, correlationId: 1), to: [handler])
        #expect(sink.reasons == ["the answer to Metadata cannot be written: a string has 40000 bytes, Kafka allows 32767"])
    }
}
