internal import HTTPTypes
internal import HummingbirdCore
package import Logging
internal import Measures
package import NIOCore
internal import ServiceLifecycle

/// The one HTTP listener: accepts connections, holds them to their limits, and hands whole requests to routes.
///
/// Every error it answers itself has the shape of the registry's errors. Shuts down gracefully: no more connections,
/// requests under way are answered, idle connections closed.
package struct HTTPListener: Service {
    private let host: String
    private let port: Int
    private let routes: [HTTPRoute]
    private let limits: HTTPLimits
    private let eventLoopGroup: any EventLoopGroup
    private let logger: Logger
    private let meter: HTTPMeter
    private let now: (@Sendable () -> Int64)?
    private let onListening: @Sendable (SocketAddress) -> Void

    /// - Parameters:
    ///   - port: 0 takes a free one.
    ///   - now: Milliseconds since 1970-01-01 UTC; without it answers have no `Date`.
    ///   - onListening: Told the address once connections are accepted.
    package init(
        host: String, port: Int, routes: [HTTPRoute], limits: HTTPLimits = HTTPLimits(),
        eventLoopGroup: any EventLoopGroup, logger: Logger, meter: HTTPMeter = HTTPMeter(), now: (@Sendable () -> Int64)? = nil,
        onListening: @escaping @Sendable (SocketAddress) -> Void
    ) {
        self.host = host
        self.port = port
        self.routes = routes
        self.limits = limits
        self.eventLoopGroup = eventLoopGroup
        self.logger = logger
        self.meter = meter
        self.now = now
        self.onListening = onListening
    }

    /// Serves until shut down or cancelled. Throws if the address cannot be listened on.
    package func run() async throws {
        let lane = LargeRequestLane(waiting: meter.waiting)
        let responder = RequestResponder(
            routes: RouteTable(routes), limits: limits, budget: BodyBudget(limit: limits.maxBodyBytesInFlight), lane: lane,
            meter: meter, date: now.map { DateStamp(now: $0) }, logger: logger)
        let limits = limits
        let open = OpenConnections(limit: limits.maxConnections, logger: logger, meter: meter.connections)
        let connections = HTTP1Channel.Configuration(
            additionalChannelHandlers: [RequestGuard(limits: limits, connections: open)],
            idleTimeout: limits.idleTimeout,
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: limits.maxHeaderBytes, maxHeaderListSize: limits.maxHeaderBytes,
                maxHeaderFieldCount: limits.maxHeaderFields))
        // What the library says of its own start is said by the caller, in the caller's words.
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let onListening = onListening
        let builder = HTTPServerBuilder { LoopBoundChannel(base: HTTP1Channel(responder: $0, configuration: connections)) }
        let server = try builder.buildServer(
            configuration: ServerConfiguration(
                address: .hostname(host, port: port), backlog: 1024,
                availableConnectionsDelegate: AcceptGate(limit: limits.maxConnections)),
            eventLoopGroup: eventLoopGroup,
            logger: quiet,
            responder: { request, writer, _ in try await responder.respond(to: request, writer) },
            onServerRunning: { channel in
                if let address = channel.localAddress { onListening(address) }
            })
        do {
            try await server.run()
        } catch {
            try await lane.stop()
            throw error
        }
        try await lane.stop()
    }
}
