import Broker
import BrokerServer
import KafkaWire
import NIOCore
import NIOEmbedded
import TestKit
import Testing

@Suite struct `A connection` {
    let heartbeats = HoldingHandler<HeartbeatRequest>()

    static let immediate = AnsweringHandler<HeartbeatRequest> { _, _, reply in reply.answer(HeartbeatResponse()) }

    @Test func `answers in the order of the requests`() throws {
        let connection = try EmbeddedConnection([heartbeats])
        try connection.send(Wire.heartbeat(1), Wire.heartbeat(2), Wire.heartbeat(3))
        let first = heartbeats.take(), second = heartbeats.take(), third = heartbeats.take()
        third.reply.answer(HeartbeatResponse())
        #expect(try connection.repliedTo() == [])
        first.reply.answer(HeartbeatResponse())
        #expect(try connection.repliedTo() == [1])
        second.reply.answer(HeartbeatResponse())
        #expect(try connection.repliedTo() == [2, 3])
    }

    @Test func `knows both ends`() throws {
        let connection = try EmbeddedConnection([heartbeats])
        try connection.send(Wire.heartbeat(1))
        #expect(heartbeats.take().context.connection.peerHost == "10.1.2.3")
    }

    @Test func `flushes once for all that one read brings`() throws {
        let connection = try EmbeddedConnection([Self.immediate])
        try connection.send(Wire.heartbeat(1), Wire.heartbeat(2), Wire.heartbeat(3), Wire.heartbeat(4))
        #expect(try connection.repliedTo() == [1, 2, 3, 4])
        #expect(connection.probe.flushes == 1)
    }

    @Test func `takes frames byte by byte`() throws {
        let connection = try EmbeddedConnection([Self.immediate])
        for byte in Wire.heartbeat(9).readableBytesView { try connection.send(ByteBuffer(bytes: [byte])) }
        #expect(try connection.repliedTo() == [9])
    }

    @Test func `forgets a frame that never becomes whole`() throws {
        let connection = try EmbeddedConnection([heartbeats])
        var half = Wire.heartbeat(1)
        half.moveWriterIndex(to: half.writerIndex - 1)
        try connection.send(half)
        #expect(connection.memory.byteCount == half.readableBytes)
        connection.channel.close(promise: nil)
        #expect(heartbeats.count == 0)
        #expect(connection.memory.byteCount == 0)
    }

    struct Refusal: Sendable {
        var frame: ByteBuffer
        var line: String
    }

    @Test(arguments: [
        Refusal(frame: ByteBuffer(integer: Int32(-5)), line: "a frame claims -5 bytes, which is negative"),
        Refusal(
            frame: ByteBuffer(integer: Int32(200 << 20)),
            line: "a frame claims 209715200 bytes, the limit is 104857600 (socket.request.max.bytes)"),
        Refusal(
            frame: Wire.frame(apiKey: 27, version: 0, correlationId: 2),
            line: "WriteTxnMarkers (API key 27) version 0 was asked, which Herald does not serve"),
        Refusal(
            frame: Wire.frame(apiKey: 12, version: 5, correlationId: 2, body: [0]),
            line: "Heartbeat (API key 12) version 5 was asked, Herald serves 0 to 4"),
        Refusal(
            frame: Wire.frame(apiKey: 12, version: 0, correlationId: 2, body: [0x7F, 0xFF]),
            line: "Heartbeat version 0 cannot be read: HeartbeatRequest.groupId at byte 12: needs 32767 bytes, 0 are left"),
        Refusal(frame: ByteBuffer(integer: Int32(0)),
            line: "the request's header cannot be read: RequestHeader.apiKey at byte 0: needs 2 bytes, 0 are left"),
    ])
    func `closes with a line in the log, behind the answers still to come`(row: Refusal) throws {
        let connection = try EmbeddedConnection([heartbeats])
        try connection.send(Wire.heartbeat(1), row.frame, Wire.heartbeat(3))
        #expect(connection.channel.isActive)
        heartbeats.take().reply.answer(HeartbeatResponse())
        #expect(try connection.repliedTo() == [1])
        #expect(!connection.channel.isActive)
        #expect(connection.log.lines == ["warning: closing a connection: \(row.line)"])
    }

    @Test func `stays open after an ApiVersions request of a version nobody knows`() throws {
        let connection = try EmbeddedConnection([Self.immediate])
        try connection.send(Wire.frame(apiKey: 18, version: 9, correlationId: 1, body: [0, 0]), Wire.heartbeat(2))
        #expect(try connection.repliedTo() == [1, 2])
        #expect(connection.channel.isActive)
    }

    @Test func `reads no further while as many requests as allowed are under way`() throws {
        var limits = ConnectionLimits()
        limits.maxRequestsInFlight = 2
        let connection = try EmbeddedConnection([heartbeats], limits: limits)
        try connection.send(Wire.heartbeat(1), Wire.heartbeat(2), Wire.heartbeat(3), Wire.heartbeat(4))
        #expect(heartbeats.count == 2)
        let reads = connection.probe.reads
        connection.askToRead()
        #expect(connection.probe.reads == reads)
        // One finishes: the next that has arrived is taken, and there is still no room.
        heartbeats.take().reply.answer(HeartbeatResponse())
        #expect(heartbeats.count == 2)
        #expect(connection.probe.reads == reads)
        while heartbeats.count > 0 { heartbeats.take().reply.answer(HeartbeatResponse()) }
        #expect(try connection.repliedTo() == [1, 2, 3, 4])
        // All are done: the read that was held goes on.
        #expect(connection.probe.reads == reads + 1)
    }

    @Test func `neither takes requests nor reads while the client does not take its answers`() throws {
        let connection = try EmbeddedConnection([Self.immediate])
        connection.makeWritable(false)
        try connection.send(Wire.heartbeat(1), Wire.heartbeat(2))
        let reads = connection.probe.reads
        connection.askToRead()
        #expect(connection.probe.reads == reads)
        #expect(try connection.repliedTo() == [])
        connection.makeWritable(true)
        #expect(try connection.repliedTo() == [1, 2])
        #expect(connection.probe.reads == reads + 1)
    }

    @Test func `is closed when idle for the time that is set`() throws {
        let connection = try EmbeddedConnection([Self.immediate])
        connection.advance(.minutes(6))
        try connection.send(Wire.heartbeat(1))
        connection.advance(.minutes(6))
        #expect(connection.channel.isActive)
        connection.advance(.minutes(4))
        #expect(!connection.channel.isActive)
    }

    @Test func `is not idle while the client waits for an answer`() throws {
        let connection = try EmbeddedConnection([heartbeats])
        try connection.send(Wire.heartbeat(1))
        connection.advance(.minutes(35))
        #expect(connection.channel.isActive)
        heartbeats.take().reply.answer(HeartbeatResponse())
        connection.advance(.minutes(10))
        #expect(!connection.channel.isActive)
    }

    @Test func `is refused when unfinished frames hold more than the listener allows`() throws {
        let connection = try EmbeddedConnection([heartbeats], memory: 2 << 20)
        try connection.send(ByteBuffer(integer: Int32(50 << 20)), ByteBuffer(repeating: 0, count: 2 << 20))
        #expect(!connection.channel.isActive)
        #expect(connection.log.lines.count == 1)
        #expect(connection.memory.byteCount == 0)
    }

    /// A request of 30 KB, cut in two.
    private static var halves: (first: ByteBuffer, second: ByteBuffer) {
        let name = String(repeating: "n", count: 30_000)
        let whole = Wire.frame(HeartbeatRequest(groupId: name, memberId: "m"), version: 3, correlationId: 7)
        var second = whole
        let first = second.readSlice(length: 100) ?? ByteBuffer()
        return (first, second)
    }

    @Test func `reads the rest of a large request to where its beginning is`() throws {
        let connection = try EmbeddedConnection([Self.immediate])
        try connection.send(Self.halves.first)
        var room = connection.room.buffer(allocator: ByteBufferAllocator())
        #expect(room.readableBytes == 100 && room.writableBytes == Self.halves.second.readableBytes)
        room.writeImmutableBuffer(Self.halves.second)
        try connection.channel.writeInbound(room)
        #expect(try connection.repliedTo() == [7])
        #expect(connection.memory.byteCount == 0)
    }

    @Test func `takes the rest of a large request from a buffer of its own as well`() throws {
        let connection = try EmbeddedConnection([Self.immediate])
        try connection.send(Self.halves.first)
        #expect(connection.memory.byteCount == 100)
        try connection.send(Self.halves.second)
        #expect(try connection.repliedTo() == [7])
    }

    @Test func `is closed when a read loses the beginning of a request`() throws {
        let connection = try EmbeddedConnection([Self.immediate])
        try connection.send(Self.halves.first)
        // The first read found nothing, and what it was to read into is gone.
        _ = connection.room.buffer(allocator: ByteBufferAllocator())
        _ = connection.room.buffer(allocator: ByteBufferAllocator())
        try connection.send(Self.halves.second)
        #expect(try connection.repliedTo() == [])
        #expect(!connection.channel.isActive)
        let reason = "a read found nothing where something was announced, and a part of a request is lost"
        #expect(connection.log.lines == ["warning: closing a connection: \(reason)"])
    }

    @Test func `answers what is under way before it drains`() throws {
        let connection = try EmbeddedConnection([heartbeats])
        try connection.send(Wire.heartbeat(1))
        connection.handler.drain()
        try connection.send(Wire.heartbeat(2))
        // Even nonsense changes nothing any more.
        try connection.send(ByteBuffer(integer: Int32(-5)))
        #expect(heartbeats.count == 1)
        heartbeats.take().reply.answer(HeartbeatResponse())
        #expect(try connection.repliedTo() == [1])
        #expect(!connection.channel.isActive)
        #expect(connection.log.lines == [])
    }

    @Test func `ignores answers that come after it closed`() throws {
        let connection = try EmbeddedConnection([heartbeats])
        try connection.send(Wire.heartbeat(1))
        connection.channel.close(promise: nil)
        #expect(heartbeats.take().reply.answer(HeartbeatResponse()))
        #expect(try connection.repliedTo() == [])
        #expect(connection.memory.byteCount == 0)
    }

    @Test func `survives any bytes`() throws {
        let seed: UInt64 = 99
        var random = SeededGenerator(seed: seed)
        for round in 0..<300 {
            let connection = try EmbeddedConnection([Self.immediate])
            var bytes = Wire.heartbeat(1)
            bytes.writeImmutableBuffer(Wire.frame(ApiVersionsRequest(), version: 3, correlationId: 2))
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes.setInteger(
                    UInt8.random(in: 0...255, using: &random),
                    at: Int.random(in: 0..<bytes.readableBytes, using: &random))
            }
            try connection.send(bytes)
            let replies = try connection.repliedTo()
            #expect(replies.count <= 2, "seed \(seed), round \(round)")
            connection.channel.close(promise: nil)
            #expect(connection.memory.byteCount == 0, "seed \(seed), round \(round)")
        }
    }
}
