import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP server on loopback that answers what a test says and remembers what it was asked.
final class TestRegistryServer: Sendable {
    struct Request: Sendable, Equatable {
        var method: String
        var target: String
        var headers: [String: String]
        var body: String
    }

    struct Answer: Sendable {
        var status: Int
        var body: String

        init(_ status: Int, _ body: String) {
            self.status = status
            self.body = body
        }

        init(_ body: String) { self.init(200, body) }
    }

    typealias Handler = @Sendable (Request) async -> Answer

    private struct Reply: Sendable {
        /// Who answers at once needs no turn among the tasks of a busy machine, for which a client would not wait.
        var now: @Sendable (Request) -> Answer? = { _ in nil }
        var later: Handler = { _ in Answer(500, "") }
    }

    private let channel: any Channel
    private let seen: Seen

    final class Seen: Sendable {
        let requests = Mutex<[Request]>([])
    }

    convenience init(_ handler: @escaping Handler) async throws { try await self.init(reply: Reply(later: handler)) }

    convenience init(_ handler: @escaping @Sendable (Request) -> Answer) async throws { try await self.init(reply: Reply(now: { handler($0) })) }

    private init(reply: Reply) async throws {
        let seen = Seen()
        self.seen = seen
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Exchange(seen: seen, reply: reply))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    /// The same answers in turn, the last one again and again.
    convenience init(_ answers: Answer...) async throws {
        let turn = Turn()
        try await self.init(reply: Reply(now: { _ in answers[min(turn.next(), answers.count - 1)] }))
    }

    final class Turn: Sendable {
        private let count = Mutex(0)
        func next() -> Int { count.withLock { count in defer { count += 1 }; return count } }
    }

    var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }

    var requests: [Request] { seen.requests.withLock { $0 } }

    var targets: [String] { requests.map { "\($0.method) \($0.target)" } }

    func close() async throws { try await channel.close().get() }

    fileprivate static func send(_ answer: Answer, on channel: any Channel) {
        var head = HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status))
        head.headers.add(name: "Content-Length", value: "\(answer.body.utf8.count)")
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: answer.body))), promise: nil)
        channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
    }

    /// One request after the other, as HTTP/1.1 without pipelining does. Bound to its channel's loop.
    private final class Exchange: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let seen: Seen
        private let reply: Reply
        private var request = Request(method: "", target: "", headers: [:], body: "")

        init(seen: Seen, reply: Reply) {
            self.seen = seen
            self.reply = reply
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                let headers = Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $1 })
                request = Request(method: head.method.rawValue, target: head.uri, headers: headers, body: "")
            case .body(let buffer): request.body += String(buffer: buffer)
            case .end:
                let channel = context.channel, request = request, reply = reply
                seen.requests.withLock { $0.append(request) }
                if let answer = reply.now(request) { return TestRegistryServer.send(answer, on: channel) }
                Task { TestRegistryServer.send(await reply.later(request), on: channel) }
            }
        }
    }
}
