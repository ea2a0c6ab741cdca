package import Broker
package import Logging
package import NIOCore

/// One client's connection: cuts frames, routes them, writes replies in order. Bound to its event loop.
///
/// Reads no further while the bound of requests under way is reached or the client does not take its replies. Flushes once per
/// read, and once per batch of replies that come later.
package final class ConnectionHandler: ChannelDuplexHandler {
    package typealias InboundIn = ByteBuffer
    package typealias OutboundIn = Never
    package typealias OutboundOut = IOData

    private let router: RequestRouter
    private let limits: ConnectionLimits
    private let room: FrameRoom
    private let memory: RequestMemory
    private let unsent: UnsentReplies
    private let logger: Logger
    private var frames: FrameAccumulator
    private var state: ConnectionState
    private var context: ChannelHandlerContext?
    private var inbox: ReplyInbox?
    private var connection: ConnectionInfo?

    /// Between a `channelRead` and its `channelReadComplete`: the flush comes with the latter.
    private var isInRead = false
    private var isTakingFrames = false
    /// What has arrived is taken in another turn of the loop.
    private var goesOnLater = false
    private var hasUnflushedWrites = false
    /// Bytes in memory that were written since the client had last taken everything.
    private var writtenBytes = 0
    /// An empty write that tells when what is in front of it has been taken.
    private var hasMarker = false
    /// A read that was asked for and not passed on.
    private var heldRead = false
    /// What `memory` holds for this connection.
    private var chargedBytes = 0

    private var lastActivity = NIODeadline.uptimeNanoseconds(0)
    private var unsentAtLastLook = 0
    private var idleTimer: Scheduled<Void>?

    /// - Parameter room: What the channel reads into.
    package init(
        router: RequestRouter, limits: ConnectionLimits, room: FrameRoom, memory: RequestMemory, unsent: UnsentReplies,
        logger: Logger
    ) {
        self.router = router
        self.limits = limits
        self.room = room
        self.memory = memory
        self.unsent = unsent
        self.logger = logger
        self.frames = FrameAccumulator(maxFrameBytes: limits.maxRequestBytes)
        self.state = ConnectionState(maxRequests: limits.maxRequestsInFlight, maxBytes: limits.maxBytesInFlight)
    }

    // MARK: Life

    package func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        inbox = ReplyInbox(self, eventLoop: context.eventLoop)
        if context.channel.isActive { begin(context) }
    }

    package func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard connection == nil else { return }
        let peer = context.channel.remoteAddress, local = context.channel.localAddress
        connection = ConnectionInfo(
            peerHost: peer?.ipAddress ?? "unknown", peerPort: peer?.port ?? 0,
            localHost: local?.ipAddress ?? "unknown", localPort: local?.port ?? 0, eventLoop: context.eventLoop)
        lastActivity = context.eventLoop.now
        watchForIdleness(context, after: limits.idleTimeout)
    }

    package func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    package func handlerRemoved(context: ChannelHandlerContext) { end() }

    private func end() {
        state.abandon()
        frames = FrameAccumulator(maxFrameBytes: limits.maxRequestBytes)
        _ = room.settle()
        _ = charge()
        unsent.remove(ObjectIdentifier(self))
        idleTimer?.cancel()
        idleTimer = nil
        inbox?.disconnect()
        inbox = nil
        connection?.end()
        context = nil
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        logger.debug("connection failed", metadata: ["peer": "\(peer)", "error": "\(error)"])
        context.close(promise: nil)
    }

    /// Takes no more requests and closes when those under way are answered. On the loop.
    package func drain() {
        state.drain()
        performEffects()
        flushIfNeeded()
    }

    // MARK: Reading

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isInRead = true
        lastActivity = context.eventLoop.now
        let settlement = room.settle()
        guard !state.isClosed else { return }
        let arrived = unwrapInboundIn(data)
        switch settlement {
        case .filled:
            frames.takeBack(arrived)
        case .unused(let unused):
            if let unused { frames.takeBack(unused) }
            frames.append(arrived)
        case .lost:
            return refuse("a read found nothing where something was announced, and a part of a request is lost")
        }
        takeFrames()
        if !charge() {
            refuse("requests that have not arrived whole hold \(memory.limit) bytes in all, and this one wants more")
        }
    }

    package func channelReadComplete(context: ChannelHandlerContext) {
        isInRead = false
        flushIfNeeded()
        if let unfinished = frames.lend() { room.offer(unfinished) }
        context.fireChannelReadComplete()
    }

    package func read(context: ChannelHandlerContext) {
        if mayRead(context) { context.read() } else { heldRead = true }
    }

    package func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            lookAtUnsent(context, madeProgress: true)
            goOn()
        }
        context.fireChannelWritabilityChanged()
    }

    private func mayRead(_ context: ChannelHandlerContext) -> Bool {
        state.takesRequests && context.channel.isWritable && !goesOnLater
    }

    /// Takes what has arrived and, if there is room, asks for more.
    private func goOn() {
        takeFrames()
        _ = charge()
        guard let context, heldRead, mayRead(context) else { return }
        heldRead = false
        context.read()
    }

    /// How long one connection's requests are taken at a time.
    private static let turn = TimeAmount.milliseconds(2)

    private func goOnLater(_ context: ChannelHandlerContext) {
        guard !goesOnLater else { return }
        goesOnLater = true
        context.eventLoop.assumeIsolated().execute { [weak self] in
            guard let self else { return }
            goesOnLater = false
            goOn()
            flushIfNeeded()
        }
    }

    private func takeFrames() {
        // A handler may answer inside of `route`, which leads back to here.
        guard !isTakingFrames else { return }
        isTakingFrames = true
        defer { isTakingFrames = false }
        let begin = NIODeadline.now()
        while let context, let inbox, let connection, mayRead(context) {
            // Others of this loop come first when one client has sent much, or what is dear to answer.
            if NIODeadline.now() - begin > Self.turn {
                goOnLater(context)
                break
            }
            let frame: ByteBuffer
            do throws(FrameError) {
                guard let next = try frames.next() else { break }
                frame = next
            } catch {
                refuse("\(error)")
                break
            }
            let slot = state.begin(byteCount: frame.readableBytes, holdsOthers: router.holdsLaterRequests(frame))
            router.route(frame, connection: connection, sink: inbox, slot: slot)
        }
        frames.compact()
    }

    /// Closes after the replies that are still to come.
    private func refuse(_ reason: String) {
        guard state.isOpen else { return }
        let slot = state.begin(byteCount: 0)
        state.finish(slot, .close(reason))
        state.drain()
        performEffects()
    }

    /// Settles with the listener's account what this connection holds; false if that is too much.
    private func charge() -> Bool {
        let held = frames.byteCount + state.byteCount
        defer { chargedBytes = held }
        let isWithinLimit = memory.add(held - chargedBytes)
        return isWithinLimit || held < RequestMemory.alwaysAllowed
    }

    // MARK: Replies

    func finish(_ slot: UInt64, _ outcome: ReplyOutcome) {
        state.finish(slot, outcome)
        performEffects()
        if !isTakingFrames { goOn() }
        if !isInRead { flushIfNeeded() }
    }

    func finish(_ batch: [(outcome: ReplyOutcome, slot: UInt64)]) {
        for (outcome, slot) in batch { state.finish(slot, outcome) }
        performEffects()
        goOn()
        if !isInRead { flushIfNeeded() }
    }

    private func performEffects() {
        while let effect = state.next() {
            guard let context else { return }
            switch effect {
            case .write(let reply): write(reply, context)
            case .close(let reason): close(reason, context)
            }
        }
    }

    private func write(_ reply: Reply, _ context: ChannelHandlerContext) {
        hasUnflushedWrites = true
        lastActivity = context.eventLoop.now
        writtenBytes += reply.head.readableBytes
        context.write(wrapOutboundOut(.byteBuffer(reply.head)), promise: nil)
        for part in reply.tail {
            switch part {
            case .buffer(let buffer):
                writtenBytes += buffer.readableBytes
                context.write(wrapOutboundOut(.byteBuffer(buffer)), promise: nil)
            case .file(let range): write(range, context)
            }
        }
    }

    /// Sends a part of a file by `sendfile`. The file stays open until its bytes are gone, or the connection is.
    private func write(_ range: FileRange, _ context: ChannelHandlerContext) {
        // NIO wants a handle of its own for each use at a time; the descriptor in it stays the owner's.
        let handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: range.descriptor)
        let start = Int(range.position)
        let region = FileRegion(fileHandle: handle, readerIndex: start, endIndex: start + range.byteCount)
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.whenComplete { _ in
            withExtendedLifetime(range.owner) {
                // Fails only for a handle that is in use or closed; this one is neither.
                _ = try? handle.takeDescriptorOwnership()
            }
        }
        context.write(wrapOutboundOut(.fileRegion(region)), promise: sent)
    }

    private func close(_ reason: String?, _ context: ChannelHandlerContext) {
        if let reason {
            logger.warning("closing a connection: \(reason)", metadata: ["peer": "\(peer)"])
        }
        frames = FrameAccumulator(maxFrameBytes: limits.maxRequestBytes)
        // Behind everything that was written before.
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(ByteBuffer()))).whenComplete { _ in channel.close(promise: nil) }
        hasUnflushedWrites = false
    }

    private func flushIfNeeded() {
        guard hasUnflushedWrites, let context else { return }
        hasUnflushedWrites = false
        context.flush()
        lookAtUnsent(context, madeProgress: false)
    }

    // MARK: Replies that the client does not take

    /// Settles with the listener's account what the client has left of its replies. Costs nothing while replies are small and
    /// taken.
    private func lookAtUnsent(_ context: ChannelHandlerContext, madeProgress: Bool) {
        guard writtenBytes > UnsentReplies.unnoticedBytes else { return }
        let left = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        if left == 0 { writtenBytes = 0 }
        // Parts of files are not in memory.
        let held = min(left, writtenBytes)
        let channel = context.channel
        let now = context.eventLoop.now
        let cut = unsent.settle(ObjectIdentifier(self), held, at: now, madeProgress: madeProgress) { [logger, peer] in
            logger.warning(
                "closing a connection that does not take its replies, of which too many wait", metadata: ["peer": "\(peer)"])
            channel.close(promise: nil)
        }
        for close in cut { close() }
        guard held > 0, !hasMarker else { return }
        hasMarker = true
        let passed = context.eventLoop.makePromise(of: Void.self)
        passed.futureResult.assumeIsolated().whenSuccess { [weak self] in
            guard let self, let context = self.context else { return }
            hasMarker = false
            lookAtUnsent(context, madeProgress: true)
        }
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(ByteBuffer())), promise: passed)
    }

    private var peer: String { connection.map { "\($0.peerHost):\($0.peerPort)" } ?? "unknown" }

    // MARK: Idleness

    /// Looks at the connection when it may have been idle for long enough; one timer, whatever the traffic.
    private func watchForIdleness(_ context: ChannelHandlerContext, after delay: TimeAmount) {
        idleTimer = context.eventLoop.assumeIsolated().scheduleTask(in: delay) { [weak self] in self?.lookForIdleness() }
    }

    private func lookForIdleness() {
        guard let context else { return }
        let unsent = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        let makesProgress = unsent != unsentAtLastLook
        unsentAtLastLook = unsent
        let quiet = context.eventLoop.now - lastActivity
        // A client that waits for us is not idle; one that does not take what we send is.
        let waitsForUs = state.requestCount > 0 && unsent == 0
        if quiet < limits.idleTimeout {
            watchForIdleness(context, after: limits.idleTimeout - quiet)
        } else if waitsForUs || makesProgress {
            watchForIdleness(context, after: limits.idleTimeout)
        } else {
            logger.debug("closing an idle connection", metadata: ["peer": "\(peer)", "unsent": "\(unsent)"])
            context.close(promise: nil)
        }
    }
}
