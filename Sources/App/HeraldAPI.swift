import AsyncHTTPClient
import Foundation
import JSONText
import NIOCore
import NIOHTTP1

/// Herald's own API, `/api/v1`: what Kafka's admin protocol has no word for.
struct HeraldAPI {
    private let url: String
    private static let maxAnswerBytes = 16 << 20
    /// Of the whole process, never shut down. A refused connection is an answer, not something to wait for.
    private static let http: HTTPClient = {
        var configuration = HTTPClient.Configuration.singletonConfiguration
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout.connect = .seconds(3)
        return HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    }()

    init(_ url: String) { self.url = url.hasSuffix("/") ? String(url.dropLast()) : url }

    /// A name as one segment of a path.
    static func segment(_ name: String) -> String {
        name.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                return String(UnicodeScalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                return byte < 16 ? "%0\(digits)" : "%\(digits)"
            }
        }.joined()
    }

    /// What a GET is answered, whatever the status.
    struct Answer {
        var status: Int
        /// Nil if it is not JSON.
        var body: JSONValue?
        /// The server's clock, in whole seconds; nil if it does not tell.
        var date: Date?
    }

    /// A status of 4xx or 5xx is an answer too; nobody there is a failure.
    func get(_ path: String) async throws -> Answer {
        let (response, text) = try await answer(.GET, path, within: .seconds(10))
        let body: JSONValue?
        do { body = try JSONParser.parse(text) } catch { body = nil }
        return Answer(
            status: Int(response.status.code), body: body, date: response.headers.first(name: "date").flatMap(Self.date))
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, "IMF-fixdate").
    private static func date(_ text: String) -> Date? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return formatter.date(from: text)
    }

    private func answer(
        _ method: HTTPMethod, _ path: String, within time: TimeAmount
    ) async throws -> (HTTPClientResponse, String) {
        var request = HTTPClientRequest(url: url + path)
        request.method = method
        do {
            let response = try await Self.http.execute(request, timeout: time)
            let body = try await response.body.collect(upTo: Self.maxAnswerBytes)
            return (response, String(buffer: body))
        } catch {
            throw CommandFailure(
                .unreachable, "SERVER", "no answer to \(method) \(path): \(error)", at: "server \(url)",
                help: "check that herald serve runs there, or name another with --server or HERALD_SERVER")
        }
    }

    /// POSTs without a body; compaction of a large topic takes its time, so there is no short deadline.
    func post(_ path: String) async throws -> JSONObject {
        let (response, text) = try await answer(.POST, path, within: .hours(1))
        let status = Int(response.status.code)
        let document: JSONObject?
        do { document = try JSONParser.parse(text).asObject } catch { document = nil }
        guard let document else {
            throw CommandFailure(
                .failure, "SERVER", "the answer to POST \(path) is no JSON object: HTTP status \(status)", at: "server \(url)")
        }
        guard (200..<300).contains(status) else {
            let message = document["message"]?.asString ?? "HTTP status \(status)"
            let ending: ExitStatus = status == 404 ? .notFound : status == 422 ? .usage : status == 409 ? .conflict : .failure
            throw CommandFailure(ending, "SERVER", message, at: "POST \(url)\(path)")
        }
        return document
    }
}
