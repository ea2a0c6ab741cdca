import Foundation
import HTTPServer
import HTTPTypes
import Measures
import NIOCore
import NIOPosix
import Testing

@Suite struct `Hostile requests` {
    /// After each of them the registry still serves everybody else.
    func expectAlive(_ client: LoopbackClient) async throws {
        #expect(try await client.request("GET", "/subjects").status == 200)
    }

    @Test func `a body that says it is too large is refused before it comes`() async throws {
        try await withRegistryServer { client async throws in
            let reply = try await client.send(
                "POST /subjects/a/versions HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n{")
            #expect(reply.status == 413)
            #expect(
                reply.body
                    == #"{"error_code":413,"message":"The request's body is larger than the 10485760 bytes this server takes."}"#)
            #expect(reply.headers["connection"] == "close")
            try await expectAlive(client)
        }
    }

    @Test func `a body that never ends is cut off at the limit`() async throws {
        try await withRegistryServer(limits: HTTPLimits(maxBodyBytes: 1 << 16, lingerTimeout: .milliseconds(50))) {
            client async throws in
            let head = ByteBuffer(string: "POST /subjects/a/versions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = ByteBuffer(string: "1000\r\n" + String(repeating: "a", count: 0x1000) + "\r\n")
            let reply = try await client.send(sequence(first: head) { _ in chunk }.prefix(100_000))
            #expect(reply.status == 413)
            try await expectAlive(client)
        }
    }

    @Test func `a body that does not come is given up`() async throws {
        try await withRegistryServer(limits: HTTPLimits(bodyTimeout: .milliseconds(30))) { client async throws in
            let reply = try await client.send("POST /subjects/a/versions HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
            #expect(reply.status == 408)
            #expect(reply.body == #"{"error_code":408,"message":"The request's body did not arrive within 30 ms."}"#)
            try await expectAlive(client)
        }
    }

    @Test func `a length that lies low leaves bytes that are no request`() async throws {
        try await withRegistryServer { client async throws in
            // The first reply answers the five bytes that were announced.
            let reply = try await client.send(
                "POST /subjects/a/versions HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n{\"schema\":\"x\"}\r\n\r\n")
            #expect(reply.status == 400)
            try await expectAlive(client)
        }
    }

    @Test func `bytes that are no HTTP are told so`() async throws {
        let requests = [
            "\u{16}\u{3}\u{1}\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /a b HTTP/1.1\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "POST /subjects/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        ]
        try await withRegistryServer { client async throws in
            for request in requests {
                let reply = try await client.send(request)
                #expect(reply.status == 400, "\(request)")
                #expect(reply.body.hasPrefix(#"{"error_code":400,"message":""#), "\(request)")
            }
            try await expectAlive(client)
        }
    }

    @Test func `a header without end is cut off`() async throws {
        try await withRegistryServer(limits: HTTPLimits(maxHeaderBytes: 2048)) { client async throws in
            let reply = try await client.send(
                "GET / HTTP/1.1\r\nHost: x\r\nX: " + String(repeating: "a", count: 10_000) + "\r\n\r\n")
            #expect(reply.status == 431)
            try await expectAlive(client)
        }
    }

    @Test func `a client that asks leave to send is given it, or told why not`() async throws {
        try await withRegistryServer(limits: HTTPLimits(maxBodyBytes: 100)) { client async throws in
            let body = #"{"schema":"\"int\""}"#
            let asked = "POST /subjects/a/versions HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: "
            #expect(try await client.send(asked + "\(body.utf8.count)\r\n\r\n" + body).body == #"{"id":1}"#)
            #expect(try await client.send(asked + "101\r\n\r\n").status == 413)
        }
    }

    @Test func `bodies share a bound`() async throws {
        try await withRegistryServer(limits: HTTPLimits(maxBodyBytesInFlight: 1000)) { client async throws in
            let large = body("\"" + String(repeating: "a", count: 2000) + "\"")
            #expect(try await client.request("POST", "/subjects/a/versions", large).status == 503)
            // What was taken is given back.
            for _ in 0..<50 { #expect(try await client.request("POST", "/subjects/a/versions", body(#""int""#)).status == 200) }
        }
    }

    @Test(.timeLimit(.minutes(1))) func `large bodies keep no one waiting but each other`() async throws {
        let (arrivals, arrive) = AsyncStream.makeStream(of: Void.self), gate = DispatchSemaphore(value: 0)
        // Work that never gives its thread back before it is done, as parsing does.
        let heavy = HTTPRoute(.post, "/heavy", body: .json) { _ in
            arrive.yield()
            Self.wait(gate)
            return HTTPReply(contentType: "application/json", body: ByteBuffer(string: "[]"))
        }
        let requests = 4 * ProcessInfo.processInfo.activeProcessorCount
        let limits = HTTPLimits(largeBodyBytes: 100), meter = HTTPMeter()
        try await withRegistryServer(limits: limits, extraRoutes: [heavy], meter: meter) { client async throws in
            let large = String(repeating: " ", count: 101)
            async let statuses = withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<requests { group.addTask { try await client.request("POST", "/heavy", large).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            var arrived = arrivals.makeAsyncIterator()
            await arrived.next()
            for _ in 0..<20 { try await expectAlive(client) }
            for _ in 0..<requests { gate.signal() }
            #expect(try await statuses == Array(repeating: 200, count: requests))
        }
        // Each of them waited for its turn, the small ones never.
        #expect(meter.waiting.snapshot.count >= requests)
    }

    private static func wait(_ gate: DispatchSemaphore) { gate.wait() }

    @Test func `only JSON is taken, and only JSON is given`() async throws {
        try await withRegistryServer { client async throws in
            let schema = body(#""int""#)
            for type in [
                "application/json", "application/vnd.schemaregistry+json", "application/octet-stream",
                "application/JSON; charset=utf-8",
            ] {
                #expect(
                    try await client.request("POST", "/subjects/a/versions", schema, headers: ["Content-Type": type]).status
                        == 200)
            }
            let refused = try await client.request("POST", "/subjects/a/versions", schema, headers: ["Content-Type": "text/xml"])
            #expect(refused.body == #"{"error_code":415,"message":"HTTP 415 Unsupported Media Type"}"#)
            let accepts: [(String, String?)] = [
                ("*/*", "application/vnd.schemaregistry.v1+json"), ("application/json", "application/json"),
                ("application/json, application/vnd.schemaregistry+json", "application/vnd.schemaregistry+json"),
                ("application/vnd.schemaregistry.v1+json;q=0.1, application/json;q=0.9", "application/json"),
                ("text/html, application/*;q=0.2", "application/vnd.schemaregistry.v1+json"), ("text/html", nil),
                (",,;;q=", "application/vnd.schemaregistry.v1+json"),
            ]
            for (accept, expected) in accepts {
                let reply = try await client.request("GET", "/subjects", headers: ["Accept": accept])
                #expect(reply.status == (expected == nil ? 406 : 200), "\(accept)")
                #expect(reply.headers["content-type"] == expected ?? "application/vnd.schemaregistry.v1+json", "\(accept)")
            }
        }
    }

    @Test func `schemas made to hurt are refused in time`() async throws {
        let deep =
            String(repeating: #"{"type":"array","items":"#, count: 10_000) + #""int""# + String(repeating: "}", count: 10_000)
        let large = #"{"type":"record","name":"A","doc":"\#(String(repeating: "x", count: 1 << 20))","fields":[]}"#
        try await withRegistryServer { client async throws in
            let refusedDeep = try await client.request("POST", "/subjects/a/versions", body(deep))
            #expect(refusedDeep.status == 422)
            #expect(refusedDeep.body.hasPrefix(#"{"error_code":42201,"message":"Invalid schema of type AVRO, details: "#))
            let refusedLarge = try await client.request("POST", "/subjects/a/versions", body(large))
            #expect(
                refusedLarge.body == #"{"error_code":42209,"message":"Register operation failed because schema is too large"}"#)
            let deepBody = String(repeating: "[", count: 100_000)
            #expect(try await client.request("POST", "/subjects/a/versions", deepBody).status == 400)
            try await expectAlive(client)
        }
    }

    @Test func `a body that is not UTF-8 is refused`() async throws {
        try await withRegistryServer { client async throws in
            var request = ByteBuffer(
                string: "POST /subjects/a/versions HTTP/1.1\r\nHost: x\r\nContent-Length: 15\r\n\r\n{\"schema\":\"")
            request.writeBytes([0xff, 0xfe, 0x22, 0x7d])
            let reply = try await client.send([request])
            #expect(reply.status == 400)
            #expect(
                reply.body
                    == #"{"error_code":400,"message":"The request body is not JSON: 1:11: the string begun here is not UTF-8"}"#)
        }
    }
}
