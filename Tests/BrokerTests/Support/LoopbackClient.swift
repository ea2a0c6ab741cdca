import BrokerServer
import NIOCore
import NIOPosix

/// A client on a real socket.
final class LoopbackClient: Sendable {
    private let channel: any Channel
    /// Frames without their length prefix; ends when the server closes.
    let frames: AsyncStream<ByteBuffer>

    private init(channel: any Channel, frames: AsyncStream<ByteBuffer>) {
        self.channel = channel
        self.frames = frames
    }

    static func connect(to address: SocketAddress, reading: Bool = true) async throws -> LoopbackClient {
        let (frames, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: reading)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Receiver(continuation))
                }
            }
            .connect(to: address).get()
        return LoopbackClient(channel: channel, frames: frames)
    }

    func send(_ frame: ByteBuffer) async throws { try await channel.writeAndFlush(frame) }

    /// Sends without waiting for the socket to take it.
    func post(_ frame: ByteBuffer) { channel.writeAndFlush(frame, promise: nil) }

    func beginReading() async throws { try await channel.setOption(.autoRead, value: true).get() }

    func close() async throws { try await channel.close() }

    private final class Receiver: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private var frames = FrameAccumulator(maxFrameBytes: 1 << 30)
        private let continuation: AsyncStream<ByteBuffer>.Continuation

        init(_ continuation: AsyncStream<ByteBuffer>.Continuation) { self.continuation = continuation }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            frames.append(unwrapInboundIn(data))
            while let frame = try? frames.next() { continuation.yield(frame) }
            frames.compact()
        }

        func channelInactive(context: ChannelHandlerContext) { continuation.finish() }

        // A reset by the server ends the conversation like a close.
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
