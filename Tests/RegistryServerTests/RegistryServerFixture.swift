import Foundation
import HTTPServer
import Logging
import NIOCore
import NIOPosix
import RegistryModel
import RegistryServer
import TestKit
import Testing

/// Runs `body` against a registry that listens on a free port of the loopback interface, over a log in memory.
func withRegistryServer(
    engine: InMemoryLogEngine = InMemoryLogEngine(), dialect: RegistryDialect = .confluent7, limits: HTTPLimits = HTTPLimits(),
    extraRoutes: [HTTPRoute] = [], meter: HTTPMeter = HTTPMeter(),
    _ body: @Sendable (LoopbackClient) async throws -> Void
) async throws {
    let service = try RegistryService(engine: engine, dialect: dialect, now: { 1_700_000_000_000 }) { Issue.record("unreadable record: \($0)") }
    let api = RegistryAPI(service: service, identity: RegistryIdentity(clusterID: "cluster-1"))
    let (addresses, announce) = AsyncStream.makeStream(of: SocketAddress.self)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let listener = HTTPListener(
        host: "127.0.0.1", port: 0, routes: api.routes + extraRoutes, limits: limits,
        eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger, meter: meter
    ) { announce.yield($0) }
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await listener.run() }
        guard let address = await addresses.first(where: { _ in true }) else { throw CancellationError() }
        do {
            try await body(LoopbackClient(address: address))
        } catch {
            group.cancelAll()
            throw error
        }
        group.cancelAll()
    }
}

/// One request of a conversation and the reply it must have.
struct Step: Sendable {
    var method: String
    var target: String
    var body: String?
    var status: Int
    var reply: String

    init(_ request: String, _ body: String?, _ status: Int, _ reply: String) {
        let parts = request.split(separator: " ", maxSplits: 1)
        method = String(parts[0])
        target = String(parts[1])
        self.body = body
        self.status = status
        self.reply = reply
    }

    init(_ request: String, _ reply: String) { self.init(request, nil, 200, reply) }

    init(_ request: String, _ body: String, _ reply: String) { self.init(request, body, 200, reply) }

    /// A refusal, by its code and sentence.
    init(_ request: String, _ body: String? = nil, error code: Int, _ message: String) {
        var status = code
        while status > 999 { status /= 10 }
        let escaped = message.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        self.init(request, body, status, #"{"error_code":\#(code),"message":"\#(escaped)"}"#)
    }
}

/// Takes the steps one after another on a fresh server.
func converse(
    as dialect: RegistryDialect = .confluent7, _ steps: [Step], sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    try await withRegistryServer(dialect: dialect) { client async throws in
        for step in steps {
            let reply = try await client.request(step.method, step.target, step.body)
            #expect(reply.status == step.status, "\(step.method) \(step.target)", sourceLocation: sourceLocation)
            #expect(withoutFindings(reply.body) == step.reply, "\(step.method) \(step.target)", sourceLocation: sourceLocation)
            #expect(reply.headers["content-type"] == "application/vnd.schemaregistry.v1+json", sourceLocation: sourceLocation)
        }
    }
}

/// `{"schema":"…"}` around a schema text.
func body(_ schema: String, _ more: String = "") -> String {
    let escaped = schema.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return #"{"schema":"\#(escaped)"\#(more)}"#
}

/// What others' clients read of a refusal. The findings beside it stand last, and have tests of their own.
private func withoutFindings(_ body: String) -> String {
    guard let start = body.range(of: #","findings":["#) else { return body }
    return body[..<start.lowerBound] + "}"
}
