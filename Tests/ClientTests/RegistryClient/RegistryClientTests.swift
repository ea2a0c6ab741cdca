import RegistryClient
import RegistryModel
import Synchronization
import Testing

@Suite struct `A registry client` {
    static let schema = TestRegistryServer.Answer(#"{"schema":"\"string\""}"#)
    static let subject = Subject("orders-value")

    static func version(_ number: Int) -> TestRegistryServer.Answer {
        TestRegistryServer.Answer(#"{"subject":"orders-value","version":\#(number),"id":\#(number + 6),"schema":"\"string\""}"#)
    }

    /// Time stands still until a test moves it; waits end at once and are noted.
    final class StillTime: Sendable {
        let now = Mutex(ContinuousClock.now)
        let waits = Mutex<[Duration]>([])

        func pass(_ duration: Duration) { now.withLock { $0 += duration } }
    }

    static func client(_ urls: [String], time: StillTime = StillTime(), random: Double = 1) -> RegistryClient {
        var configuration = RegistryConfiguration(baseURLs: urls)
        // A test may wait long for its turn on a busy machine; what it has sent is not sent again meanwhile.
        configuration.timeout = .seconds(3600)
        configuration.time.now = { time.now.withLock { $0 } }
        configuration.time.wait = { wait in time.waits.withLock { $0.append(wait) } }
        configuration.time.random = { random }
        return RegistryClient(configuration)
    }

    @Test func `asks for a schema once, and never again`() async throws {
        let server = try await TestRegistryServer(Self.schema)
        let time = StillTime()
        let client = Self.client([server.url], time: time)
        #expect(try await client.schema(SchemaID(7)).text == "\"string\"")
        time.pass(.seconds(1_000_000))
        #expect(try await client.schema(SchemaID(7)).format == .avro)
        #expect(server.targets == ["GET /schemas/ids/7"])
        #expect(server.requests[0].headers["accept"]?.hasPrefix("application/vnd.schemaregistry.v1+json") == true)
        try await server.close()
    }

    @Test func `sends one request for 64 that ask at once`() async throws {
        let arrived = Tally()
        let gate = Tally()
        let server = try await TestRegistryServer { _ in
            arrived.add()
            await gate.wait(for: 1)
            return Self.schema
        }
        let client = Self.client([server.url])
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<64 { group.addTask { try await client.schema(SchemaID(7)).text == "\"string\"" } }
            await arrived.wait(for: 1)
            gate.add()
            for try await isRight in group { #expect(isRight) }
        }
        #expect(server.requests.count == 1)
        try await server.close()
    }

    @Test func `believes the latest version for its time only`() async throws {
        let server = try await TestRegistryServer(Self.version(1), Self.version(2))
        let time = StillTime()
        let client = Self.client([server.url], time: time)
        #expect(try await client.version(.latest, of: Self.subject).version == SchemaVersion(1))
        time.pass(.seconds(299))
        #expect(try await client.version(.latest, of: Self.subject).version == SchemaVersion(1))
        time.pass(.seconds(2))
        #expect(try await client.version(.latest, of: Self.subject).version == SchemaVersion(2))
        #expect(server.targets == [String](repeating: "GET /subjects/orders-value/versions/latest", count: 2))
        try await server.close()
    }

    @Test func `believes "not found" for five seconds`() async throws {
        let server = try await TestRegistryServer(
            .init(404, #"{"error_code":40401,"message":"Subject 'orders-value' not found."}"#), Self.version(1))
        let time = StillTime()
        let client = Self.client([server.url], time: time)
        for _ in 0..<2 {
            let error = await #expect(throws: RegistryClientError.self) { try await client.version(.latest, of: Self.subject) }
            #expect(error?.isNotFound == true)
            #expect(error?.code == .subjectNotFound)
            #expect(error?.message == "Subject 'orders-value' not found.")
        }
        #expect(server.requests.count == 1)
        time.pass(.seconds(6))
        #expect(try await client.version(.latest, of: Self.subject).id == SchemaID(7))
        try await server.close()
    }

    @Test func `goes on to the next server and stays with the one that answers`() async throws {
        let broken = try await TestRegistryServer(.init(503, "down for maintenance"))
        let sound = try await TestRegistryServer(Self.schema)
        let time = StillTime()
        let client = Self.client(["http://127.0.0.1:1", broken.url, sound.url], time: time)
        _ = try await client.schema(SchemaID(1))
        _ = try await client.schema(SchemaID(2))
        #expect(broken.requests.count == 1)
        #expect(sound.requests.count == 2)
        #expect(time.waits.withLock { $0.isEmpty })
        try await broken.close()
        try await sound.close()
    }

    @Test func `tries again with growing waits what may pass`() async throws {
        let server = try await TestRegistryServer(.init(429, "slow down"), .init(500, "oops"), .init(503, ""), Self.schema)
        let time = StillTime()
        let client = Self.client([server.url], time: time, random: 0.5)
        _ = try await client.schema(SchemaID(1))
        #expect(time.waits.withLock { $0 } == [.milliseconds(100), .milliseconds(200), .milliseconds(400)])
        try await server.close()
    }

    @Test func `tries a refusal only once and says what was said`() async throws {
        let server = try await TestRegistryServer(
            .init(409, #"{"error_code":409,"message":"Schema being registered is incompatible"}"#))
        let client = Self.client([server.url])
        let error = await #expect(throws: RegistryClientError.self) {
            try await client.register(SchemaText("\"int\""), under: Self.subject)
        }
        #expect(error?.isIncompatible == true)
        #expect(error?.isUnavailable == false)
        #expect(server.requests.count == 1)
        let text = error?.description ?? ""
        #expect(text.hasPrefix("Could not register a schema under orders-value: Schema being registered is incompatible"))
        #expect(text.contains("POST /subjects/orders-value/versions"))
        #expect(text.contains("HTTP 409"))
        try await server.close()
    }

    @Test func `fails with the last reason when nobody answers`() async throws {
        let client = Self.client(["http://127.0.0.1:1"])
        let error = await #expect(throws: RegistryClientError.self) { try await client.subjects() }
        #expect(error?.isUnavailable == true)
        #expect(error?.httpStatus == nil)
        #expect(error?.message == "connection refused")
        #expect(error?.advice == "Check that a registry listens there")
    }

    @Test func `gives out an old version when nobody answers`() async throws {
        let server = try await TestRegistryServer(Self.version(1), .init(500, ""))
        let time = StillTime()
        let client = Self.client([server.url], time: time)
        _ = try await client.version(.latest, of: Self.subject)
        time.pass(.seconds(1000))
        #expect(try await client.version(.latest, of: Self.subject).version == SchemaVersion(1))
        let asked = server.requests.count
        #expect(try await client.version(.latest, of: Self.subject).version == SchemaVersion(1))
        #expect(server.requests.count == asked)
        try await server.close()
    }

    @Test func `keeps the most recently used of many schemas`() async throws {
        let server = try await TestRegistryServer(Self.schema)
        var configuration = RegistryConfiguration(server.url)
        configuration.maxCachedSchemas = 8
        let client = RegistryClient(configuration)
        for id in 1...8 { _ = try await client.schema(SchemaID(Int32(id))) }
        _ = try await client.schema(SchemaID(1))
        _ = try await client.schema(SchemaID(9))
        #expect(server.requests.count == 9)
        _ = try await client.schema(SchemaID(1))
        #expect(server.requests.count == 9)
        _ = try await client.schema(SchemaID(2))
        #expect(server.requests.count == 10)
        try await server.close()
    }

    @Test func `registers, looks up and checks in the words of the REST API`() async throws {
        let server = try await TestRegistryServer { request in
            switch request.target {
            case "/subjects/orders-value/versions": TestRegistryServer.Answer(#"{"id":3}"#)
            case "/subjects/orders-value": Self.version(1)
            default: TestRegistryServer.Answer(#"{"is_compatible":false,"messages":["a","b"]}"#)
            }
        }
        let client = Self.client([server.url])
        let reference = SchemaReference(name: "Money", subject: Subject("money"), version: .first)
        let schema = SchemaText("\"string\"", references: [reference])
        #expect(try await client.register(schema, under: Self.subject) == SchemaID(3))
        #expect(try await client.lookUp(schema, under: Self.subject).id == SchemaID(7))
        let verdict = try await client.check(schema, against: Self.subject)
        #expect(verdict == CompatibilityVerdict(isCompatible: false, messages: ["a", "b"]))
        #expect(
            server.targets == [
                "POST /subjects/orders-value/versions", "POST /subjects/orders-value",
                "POST /compatibility/subjects/orders-value/versions?verbose=true",
            ])
        let body = #"{"schema":"\"string\"","references":[{"name":"Money","subject":"money","version":1}]}"#
        #expect(server.requests.allSatisfy { $0.body == body })
        #expect(server.requests[0].headers["content-type"] == "application/vnd.schemaregistry.v1+json")
        try await server.close()
    }

    @Test func `lists, deletes and configures`() async throws {
        let server = try await TestRegistryServer { request in
            switch (request.method, request.target) {
            case ("GET", "/subjects?deleted=true"): TestRegistryServer.Answer(#"["a","b"]"#)
            case ("GET", "/subjects/a%2Fb%20c/versions"): TestRegistryServer.Answer("[1,3]")
            case ("DELETE", "/subjects/orders-value?permanent=true"): TestRegistryServer.Answer("[1,2]")
            case ("DELETE", "/subjects/orders-value/versions/2"): TestRegistryServer.Answer("2")
            case ("GET", "/config/orders-value?defaultToGlobal=true"):
                TestRegistryServer.Answer(#"{"compatibilityLevel":"FULL"}"#)
            case ("PUT", "/config"): TestRegistryServer.Answer(request.body)
            default: TestRegistryServer.Answer(404, #"{"error_code":404,"message":"HTTP 404 Not Found"}"#)
            }
        }
        let client = Self.client([server.url])
        #expect(try await client.subjects(includingDeleted: true) == [Subject("a"), Subject("b")])
        #expect(try await client.versions(of: Subject("a/b c")).map(\.rawValue) == [1, 3])
        #expect(try await client.delete(Self.subject, permanently: true).map(\.rawValue) == [1, 2])
        let second = try #require(SchemaVersion(2))
        #expect(try await client.delete(.number(second), of: Self.subject) == second)
        #expect(try await client.compatibilityLevel(of: Self.subject) == "FULL")
        try await client.setCompatibilityLevel("NONE")
        #expect(server.requests.last?.body == #"{"compatibility":"NONE"}"#)
        try await server.close()
    }

    @Test func `does not repeat a deletion that may have happened`() async throws {
        let server = try await TestRegistryServer(.init(500, ""), .init("[1]"))
        let client = Self.client([server.url])
        await #expect(throws: RegistryClientError.self) { try await client.delete(Self.subject) }
        #expect(server.requests.count == 1)
        try await server.close()
    }

    @Test func `does not repeat a deletion that was sent and never answered`() async throws {
        let (silence, end) = AsyncStream.makeStream(of: Void.self)
        let server = try await TestRegistryServer { _ in
            for await _ in silence {}
            return TestRegistryServer.Answer("[1]")
        }
        var configuration = RegistryConfiguration(server.url)
        configuration.timeout = .milliseconds(300)
        configuration.time.wait = { _ in }
        await #expect(throws: RegistryClientError.self) { try await RegistryClient(configuration).delete(Self.subject) }
        #expect(server.requests.count <= 1)
        end.finish()
        try await server.close()
    }

    @Test func `says who it is`() async throws {
        let server = try await TestRegistryServer(Self.schema)
        let address = server.url.dropFirst("http://".count)
        _ = try await Self.client(["http://user:p%40ss@\(address)/"]).schema(SchemaID(1))
        var configuration = RegistryConfiguration(server.url)
        configuration.authorization = .bearer(token: "t0ken")
        _ = try await RegistryClient(configuration).schema(SchemaID(1))
        // "user:p@ss"
        #expect(server.requests.map { $0.headers["authorization"] } == ["Basic dXNlcjpwQHNz", "Bearer t0ken"])
        #expect(server.targets == ["GET /schemas/ids/1", "GET /schemas/ids/1"])
        try await server.close()
    }

    @Test func `reads no more than its bound, and only JSON`() async throws {
        let server = try await TestRegistryServer(
            .init(#"{"schema":"\#(String(repeating: "x", count: 5000))"}"#), .init("<html>"), .init(#"{"no":"schema"}"#))
        var configuration = RegistryConfiguration(server.url)
        configuration.maxBodyBytes = 1000
        let client = RegistryClient(configuration)
        for expected in ["longer than 1000 bytes", "not JSON", "has no \"schema\""] {
            let error = await #expect(throws: RegistryClientError.self) { try await client.schema(SchemaID(1)) }
            #expect(error?.description.contains(expected) == true, "\(expected)")
        }
        try await server.close()
    }
}
