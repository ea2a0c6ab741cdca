import Broker
import BrokerServer
import Foundation
import KafkaWire
import NIOCore
import NIOPosix
import TestKit
import Testing

@Suite struct `A listener on a real socket` {
    private func listen(
        _ handlers: [any RequestHandler], log: RecordingLog = RecordingLog(),
        _ change: (inout BrokerListener.Configuration) -> Void = { _ in }
    ) async throws -> BrokerListener {
        var configuration = BrokerListener.Configuration()
        configuration.port = 0
        change(&configuration)
        return try await BrokerListener.listen(
            configuration, router: RequestRouter(handlers), group: MultiThreadedEventLoopGroup.singleton, logger: log.logger)
    }

    @Test func `answers frames that come byte by byte, and tells what it serves`() async throws {
        let listener = try await listen([HoldingHandler<MetadataRequest>()])
        let client = try await LoopbackClient.connect(to: listener.address)
        let request = ApiVersionsRequest(clientSoftwareName: "test", clientSoftwareVersion: "1")
        for byte in Wire.frame(request, version: 4, correlationId: 5).readableBytesView {
            try await client.send(ByteBuffer(bytes: [byte]))
        }
        var frames = client.frames.makeAsyncIterator()
        let reply = try #require(await frames.next())
        let (correlationId, response) = try Wire.read(reply, as: ApiVersionsResponse.self, version: 4)
        #expect(correlationId == 5)
        #expect(response.apiKeys.map(\.apiKey) == [3, 18])
        try await listener.drain(within: .seconds(10))
        #expect(await frames.next() == nil)
    }

    @Test func `reads requests of all sizes whole, however they come`() async throws {
        let handler = AnsweringHandler<HeartbeatRequest> { request, context, reply in
            let size = Int(context.header.correlationId) * 500 % 30_000
            let isWhole = request.groupId == String(repeating: "g", count: size) && request.memberId == "m"
            reply.answer(HeartbeatResponse(errorCode: isWhole ? .none : .unknownServerError))
        }
        let listener = try await listen([handler])
        let client = try await LoopbackClient.connect(to: listener.address)
        let seed: UInt64 = 5
        var random = SeededGenerator(seed: seed)
        var stream = ByteBuffer()
        for id in Int32(0)..<200 {
            let request = HeartbeatRequest(groupId: String(repeating: "g", count: Int(id) * 500 % 30_000), memberId: "m")
            stream.writeImmutableBuffer(Wire.frame(request, version: 3, correlationId: id))
        }
        while let piece = stream.readSlice(length: min(stream.readableBytes, .random(in: 1...40_000, using: &random))) {
            guard piece.readableBytes > 0 else { break }
            try await client.send(piece)
        }
        var answers: [ErrorCode] = []
        for await frame in client.frames {
            answers.append(try Wire.read(frame, as: HeartbeatResponse.self, version: 3).response.errorCode)
            if answers.count == 200 { break }
        }
        #expect(answers == Array(repeating: ErrorCode.none, count: 200), "seed \(seed)")
        try await listener.drain(within: .seconds(10))
    }

    @Test func `knows the address it was reached at`() async throws {
        let handler = AnsweringHandler<DescribeClusterRequest> { _, context, reply in
            let broker = DescribeClusterResponse.DescribeClusterBroker(
                host: context.connection.localHost, port: Int32(context.connection.localPort))
            reply.answer(DescribeClusterResponse(clusterId: context.connection.peerHost, brokers: [broker]))
        }
        let listener = try await listen([handler])
        let client = try await LoopbackClient.connect(to: listener.address)
        try await client.send(Wire.frame(DescribeClusterRequest(), version: 0, correlationId: 1))
        var frames = client.frames.makeAsyncIterator()
        let response = try Wire.read(
            try #require(await frames.next()), as: DescribeClusterResponse.self, version: 0).response
        #expect(response.brokers.first?.host == "127.0.0.1")
        #expect(response.brokers.first?.port == Int32(listener.address.port ?? 0))
        #expect(response.clusterId == "127.0.0.1")
        try await listener.drain(within: .seconds(10))
    }

    @Test func `puts answers from other threads into order`() async throws {
        let handler = AnsweringHandler<HeartbeatRequest> { _, context, reply in
            // Pairs of requests are answered on different threads.
            if context.header.correlationId % 2 == 0 {
                Task.detached { reply.answer(HeartbeatResponse()) }
            } else {
                reply.answer(HeartbeatResponse())
            }
        }
        let listener = try await listen([handler])
        let client = try await LoopbackClient.connect(to: listener.address)
        var all = ByteBuffer()
        for id in Int32(0)..<1000 { all.writeImmutableBuffer(Wire.heartbeat(id)) }
        client.post(all)
        var ids: [Int32] = []
        for await frame in client.frames {
            ids.append(frame.getInteger(at: frame.readerIndex) ?? -1)
            if ids.count == 1000 { break }
        }
        #expect(ids == Array(0..<1000))
        try await listener.drain(within: .seconds(10))
    }

    @Test func `sends parts of files between the bytes it writes`() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("herald-file-range-\(UUID()).log").path
        let content = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 7) })
        try content.write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = try OpenFile(path)
        let handler = AnsweringHandler<FetchRequest> { _, _, reply in
            let partitions: [FetchResponse.PartitionData] = [
                .init(partitionIndex: 0, records: .splice(byteCount: 200_000)),
                .init(partitionIndex: 1, records: .splice(byteCount: 50)),
            ]
            reply.answer(
                FetchResponse(responses: [.init(topic: "t", partitions: partitions)]),
                records: [
                    .file(FileRange(descriptor: file.descriptor, position: 1000, byteCount: 200_000, owner: file)),
                    .file(FileRange(descriptor: file.descriptor, position: 0, byteCount: 50, owner: file)),
                ])
        }
        let listener = try await listen([handler])
        // Two at once use the same descriptor.
        for client in [
            try await LoopbackClient.connect(to: listener.address), try await LoopbackClient.connect(to: listener.address),
        ] {
            for id in Int32(0)..<4 { client.post(Wire.frame(FetchRequest(), version: 11, correlationId: id)) }
            var frames = client.frames.makeAsyncIterator()
            for id in Int32(0)..<4 {
                let frame = try #require(await frames.next())
                let (correlationId, response) = try Wire.read(frame, as: FetchResponse.self, version: 11)
                #expect(correlationId == id)
                let bytes = Array(frame.readableBytesView)
                let found = response.responses[0].partitions.map { partition -> Data in
                    guard case .frame(let range) = partition.records else { return Data() }
                    return Data(bytes[range])
                }
                #expect(found == [content[1000..<201_000], content[0..<50]])
            }
        }
        try await listener.drain(within: .seconds(10))
    }

    @Test func `goes on when a client that did not read begins to`() async throws {
        let large = [UInt8](repeating: 7, count: 64 << 10)
        let handler = AnsweringHandler<SyncGroupRequest> { _, _, reply in
            reply.answer(SyncGroupResponse(assignment: large))
        }
        let listener = try await listen([handler, HoldingHandler<HeartbeatRequest>()])
        let client = try await LoopbackClient.connect(to: listener.address, reading: false)
        for id in Int32(0)..<400 { client.post(Wire.frame(SyncGroupRequest(), version: 3, correlationId: id)) }
        // Another client is served meanwhile.
        let other = try await LoopbackClient.connect(to: listener.address)
        try await other.send(Wire.frame(SyncGroupRequest(), version: 3, correlationId: 7))
        var others = other.frames.makeAsyncIterator()
        #expect(await others.next()?.readableBytes ?? 0 > large.count)

        try await client.beginReading()
        var ids: [Int32] = []
        for await frame in client.frames {
            ids.append(frame.getInteger(at: frame.readerIndex) ?? -1)
            if ids.count == 400 { break }
        }
        #expect(ids == Array(0..<400))
        try await listener.drain(within: .seconds(10))
    }

    @Test func `refuses more connections from one address than it may have`() async throws {
        let log = RecordingLog()
        let listener = try await listen([HoldingHandler<HeartbeatRequest>()], log: log) { $0.maxConnectionsPerAddress = 1 }
        let first = try await LoopbackClient.connect(to: listener.address)
        try await first.send(Wire.frame(ApiVersionsRequest(), version: 0, correlationId: 1))
        var frames = first.frames.makeAsyncIterator()
        #expect(await frames.next() != nil)
        let second = try await LoopbackClient.connect(to: listener.address)
        for await _ in second.frames { Issue.record("a refused client got an answer") }
        #expect(listener.connectionCount == 1)
        #expect(log.lines.contains { $0.contains("127.0.0.1 has 1 connections, as many as one address may have") })
        try await listener.drain(within: .seconds(10))
    }

    @Test func `drains: no new connections, answers first, then the end`() async throws {
        let heartbeats = HoldingHandler<HeartbeatRequest>()
        let listener = try await listen([heartbeats])
        let client = try await LoopbackClient.connect(to: listener.address)
        try await client.send(Wire.heartbeat(1))
        // The answer to ApiVersions comes behind the heartbeat's, so ask on a second connection whether the first has arrived.
        let other = try await LoopbackClient.connect(to: listener.address)
        var others = other.frames.makeAsyncIterator()
        while heartbeats.count == 0 {
            try await other.send(Wire.frame(ApiVersionsRequest(), version: 0, correlationId: 2))
            #expect(await others.next() != nil)
        }
        let draining = Task { try await listener.drain(within: .minutes(1)) }
        // The idle one is closed at once.
        #expect(await others.next() == nil)
        heartbeats.take().reply.answer(HeartbeatResponse())
        var frames = client.frames.makeAsyncIterator()
        #expect(await frames.next() != nil)
        #expect(await frames.next() == nil)
        try await draining.value
        #expect(listener.connectionCount == 0)
        await #expect(throws: (any Error).self) { try await LoopbackClient.connect(to: listener.address) }
    }

    @Test func `cuts those that do not drain in time`() async throws {
        let heartbeats = HoldingHandler<HeartbeatRequest>()
        let listener = try await listen([heartbeats])
        let client = try await LoopbackClient.connect(to: listener.address)
        try await client.send(Wire.heartbeat(1))
        try await listener.drain(within: .milliseconds(1))
        for await _ in client.frames { Issue.record("nothing was answered") }
    }

    /// Closes its descriptor when it goes.
    private final class OpenFile: Sendable {
        let descriptor: Int32

        init(_ path: String) throws {
            descriptor = open(path, O_RDONLY)
            try #require(descriptor >= 0)
        }

        deinit { close(descriptor) }
    }
}
