internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes
internal import RegistryModel

/// Holds one connection to the limits that only the connection can see: a body's deadline, bytes that are no HTTP, its
/// place among the others, and a close that lets the last reply arrive. Touched only from its channel's event loop.
final class RequestGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private enum Phase {
        case open
        /// Nothing more is read; the replies to complete requests are still to come, then this error if nobody has
        /// begun to answer the last request.
        case failing(RegistryError)
        /// The last reply is written; what still comes in is swallowed until the client closes or time is up.
        case lingering
    }

    private let limits: HTTPLimits
    private let connections: OpenConnections
    /// The connection's place; nil if there was none for it.
    private var ticket: OpenConnections.Ticket?
    private var phase = Phase.open
    /// Requests begun whose reply has not ended.
    private var unanswered = 0
    /// The last of them is still coming in.
    private var isReceiving = false
    /// The reply being written has begun.
    private var hasBegunReply = false
    private var closesAfterReply = false
    private var timer: Scheduled<Void>?
    /// Small pieces of a body that have come and are not passed on yet.
    private var gathered: ByteBuffer?

    /// Bytes of a refused body since the last pause.
    private var swallowed = 0
    private var isPaused = false

    /// Pieces of a body are passed on from this many bytes on: whoever sends them one byte at a time costs a read each, and
    /// does not wake those who wait for it each time.
    private static let smallestPiece = 4096
    /// 100 MB/s.
    private static let swallowedBeforePause = 1 << 20
    private static let pause = TimeAmount.milliseconds(10)

    init(limits: HTTPLimits, connections: OpenConnections) {
        self.limits = limits
        self.connections = connections
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        // One that has to make room has no request under way, so that nothing is lost with it.
        ticket = connections.enter { channel.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        guard ticket == nil else { return }
        let sentence = "The server has as many connections as it takes, and all of them have requests under way; try again."
        fail(.http(.serviceUnavailable, sentence), context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    private func end() {
        timer?.cancel()
        if let ticket { connections.leave(ticket) }
    }

    // MARK: Inbound

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .open = phase else { return swallow(unwrapInboundIn(data)) }
        switch unwrapInboundIn(data) {
        case .head(let request):
            if unanswered == 0, let ticket, !connections.begin(ticket) {
                // It is being closed, and its client will ask again.
                phase = .lingering
                return
            }
            unanswered += 1
            isReceiving = true
            closesAfterReply = request.headerFields[.connection]?.lowercased() == "close"
            if request.headerFields[.expect]?.lowercased() == "100-continue", unanswered == 1 { invite(request, context) }
            startTimer(limits.bodyTimeout, context) { guardian, context in
                let sentence =
                    "The request's body did not arrive within \(guardian.limits.bodyTimeout.nanoseconds / 1_000_000) ms."
                guardian.fail(.http(.requestTimeout, sentence), context)
            }
        case .body(let piece):
            return gather(piece, context)
        case .end:
            passOn(context)
            isReceiving = false
            timer?.cancel()
        }
        context.fireChannelRead(data)
    }

    private func gather(_ piece: ByteBuffer, _ context: ChannelHandlerContext) {
        if gathered == nil, piece.readableBytes >= Self.smallestPiece { return context.fireChannelRead(wrapInboundOut(.body(piece))) }
        if gathered?.writeImmutableBuffer(piece) == nil { gathered = ByteBuffer(buffer: piece) }
        if let gathered, gathered.readableBytes >= Self.smallestPiece { passOn(context) }
    }

    private func passOn(_ context: ChannelHandlerContext) {
        guard let piece = gathered.take() else { return }
        context.fireChannelRead(wrapInboundOut(.body(piece)))
    }

    /// Says 100 to a client that waits for it before it sends its body, unless the body would be refused anyway.
    private func invite(_ request: HTTPRequest, _ context: ChannelHandlerContext) {
        let length = request.headerFields[.contentLength].flatMap { Int($0) } ?? 0
        guard length <= limits.maxBodyBytes else { return }
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .lingering = phase, case ChannelEvent.inputClosed? = event as? ChannelEvent {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case HTTPParserError.headerOverflow:
            let sentence =
                "The request's header is larger than \(limits.maxHeaderBytes) bytes or \(limits.maxHeaderFields) fields."
            fail(.http(HTTPResponse.Status(code: 431), sentence), context)
        case let error as HTTPParserError:
            fail(.http(.badRequest, "The request is not HTTP/1.1: \(error)."), context)
        case is ChannelError, is IOError:
            context.fireErrorCaught(error)
        default:
            fail(.http(.badRequest, "The request cannot be read: \(error)."), context)
        }
    }

    // MARK: Outbound

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .lingering = phase {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(let response):
            hasBegunReply = true
            if response.headerFields[.connection] == "close" { closesAfterReply = true }
            context.write(data, promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            hasBegunReply = false
            unanswered -= 1
            if unanswered == 0, let ticket { connections.wait(ticket) }
            context.write(data, promise: promise)
            settle(context)
        }
    }

    /// Closes if this was the last reply of a connection that is to be closed.
    private func settle(_ context: ChannelHandlerContext) {
        switch phase {
        case .open: if closesAfterReply, unanswered == 0 { linger(context) }
        case .failing(let error): giveUp(error, context)
        case .lingering: break
        }
    }

    // MARK: Closing

    private func fail(_ error: RegistryError, _ context: ChannelHandlerContext) {
        guard case .open = phase else { return }
        timer?.cancel()
        gathered = nil
        phase = .failing(error)
        giveUp(error, context)
    }

    /// Answers the last request with `error` once all before it are answered, and closes.
    private func giveUp(_ error: RegistryError, _ context: ChannelHandlerContext) {
        let complete = unanswered - (isReceiving ? 1 : 0)
        guard complete <= 0 else { return }
        // A reply that has begun for the request being received is cut off; so much the client can see.
        if !hasBegunReply {
            let reply = HTTPReply(error, for: [:])
            let fields: HTTPFields = [
                .contentType: reply.contentType ?? JSONMediaType.json.rawValue, .contentLength: String(reply.body.readableBytes),
                .connection: "close",
            ]
            context.write(wrapOutboundOut(.head(HTTPResponse(status: reply.status, headerFields: fields))), promise: nil)
            context.write(wrapOutboundOut(.body(reply.body)), promise: nil)
            context.write(wrapOutboundOut(.end(nil)), promise: nil)
        }
        linger(context)
    }

    /// Says goodbye and waits for the client to go. A socket closed with unread bytes would be reset, and the reply
    /// lost with it.
    private func linger(_ context: ChannelHandlerContext) {
        phase = .lingering
        context.flush()
        context.close(mode: .output, promise: nil)
        startTimer(limits.lingerTimeout, context) { _, context in context.close(promise: nil) }
    }

    /// What a refused client still sends is read no faster than it takes to be rid of it in time: reading is work, too.
    private func swallow(_ part: HTTPRequestPart) {
        if case .body(let bytes) = part { swallowed += bytes.readableBytes }
    }

    func read(context: ChannelHandlerContext) {
        guard swallowed >= Self.swallowedBeforePause else { return context.read() }
        guard !isPaused else { return }
        isPaused = true
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.pause) { [self] in
            (isPaused, swallowed) = (false, 0)
            context.read()
        }
    }

    private func startTimer(
        _ delay: TimeAmount, _ context: ChannelHandlerContext,
        _ body: @escaping (RequestGuard, ChannelHandlerContext) -> Void
    ) {
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: delay) { body(self, context) }
    }
}
