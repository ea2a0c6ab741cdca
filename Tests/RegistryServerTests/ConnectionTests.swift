import HTTPServer
import HTTPTypes
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Testing

@Suite struct `Connections` {
    @Test func `requests sent at once are answered in order`() async throws {
        try await withRegistryServer { client async throws in
            let all = try await client.sendAndReadAll(
                "GET /subjects HTTP/1.1\r\nHost: x\r\n\r\n" + "GET /mode HTTP/1.1\r\nHost: x\r\n\r\n"
                    + "GET /schemas/types HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let bodies = all.split(separator: "\r\n\r\n").dropFirst().compactMap { $0.split(separator: "HTTP/1.1").first }
            #expect(bodies == ["[]", #"{"mode":"READWRITE"}"#, #"["AVRO","PROTOBUF"]"#])
        }
    }

    @Test func `HEAD is GET without its body`() async throws {
        try await withRegistryServer { client async throws in
            let all = try await client.sendAndReadAll("HEAD /subjects HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(all.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(all.lowercased().contains("content-length: 2\r\n"))
            #expect(all.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func `a wrong method names the right ones`() async throws {
        try await withRegistryServer { client async throws in
            let wrong = try await client.request("PUT", "/subjects/a")
            #expect(wrong.status == 405)
            #expect(wrong.headers["allow"] == "DELETE, POST")
        }
    }

    @Test func `one that says nothing, or never ends its header, is closed`() async throws {
        try await withRegistryServer(limits: HTTPLimits(idleTimeout: .milliseconds(30))) { client async throws in
            #expect(try await client.sendAndReadAll("") == "")
            do {
                #expect(try await client.sendAndReadAll("GET / HTTP/1.1\r\nHost:").isEmpty)
            } catch let error as IOError {
                // It was closed before the text came, which is answered with a reset.
                #expect(error.errnoCode == ECONNRESET)
            }
        }
    }

    @Test func `at the bound the one that has waited longest for a request makes room`() async throws {
        try await withRegistryServer(limits: HTTPLimits(maxConnections: 1)) { client async throws in
            let (replies, replied) = AsyncStream.makeStream(of: Void.self)
            let (releases, release) = AsyncStream.makeStream(of: Void.self)
            async let holder = client.send(
                "GET /mode HTTP/1.1\r\nHost: x\r\n\r\n", onReply: { replied.yield() }, holdUntil: releases)
            _ = await replies.first { _ in true }
            // The holder has its answer and keeps its connection; nobody waits for it to go.
            #expect(try await client.request("GET", "/mode").status == 200)
            #expect(try await client.request("GET", "/subjects").status == 200)
            release.yield()
            #expect(try await holder.status == 200)
        }
    }

    @Test func `one is refused with a sentence while all others have requests under way`() async throws {
        let (arrivals, arrive) = AsyncStream.makeStream(of: Void.self)
        let (releases, release) = AsyncStream.makeStream(of: Void.self)
        let slow = HTTPRoute(.get, "/slow") { _ in
            arrive.yield()
            _ = await releases.first { _ in true }
            return HTTPReply(contentType: "application/json", body: ByteBuffer(string: "[]"))
        }
        try await withRegistryServer(limits: HTTPLimits(maxConnections: 1), extraRoutes: [slow]) { client async throws in
            async let under = client.request("GET", "/slow")
            _ = await arrivals.first { _ in true }
            let refused = try await client.request("GET", "/mode")
            #expect(refused.status == 503)
            #expect(refused.headers["connection"] == "close")
            #expect(
                refused.body == #"{"error_code":503,"message":"The server has as many connections as it takes, and all of them "#
                    + #"have requests under way; try again."}"#)
            release.yield()
            #expect(try await under.status == 200)
            #expect(try await client.request("GET", "/mode").status == 200)
        }
    }

    @Test func `a shutdown lets requests under way finish`() async throws {
        let (arrivals, arrive) = AsyncStream.makeStream(of: Void.self)
        let (releases, release) = AsyncStream.makeStream(of: Void.self)
        let slow = HTTPRoute(.get, "/slow") { _ in
            arrive.yield()
            _ = await releases.first { _ in true }
            return HTTPReply(contentType: "application/json", body: ByteBuffer(string: "[]"))
        }
        let (addresses, announce) = AsyncStream.makeStream(of: SocketAddress.self)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let listener = HTTPListener(
            host: "127.0.0.1", port: 0, routes: [slow], eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger
        ) { announce.yield($0) }
        let services = ServiceGroup(services: [listener], logger: logger)
        async let running: Void = services.run()
        let client = LoopbackClient(address: try #require(await addresses.first { _ in true }))
        async let reply = client.request("GET", "/slow")
        _ = await arrivals.first { _ in true }
        await services.triggerGracefulShutdown()
        release.yield()
        #expect(try await reply.status == 200)
        try await running
    }
}
