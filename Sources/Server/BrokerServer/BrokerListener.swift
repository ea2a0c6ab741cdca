package import Broker
package import Logging
package import Measures
package import NIOCore
import NIOPosix

/// Where Kafka clients connect.
package final class BrokerListener: Sendable {
    package struct Configuration: Sendable {
        package var host = "127.0.0.1"
        /// 0 picks a free one.
        package var port = 9092
        package var backlog: Int32 = 1024
        package var maxConnections = 10_000
        package var maxConnectionsPerAddress = 10_000
        /// Requests of all connections that are being received or are under way.
        package var maxRequestMemory = 512 << 20
        /// Replies in memory that clients of all connections have not taken.
        package var maxUnsentMemory = 256 << 20
        package var limits = ConnectionLimits()

        package init() {}
    }

    private let channel: any Channel
    private let connections: ConnectionTable
    private let logger: Logger

    /// The address that is listened on, with the port that was picked.
    package let address: SocketAddress

    /// Binds and begins to accept.
    package static func listen(
        _ configuration: Configuration, router: RequestRouter, group: any EventLoopGroup,
        meter: ConnectionMeter = ConnectionMeter(), logger: Logger
    ) async throws -> BrokerListener {
        let connections = ConnectionTable(
            maxConnections: configuration.maxConnections, maxPerAddress: configuration.maxConnectionsPerAddress, meter: meter)
        let memory = RequestMemory(limit: configuration.maxRequestMemory)
        let unsent = UnsentReplies(limit: configuration.maxUnsentMemory)
        let limits = configuration.limits
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: configuration.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { server in
                server.eventLoop.makeCompletedFuture {
                    // Without descriptors, accepting waits for a second instead of spinning.
                    try server.pipeline.syncOperations.addHandler(AcceptBackoffHandler())
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            // What is read on after a bound is reached is one buffer; `FrameRoom` counts on it.
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(
                .writeBufferWaterMark, value: .init(low: limits.unsentBytes.low, high: limits.unsentBytes.high))
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    let address = child.remoteAddress?.ipAddress ?? "unknown"
                    switch connections.admit(child, from: address, at: .now()) {
                    case .refused(let sentence):
                        if let sentence { logger.warning("refused a connection: \(sentence)") }
                        throw ConnectionRefused()
                    case .admitted:
                        child.closeFuture.whenComplete { _ in connections.remove(child, from: address) }
                    }
                    let room = FrameRoom(eventLoop: child.eventLoop)
                    try child.syncOptions?.setOption(.recvAllocator, value: room)
                    try child.pipeline.syncOperations.addHandler(
                        ConnectionHandler(
                            router: router, limits: limits, room: room, memory: memory, unsent: unsent, logger: logger))
                }
            }
            .bind(host: configuration.host, port: configuration.port)
            .get()
        guard let address = channel.localAddress else { throw ChannelError.ioOnClosedChannel }
        return BrokerListener(channel: channel, connections: connections, address: address, logger: logger)
    }

    private init(channel: any Channel, connections: ConnectionTable, address: SocketAddress, logger: Logger) {
        self.channel = channel
        self.connections = connections
        self.address = address
        self.logger = logger
    }

    package var connectionCount: Int { connections.count }

    /// Changes how many there may be; who is there stays.
    package func limitConnections(_ count: Int, perAddress: Int) {
        connections.limit(maxConnections: count, maxPerAddress: perAddress)
    }

    /// Stops accepting, answers the requests under way, and closes. Connections that have not closed in time are cut.
    package func drain(within time: TimeAmount) async throws {
        try await channel.close().get()
        let open = connections.drain()
        for connection in open {
            connection.eventLoop.execute {
                // Fails only if the connection has closed meanwhile.
                try? connection.pipeline.syncOperations.handler(type: ConnectionHandler.self).drain()
            }
        }
        let loop = channel.eventLoop
        let cut = loop.scheduleTask(in: time) { [logger] in
            for connection in open where connection.isActive {
                let peer = connection.remoteAddress.map { "\($0)" } ?? "unknown"
                logger.warning("cutting a connection that did not drain", metadata: ["peer": "\(peer)"])
                connection.close(promise: nil)
            }
        }
        for connection in open { try? await connection.closeFuture.get() }
        cut.cancel()
    }
}

/// Thrown where a connection is not admitted, so that it is closed.
private struct ConnectionRefused: Error {}
