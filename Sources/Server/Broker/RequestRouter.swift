import Bytes
import KafkaWire
package import NIOCore

/// The table of handlers: finds the one that a frame is for, and gives it a typed request.
///
/// To serve an API: write `Handlers/NN_Name.swift` with a `RequestHandler` (see the README there), and put it into the array
/// that the router is made from. That is all: ApiVersions tells of exactly the APIs that are in the array, and of itself.
package struct RequestRouter: Sendable {
    private typealias Route = @Sendable (RequestHeader, Int, ByteBuffer, ConnectionInfo, PendingReply) -> Void

    /// By API key.
    private var routes: [Route?]
    /// By API key: whether the handler holds later requests.
    private var holds: [Bool]
    private let table: [ApiVersionsResponse.ApiVersion]

    package init(_ handlers: [any RequestHandler]) {
        let lastKey = APIKey.allCases.map(\.rawValue).max() ?? 0
        routes = Array(repeating: nil, count: Int(lastKey) + 1)
        holds = Array(repeating: false, count: Int(lastKey) + 1)
        let served = Set(handlers.map(Self.api)).union([.apiVersions])
        table = SupportedVersions.table.filter { row in served.contains { $0.rawValue == row.apiKey } }
        for handler in handlers + [ApiVersionsHandler(table: table)] {
            let key = Int(Self.api(handler).rawValue)
            precondition(routes[key] == nil, "an API has one handler")
            routes[key] = Self.route(handler)
            holds[key] = type(of: handler).holdsLaterRequests
        }
    }

    /// Whether what comes behind this frame has to wait for its answer.
    package func holdsLaterRequests(_ frame: ByteBuffer) -> Bool {
        guard let key = frame.getInteger(at: frame.readerIndex, as: Int16.self) else { return false }
        return holds.indices.contains(Int(key)) && holds[Int(key)]
    }

    /// Takes a frame without its length prefix. Whatever is in it, the outcome goes to the sink under `slot`, once.
    package func route(_ frame: ByteBuffer, connection: ConnectionInfo, sink: any ReplySink, slot: UInt64) {
        let header: RequestHeader
        let bodyOffset: Int
        do throws(MalformedBytes) {
            (header, bodyOffset) = try Self.reading(frame) { reader throws(MalformedBytes) in
                (try RequestHeader(from: &reader), reader.bytes.position)
            }
        } catch {
            return sink.deliver(.close("the request's header cannot be read: \(error)"), to: slot)
        }
        switch SupportedVersions.verdict(apiKey: header.apiKey, version: header.apiVersion) {
        case .served(let api):
            guard let route = routes[Int(api.rawValue)] else {
                return sink.deliver(.close("\(api.name) was asked, which this listener does not serve"), to: slot)
            }
            let pending = PendingReply(
                correlationId: header.correlationId, version: header.apiVersion, sink: sink, slot: slot)
            route(header, bodyOffset, frame, connection, pending)
        case .apiVersionsUnknown:
            // In the form of version 0, which every client can read; it then tries again with a version from the table.
            let pending = PendingReply(correlationId: header.correlationId, version: 0, sink: sink, slot: slot)
            ReplySlot<ApiVersionsResponse>(pending)
                .answer(ApiVersionsResponse(errorCode: .unsupportedVersion, apiKeys: table))
        case .refused(let sentence):
            sink.deliver(.close(sentence), to: slot)
        }
    }

    private static func api(_ handler: any RequestHandler) -> APIKey { api(of: handler) }

    private static func api<H: RequestHandler>(of handler: H) -> APIKey { H.Request.api }

    private static func route<H: RequestHandler>(_ handler: H) -> Route {
        { header, bodyOffset, frame, connection, pending in
            let request: H.Request
            do throws(MalformedBytes) {
                request = try reading(frame) { reader throws(MalformedBytes) in
                    try reader.bytes.skip(bodyOffset, reading: "request header")
                    return try H.Request(body: &reader, version: header.apiVersion)
                }
            } catch {
                ReplySlot<H.Request.Response>(pending)
                    .close("\(H.Request.api.name) version \(header.apiVersion) cannot be read: \(error)")
                return
            }
            let context = RequestContext(
                header: header, connection: connection, frame: H.Request.api == .produce ? frame : ByteBuffer())
            handler.handle(request, context, ReplySlot(pending))
        }
    }

    /// Lends a reader over the frame; positions count from its first byte.
    private static func reading<R>(
        _ frame: ByteBuffer, _ body: (inout WireReader) throws(MalformedBytes) -> R
    ) throws(MalformedBytes) -> R {
        // The view covers the frame's readable bytes and ends with the closure; a typed error travels as a Result.
        let result: Result<R, MalformedBytes> = frame.withUnsafeReadableBytes { raw in
            var reader = WireReader(ByteReader(raw))
            do throws(MalformedBytes) { return .success(try body(&reader)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}
