import Broker
import BrokerServer
import Foundation
import HTTPServer
import Logging
import Measures
import NIOCore
import NIOPosix
import RegistryServer
import ServiceLifecycle
import Storage
import TopicModel
import UnixSignals

/// The server put together: the only place that constructs everything.
struct RunningServer {
    private let command: ServeCommand
    private let logger: Logger

    init(_ command: ServeCommand, logger: Logger) {
        self.command = command
        self.logger = logger
    }

    /// Serves until a signal; calls `onReady` with both addresses once both listeners accept.
    func run(onReady: @escaping @Sendable (_ kafka: String, _ http: String) throws -> Void) async throws {
        let descriptors = FileDescriptorLimit.raise(logger)
        let settings = try BrokerSettings(command.set)
        let directory = try openDirectory(descriptors)
        // Whatever happens from here on, what was appended is synced and the next start finds it so.
        defer { directory.close() }
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount)
        let node = try BrokerNode(
            directory: directory, clock: .system, scheduler: EventLoopScheduler(loops.next()), logger: logger,
            configure: { configuration(clusterID: $0, settings) })
        let slow = SlowRequestLog(logger), threshold = UInt64(command.slowRequest) * 1_000_000
        let meter = RequestMeter(slow: threshold == 0 ? nil : .init(nanoseconds: threshold) { slow.write($0) })
        let httpMeter = HTTPMeter(slow: threshold == 0 ? .max : threshold) { slow.write($0) }
        let routes = try routes(node, RequestMetrics(kafka: meter, http: httpMeter))
        let kafka = try await listen(node, loops, settings, descriptors, meter)
        let kafkaAddress = try HostAndPort(kafka.address).description

        let (listening, continuation) = AsyncStream.makeStream(of: SocketAddress.self)
        let http = HTTPListener(
            host: command.http.host, port: command.http.port, routes: routes,
            limits: HTTPLimits(maxConnections: min(HTTPLimits.mostConnections, descriptors.forHTTP)), eventLoopGroup: loops,
            logger: logger, meter: httpMeter, now: { node.now() }, onListening: { continuation.yield($0) })
        let services = ServiceGroup(
            configuration: .init(
                services: [http, KafkaService(listener: kafka)], gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet))
        do {
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    defer { continuation.finish() }
                    try await services.run()
                }
                for await address in listening {
                    try onReady(kafkaAddress, try HostAndPort(address).description)
                }
                try await tasks.waitForAll()
            }
        } catch let error as IOError {
            throw CommandFailure(.failure, "LISTEN", "cannot listen on \(command.http) for HTTP: \(error)", help: Self.listenHelp)
        }
        // In this order: what is still under way is answered before the loops that carry answers and timers go.
        node.transactions.stop()
        node.groups.stop()
        node.topics.waitForQueue()
        directory.close()
        try await loops.shutdownGracefully()
        logger.info("stopped")
    }

    private static let listenHelp = "stop what has the port, or choose another with --kafka or --http; port 0 picks a free one"

    private func openDirectory(_ descriptors: FileDescriptorLimit) throws -> LogDirectory {
        var options = LogDirectory.Options(path: command.data)
        options.durability = command.durability == .fsync ? .fsync : .os
        options.openFileLimit = descriptors.forSegments
        options.scrubBytesPerSecond = command.scrubRate == 0 ? nil : command.scrubRate
        options.cleanerBytesPerSecond = command.cleanerRate == 0 ? nil : command.cleanerRate
        do {
            let directory = try LogDirectory.open(options, logger: logger)
            for report in directory.recoveryReports { logger.warning("\(report)") }
            return directory
        } catch {
            throw CommandFailure(.failure, "DATA_DIRECTORY", error.message, at: command.data)
        }
    }

    private func configuration(clusterID: String, _ settings: BrokerSettings) -> BrokerConfiguration {
        var configuration = BrokerConfiguration(clusterID: clusterID)
        configuration.advertised = command.advertise.map { .init(host: $0.host, port: $0.port) }
        configuration.defaultPartitionCount = Int32(command.defaultPartitions)
        configuration.ownsSchemas = !command.noRegistry
        configuration.described = [
            "advertised.listeners": command.advertise.map { "PLAINTEXT://\($0)" } ?? "",
            "herald.durability": command.durability.rawValue,
            "herald.version": Herald.version,
            "listeners": "PLAINTEXT://\(command.kafka)",
            "log.dirs": command.data,
            "num.partitions": String(command.defaultPartitions),
        ]
        if command.cleanerRate > 0 {
            configuration.described[BrokerOption.cleanerBytesPerSecond.name] = String(Double(command.cleanerRate))
        }
        configuration.apply(settings)
        return configuration
    }

    private func routes(_ node: BrokerNode, _ requests: RequestMetrics) throws -> [HTTPRoute] {
        var routes = OperationsRoutes(node: node).routes + GroupRoutes(node: node).routes
        var registry: RegistryService?
        if !command.noRegistry {
            let logger = logger
            let service = try RegistryService(engine: node.engine, dialect: command.emulate, now: { node.now() }) {
                logger.error("a record of the registry is skipped: \($0)")
            }
            registry = service
            routes += RegistryAPI(service: service, identity: RegistryIdentity(clusterID: node.configuration.clusterID)).routes
        }
        routes += MetricsRoutes(node: node, registry: registry, requests: requests, dataDirectory: command.data).routes
        return routes
    }

    private func listen(
        _ node: BrokerNode, _ loops: MultiThreadedEventLoopGroup, _ settings: BrokerSettings, _ descriptors: FileDescriptorLimit,
        _ meter: RequestMeter
    ) async throws -> BrokerListener {
        var configuration = BrokerListener.Configuration()
        configuration.host = command.kafka.host
        configuration.port = command.kafka.port
        configuration.apply(settings)
        configuration.maxConnections = min(configuration.maxConnections, descriptors.forKafka)
        do {
            let listener = try await BrokerListener.listen(
                configuration, router: RequestRouter(node.handlers, meter: meter), group: loops, meter: meter.connections,
                logger: logger)
            node.options.follow { options in
                listener.limitConnections(
                    min(Int(options[.maxConnections]), descriptors.forKafka),
                    perAddress: Int(options[.maxConnectionsPerAddress]))
            }
            return listener
        } catch {
            throw CommandFailure(
                .failure, "LISTEN", "cannot listen on \(command.kafka) for Kafka clients: \(error)", help: Self.listenHelp)
        }
    }

    /// The service library tells of every step; operators want the outcome.
    private var quiet: Logger {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        return quiet
    }
}

extension BrokerListener.Configuration {
    fileprivate mutating func apply(_ settings: BrokerSettings) {
        maxConnections = Int(settings[.maxConnections])
        maxConnectionsPerAddress = Int(settings[.maxConnectionsPerAddress])
        maxRequestMemory = Int(settings[.requestMemory])
        maxUnsentMemory = Int(settings[.maxUnsentBytes])
        limits.maxRequestBytes = Int(settings[.maxRequestBytes])
        limits.maxRequestsInFlight = Int(settings[.maxRequestsInFlight])
        limits.idleTimeout = .milliseconds(settings[.connectionIdleTime])
    }
}

/// The Kafka listener as something that is shut down gracefully.
private struct KafkaService: Service {
    let listener: BrokerListener

    func run() async throws {
        try await gracefulShutdown()
        try await listener.drain(within: .seconds(10))
    }
}

extension HostAndPort {
    /// The address a listener was given.
    init(_ address: SocketAddress) throws {
        guard let host = address.ipAddress, let port = address.port else {
            throw CommandFailure(.failure, "LISTEN", "a listener has the address \(address), which is no host and port")
        }
        self.init(host: host, port: port)
    }
}

/// Segments that are used keep their files open, and connections their sockets: who may have how many.
struct FileDescriptorLimit {
    let count: Int

    /// Connections of the HTTP listener.
    var forHTTP: Int { count / 2 }

    /// Connections of the Kafka listener.
    var forKafka: Int { count * 5 / 16 }

    /// Files of segments. What is over is for everything else.
    var forSegments: Int { min(65_536, max(32, count / 8)) }

    /// Raises the limit to what the system allows; less is no reason not to start.
    static func raise(_ logger: Logger) -> FileDescriptorLimit {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0 else {
            logger.warning("the limit of open files cannot be read: \(String(cString: strerror(errno)))")
            return FileDescriptorLimit(count: 1024)
        }
        let present = limit.rlim_cur
        guard present < limit.rlim_max else { return FileDescriptorLimit(count: Int(clamping: present)) }
        limit.rlim_cur = limit.rlim_max
        guard setrlimit(resource, &limit) == 0 else {
            logger.warning("the limit of open files stays at \(present)")
            return FileDescriptorLimit(count: Int(clamping: present))
        }
        return FileDescriptorLimit(count: Int(clamping: limit.rlim_cur))
    }
}
