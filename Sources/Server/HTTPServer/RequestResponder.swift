internal import HTTPTypes
internal import HummingbirdCore
internal import Logging
internal import Measures
internal import NIOCore
internal import RegistryModel

/// From a request's head and stream of body parts to a whole reply. Receives and sends on the connection's event loop; routes run
/// off it, so that they may compute, but for what one has at hand.
struct RequestResponder: Sendable {
    let routes: RouteTable
    let limits: HTTPLimits
    let budget: BodyBudget
    let lane: LargeRequestLane
    let meter: HTTPMeter
    let date: DateStamp?
    let logger: Logger

    func respond(to request: Request, _ writer: consuming ResponseWriter) async throws {
        let arrival = NIODeadline.now()
        meter.inFlight.add(1)
        var seen = Seen()
        let reply = await reply(to: request, &seen)
        defer {
            let duration = NIODeadline.now().uptimeNanoseconds - arrival.uptimeNanoseconds
            meter.note(
                .init(
                    label: .init(route: seen.route, status: Int(reply.status.code)), duration: duration,
                    receivedBytes: seen.byteCount, sentBytes: reply.body.readableBytes, userAgent: request.headers[.userAgent]))
        }
        var fields = reply.headers
        if let contentType = reply.contentType { fields[.contentType] = contentType }
        fields[.contentLength] = String(reply.body.readableBytes)
        if let date { fields[.date] = date.text }
        let head = HTTPResponse(status: reply.status, headerFields: fields)
        let body = request.method == .head ? ResponseBody() : ResponseBody(byteBuffer: reply.body)
        try await writer.write(response: head, body: body)
    }

    /// What is known of a request once it has been read.
    private struct Seen {
        var route = "none"
        var byteCount = 0
    }

    private func reply(to request: Request, _ seen: inout Seen) async -> HTTPReply {
        guard let target = RequestTarget(request.head.path ?? "/") else {
            let sentence = "The request's path or query has a % that is not followed by two hex digits, or is not UTF-8."
            return HTTPReply(.http(.badRequest, sentence), for: request.headers)
        }
        switch routes.match(request.method, target.segments) {
        case .unknown:
            return HTTPReply(.http(.notFound), for: request.headers)
        case .wrongMethod(let allowed):
            var reply = HTTPReply(.http(.methodNotAllowed), for: request.headers)
            reply.headers[.allow] = allowed.map(\.rawValue).sorted().joined(separator: ", ")
            return reply
        case .route(let route, let parameters):
            seen.route = route.name
            return await run(route, parameters, target.query, request, &seen)
        }
    }

    private func run(
        _ route: HTTPRoute, _ parameters: [String], _ query: QueryParameters, _ request: Request, _ seen: inout Seen
    ) async -> HTTPReply {
        var taken = 0
        defer { budget.giveBack(taken) }
        do {
            guard route.body == .json else {
                let call = call(ByteBuffer())
                if let known = route.known?(call) { return known }
                return try await withTaskExecutorPreference(globalConcurrentExecutor) { try await route.handler(call) }
            }
            guard JSONMediaType.isReadable(request.headers) else { throw RegistryError.http(.unsupportedMediaType) }
            // What is known to be large is received there as well: each part of it takes a step.
            let isKnownLarge = declaredLength(of: request) ?? 0 > limits.largeBodyBytes
            let body = try await withTaskExecutorPreference(isKnownLarge ? lane : nil) { try await collect(request, &taken) }
            seen.byteCount = body.readableBytes
            let isLarge = body.readableBytes > limits.largeBodyBytes
            return try await withTaskExecutorPreference(isLarge ? lane : globalConcurrentExecutor) {
                try await route.handler(call(body))
            }
        } catch let error as RegistryError {
            var reply = HTTPReply(error, for: request.headers)
            // The rest of such a body is not worth reading.
            if error.code.rawValue == 413 || error.code.rawValue == 503 { reply.headers[.connection] = "close" }
            return reply
        } catch {
            logger.error("\(request.method) \(request.uri.path) failed: \(error)")
            return HTTPReply(
                .http(.internalServerError, "The server could not answer; its log says why."), for: request.headers)
        }

        func call(_ body: ByteBuffer) -> HTTPCall {
            HTTPCall(method: request.method, parameters: parameters, query: query, headers: request.headers, body: body)
        }
    }

    private func declaredLength(of request: Request) -> Int? { request.headers[.contentLength].flatMap { Int($0) } }

    /// The whole body, within the limits; `taken` says what it took of the budget, also when this throws.
    private func collect(_ request: Request, _ taken: inout Int) async throws -> ByteBuffer {
        let tooLarge = RegistryError.http(
            .contentTooLarge, "The request's body is larger than the \(limits.maxBodyBytes) bytes this server takes.")
        let declared = declaredLength(of: request)
        if let declared, declared > limits.maxBodyBytes { throw tooLarge }
        var body = ByteBuffer()
        for try await part in request.body {
            guard body.readableBytes + part.readableBytes <= limits.maxBodyBytes else { throw tooLarge }
            guard budget.take(part.readableBytes) else {
                throw RegistryError.http(
                    .serviceUnavailable, "The server is receiving too many large requests at once; try again.")
            }
            taken += part.readableBytes
            if body.readableBytes == 0 { body = part } else { body.writeImmutableBuffer(part) }
        }
        // A connection that breaks ends the stream of parts like a body that is complete.
        if let declared, body.readableBytes != declared {
            throw RegistryError.http(
                .badRequest, "The body ended after \(body.readableBytes) bytes; Content-Length said \(declared).")
        }
        return body
    }
}
