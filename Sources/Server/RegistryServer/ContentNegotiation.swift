internal import HTTPServer
internal import HTTPTypes
internal import JSONText
internal import NIOCore
internal import RegistryModel

extension HTTPRoute {
    /// A route that answers JSON in the type the client prefers.
    static func json(
        _ method: HTTPRequest.Method, _ path: String, body: Body = .none,
        answer: @escaping @Sendable (HTTPCall) async throws(RegistryError) -> JSONValue
    ) -> HTTPRoute {
        .buffer(method, path, body: body) { call throws(RegistryError) in
            ByteBuffer(string: JSONPrinter.compact(try await answer(call)))
        }
    }

    /// A route that answers JSON to whatever a client says it takes: those who watch over servers say nothing that fits.
    static func status(
        _ method: HTTPRequest.Method, _ path: String, answer: @escaping @Sendable () -> JSONValue
    ) -> HTTPRoute {
        HTTPRoute(method, path) { call in
            let type = JSONMediaType.negotiated(call.headers) ?? .registryV1
            return HTTPReply(contentType: type.rawValue, body: ByteBuffer(string: JSONPrinter.compact(answer())))
        }
    }

    /// A route that answers a text as it is, declared like JSON because schemas mostly are.
    static func text(
        _ method: HTTPRequest.Method, _ path: String,
        answer: @escaping @Sendable (HTTPCall) async throws(RegistryError) -> String
    ) -> HTTPRoute {
        .buffer(method, path) { call throws(RegistryError) in ByteBuffer(string: try await answer(call)) }
    }

    /// A route that answers bytes, from memory where it knows them.
    static func buffer(
        _ method: HTTPRequest.Method, _ path: String, body: Body = .none,
        known: (@Sendable (HTTPCall) -> ByteBuffer?)? = nil,
        answer: @escaping @Sendable (HTTPCall) async throws(RegistryError) -> ByteBuffer
    ) -> HTTPRoute {
        var route = HTTPRoute(method, path, body: body) { call in
            guard let type = JSONMediaType.negotiated(call.headers) else {
                throw RegistryError(RegistryErrorCode(rawValue: 406), "HTTP 406 Not Acceptable")
            }
            return HTTPReply(contentType: type.rawValue, body: try await answer(call))
        }
        guard let known else { return route }
        route.known = { call in
            guard let type = JSONMediaType.negotiated(call.headers), let body = known(call) else { return nil }
            return HTTPReply(contentType: type.rawValue, body: body)
        }
        return route
    }
}
