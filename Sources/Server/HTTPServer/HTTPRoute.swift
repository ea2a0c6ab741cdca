package import HTTPTypes
internal import JSONText
package import NIOCore
package import RegistryModel

/// One thing the listener answers: a method, the shape of a path, and what to do.
package struct HTTPRoute: Sendable {
    package enum Segment: Sendable, Equatable {
        case literal(String)
        case parameter
    }

    package enum Body: Sendable {
        /// Whatever body comes is not looked at.
        case none
        /// Collected whole; another declared type than JSON is answered with 415.
        case json
    }

    package typealias Handler = @Sendable (HTTPCall) async throws -> HTTPReply

    package var method: HTTPRequest.Method
    package var path: [Segment]
    /// Method and path as they were given, for who counts.
    package private(set) var name: String
    package var body: Body
    package var handler: Handler
    /// What is at hand for an answer, if something is: asked first, on an event loop, so it must take next to no time. Not by a
    /// mounted route.
    package var known: (@Sendable (HTTPCall) -> HTTPReply?)?

    /// - Parameters:
    ///   - path: `/subjects/{}/versions`: `{}` stands for any one segment, whose decoded text becomes a parameter.
    ///   - handler: Throws `RegistryError` for what the client is to be told; anything else becomes a 500.
    package init(
        _ method: HTTPRequest.Method, _ path: String, body: Body = .none,
        handler: @escaping @Sendable (HTTPCall) async throws -> HTTPReply
    ) {
        self.method = method
        name = "\(method) \(path)"
        self.path = path.split(separator: "/").map { $0 == "{}" ? .parameter : .literal(String($0)) }
        self.body = body
        self.handler = handler
    }

    /// The same route behind `path`, too: what stands for its `{}` is the call's `mount`.
    package func mounted(under path: String) -> HTTPRoute {
        let prefix = HTTPRoute(method, path, body: body, handler: handler).path
        let count = prefix.count { $0 == .parameter }
        var mounted = self
        mounted.path = prefix + self.path
        mounted.name = "\(method) \(path)" + name.drop { $0 != "/" }
        mounted.known = nil
        mounted.handler = { [handler] call in
            var call = call
            call.mount = Array(call.parameters.prefix(count))
            call.parameters.removeFirst(count)
            return try await handler(call)
        }
        return mounted
    }
}

/// A request as a route sees it.
package struct HTTPCall: Sendable {
    package var method: HTTPRequest.Method
    /// What stood for each `{}` of the route's path.
    package var parameters: [String]
    /// What stood for each `{}` of the path the route is mounted under; empty if it is not.
    package var mount: [String] = []
    package var query: QueryParameters
    package var headers: HTTPFields
    /// Empty unless the route takes a body.
    package var body: ByteBuffer
}

/// What a route answers.
package struct HTTPReply: Sendable {
    package var status: HTTPResponse.Status
    /// Fields beyond type and length.
    package var headers: HTTPFields = [:]
    package var contentType: String?
    package var body: ByteBuffer

    package init(_ status: HTTPResponse.Status = .ok, contentType: String?, body: ByteBuffer) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    /// The error as a JSON object, with the status its code says, in the type the client prefers.
    package init(_ error: RegistryError, for headers: HTTPFields) {
        self.init(
            HTTPResponse.Status(code: error.code.httpStatus),
            contentType: (JSONMediaType.negotiated(headers) ?? .registryV1).rawValue,
            body: ByteBuffer(string: JSONPrinter.compact(error.json)))
    }
}
