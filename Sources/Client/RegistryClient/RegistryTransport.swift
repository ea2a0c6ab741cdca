internal import AsyncHTTPClient
internal import JSONText
internal import NIOCore
internal import NIOHTTP1
internal import RegistryModel
internal import Synchronization

/// Requests over HTTP: which server, with what headers, how often.
final class RegistryTransport: Sendable {
    struct Call: Sendable {
        var action: String
        var method: HTTPMethod
        /// Segments, not yet percent-encoded.
        var path: [String]
        var query: [(name: String, value: String)] = []
        var body: JSONValue?
        /// Ask for all the registry knows, GUIDs and deletions too, which older ones tell only to whoever reads past them.
        var wantsAll = false

        /// `/subjects/orders-value/versions?normalize=true`
        var target: String {
            let path = "/" + path.map(PercentEncoding.encode).joined(separator: "/")
            guard !query.isEmpty else { return path }
            return path + "?" + query.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
        }
    }

    private struct Server: Sendable {
        /// Without user name and password, and without a slash at the end.
        let url: String
        let authorization: String?
    }

    /// One for the process, never shut down. A refused connection is reported at once: the next server may take it.
    private static let http: HTTPClient = {
        var configuration = HTTPClient.Configuration.singletonConfiguration
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout.connect = .seconds(3)
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    private let servers: [Server]
    private let configuration: RegistryConfiguration
    /// The server that answered last.
    private let preferred = Mutex(0)

    init(_ configuration: RegistryConfiguration) {
        self.configuration = configuration
        servers = configuration.baseURLs.map { text in
            let (url, login) = ServerURL.split(text)
            return Server(url: url, authorization: (configuration.authorization ?? login)?.headerValue)
        }
    }

    /// The answer's JSON. Goes on to the next server, and round again after a wait, while nobody is able to answer.
    /// A deletion is not tried again once a server may have carried it out.
    func perform(_ call: Call) async throws -> JSONValue {
        guard !servers.isEmpty else {
            throw RegistryClientError(
                action: call.action, request: "\(call.method) \(call.target)", server: "(none)",
                message: "no base URL is configured",
                advice: "Give RegistryConfiguration at least one")
        }
        var last: RegistryClientError?
        for round in 0..<max(1, configuration.attempts) {
            if round > 0 { try await configuration.time.wait(pause(before: round)) }
            let first = preferred.withLock { $0 }
            for step in servers.indices {
                let index = (first + step) % servers.count
                do {
                    let answer = try await perform(call, at: servers[index])
                    preferred.withLock { $0 = index }
                    return answer
                } catch let error as RegistryClientError where error.isUnavailable {
                    if call.method == .DELETE, error.mayHaveHappened { throw error }
                    last = error
                }
            }
        }
        guard let last else { throw CancellationError() }
        throw last
    }

    /// Full jitter: anything from nothing to the doubled base, so that clients do not come back together.
    private func pause(before round: Int) -> Duration {
        let ceiling = min(configuration.maxBackoff, configuration.backoff * (1 << min(round - 1, 20)))
        return ceiling * configuration.time.random()
    }

    private func perform(_ call: Call, at server: Server) async throws -> JSONValue {
        func failure(
            _ status: Int?, _ code: RegistryErrorCode?, _ message: String, _ advice: String? = nil
        ) -> RegistryClientError {
            RegistryClientError(
                action: call.action, request: "\(call.method) \(call.target)", server: server.url, httpStatus: status, code: code,
                message: message, advice: advice)
        }

        var request = HTTPClientRequest(url: server.url + call.target)
        request.method = call.method
        request.headers.add(name: "Accept", value: Self.accept)
        if call.wantsAll { request.headers.add(name: "Confluent-Accept-Unknown-Properties", value: "true") }
        if let authorization = server.authorization { request.headers.add(name: "Authorization", value: authorization) }
        if let body = call.body {
            request.headers.add(name: "Content-Type", value: "application/vnd.schemaregistry.v1+json")
            request.body = .bytes(ByteBuffer(bytes: JSONPrinter.bytes(body)))
        }
        let status: Int
        let bytes: [UInt8]
        do {
            let response = try await Self.http.execute(request, timeout: TimeAmount(configuration.timeout))
            status = Int(response.status.code)
            bytes = Array(buffer: try await response.body.collect(upTo: configuration.maxBodyBytes))
        } catch is NIOTooManyBytesError {
            throw failure(
                200, nil, "the answer is longer than \(configuration.maxBodyBytes) bytes", "Raise maxBodyBytes")
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            if Task.isCancelled { throw CancellationError() }
            var unanswered = failure(nil, nil, TransportFailure.sentence(error))
            unanswered.mayHaveHappened = !TransportFailure.isBeforeSending(error)
            throw unanswered
        }
        let json = try? JSONParser.parse(bytes)
        guard (200..<300).contains(status) else {
            let said = json.flatMap { RegistryError(json: $0) }
            let text = said?.message ?? String(decoding: bytes.prefix(200), as: UTF8.self)
            throw failure(status, said?.code, TransportFailure.sentence(status, text))
        }
        guard let json else {
            throw failure(status, nil, "the answer is not JSON", "Check that the URL is a registry's")
        }
        return json
    }

    /// As Confluent's clients ask: versioned, unversioned, plain.
    private static let accept =
        "application/vnd.schemaregistry.v1+json, application/vnd.schemaregistry+json; q=0.9, application/json; q=0.5"
}

enum PercentEncoding {
    /// All but RFC 3986's unreserved characters, a slash included: a subject is one segment.
    static func encode(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }

    /// Nil when a `%` is not followed by two hex digits, or the bytes are not UTF-8.
    static func decode(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard rest.count >= 2, let value = UInt8(digits, radix: 16) else { return nil }
            bytes.append(value)
            rest.removeFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

enum ServerURL {
    /// Takes a user name and password out of `https://user:password@host`, and the slashes off the end.
    static func split(_ text: String) -> (url: String, login: RegistryConfiguration.Authorization?) {
        var text = text.contains("://") ? text : "http://\(text)"
        while text.hasSuffix("/") { text.removeLast() }
        guard let scheme = text.firstRange(of: "://") else { return (text, nil) }
        let rest = text[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return (text, nil) }
        let parts = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let user = PercentEncoding.decode(parts[0]) ?? String(parts[0])
        let password = parts.count > 1 ? PercentEncoding.decode(parts[1]) ?? String(parts[1]) : ""
        return (String(text[..<scheme.upperBound]) + rest[rest.index(after: at)...], .basic(user: user, password: password))
    }
}
