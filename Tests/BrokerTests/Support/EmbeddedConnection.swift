import Broker
import BrokerServer
import KafkaWire
import NIOCore
import NIOEmbedded

/// A connection without a socket: what the client sends goes in, what it would receive comes out.
final class EmbeddedConnection {
    let channel: EmbeddedChannel
    let memory: RequestMemory
    let unsent = UnsentReplies(limit: 1 << 30)
    let log = RecordingLog()
    let probe = SocketProbe()
    let room: FrameRoom
    let handler: ConnectionHandler
    private var received = FrameAccumulator(maxFrameBytes: 1 << 30)

    init(_ handlers: [any RequestHandler], limits: ConnectionLimits = ConnectionLimits(), memory: Int = 1 << 30) throws {
        self.memory = RequestMemory(limit: memory)
        channel = EmbeddedChannel()
        room = FrameRoom(eventLoop: channel.eventLoop)
        handler = ConnectionHandler(
            router: RequestRouter(handlers), limits: limits, room: room, memory: self.memory, unsent: unsent, logger: log.logger)
        try channel.pipeline.syncOperations.addHandlers([probe, handler])
        channel.connect(to: try SocketAddress(ipAddress: "10.1.2.3", port: 4567), promise: nil)
    }

    func send(_ frames: ByteBuffer...) throws {
        var all = ByteBuffer()
        for frame in frames { all.writeImmutableBuffer(frame) }
        try channel.writeInbound(all)
        // On a busy machine the handler's turn may have ended; it goes on in the loop's next one.
        channel.embeddedEventLoop.run()
    }

    /// The correlation ids of the replies since the last call.
    func repliedTo() throws -> [Int32] {
        while let part = try channel.readOutbound(as: IOData.self) {
            guard case .byteBuffer(let buffer) = part else { continue }
            received.append(buffer)
        }
        var ids: [Int32] = []
        while let frame = try received.next() { ids.append(frame.getInteger(at: frame.readerIndex) ?? -1) }
        return ids
    }

    func makeWritable(_ isWritable: Bool) {
        channel.isWritable = isWritable
        channel.pipeline.fireChannelWritabilityChanged()
    }

    /// As the event loop does after each read.
    func askToRead() { channel.pipeline.read() }

    func advance(_ time: TimeAmount) { channel.embeddedEventLoop.advanceTime(by: time) }
}

/// Stands between the socket and the handler, and counts what passes to the socket.
final class SocketProbe: ChannelOutboundHandler {
    typealias OutboundIn = Any

    private(set) var reads = 0
    private(set) var flushes = 0

    func read(context: ChannelHandlerContext) {
        reads += 1
        context.read()
    }

    func flush(context: ChannelHandlerContext) {
        flushes += 1
        context.flush()
    }
}
