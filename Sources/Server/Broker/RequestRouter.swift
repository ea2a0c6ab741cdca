import Bytes
import KafkaWire
internal import Measures
package import NIOCore

/// The table of handlers: finds the one that a frame is for, and gives it a typed request.
///
/// To serve an API: write `Handlers/NN_Name.swift` with a `RequestHandler` (see the README there), and put it into the array
/// that the router is made from. That is all: ApiVersions tells of exactly the APIs that are in the array, and of itself.
package struct RequestRouter: Sendable {
    /// A frame whose header has been read, and where its answer goes.
    private struct Arrival {
        var header: RequestHeader
        var bodyOffset: Int
        var frame: ByteBuffer
        var connection: ConnectionInfo
        var sink: any ReplySink
        var slot: UInt64
        /// On `NIODeadline`'s clock.
        var time: UInt64
    }

    private typealias Route = @Sendable (Arrival) -> Void

    /// By API key.
    private var routes: [Route?]
    /// By API key: whether the handler holds later requests.
    private var holds: [Bool]
    private let table: [ApiVersionsResponse.ApiVersion]
    private let meter: RequestMeter?

    /// - Parameter meter: counts what is routed.
    package init(_ handlers: [any RequestHandler], meter: RequestMeter? = nil) {
        self.meter = meter
        let lastKey = APIKey.allCases.map(\.rawValue).max() ?? 0
        routes = Array(repeating: nil, count: Int(lastKey) + 1)
        holds = Array(repeating: false, count: Int(lastKey) + 1)
        let served = Set(handlers.map(Self.api)).union([.apiVersions])
        table = SupportedVersions.table.filter { row in served.contains { $0.rawValue == row.apiKey } }
        for handler in handlers + [ApiVersionsHandler(table: table)] {
            let key = Int(Self.api(handler).rawValue)
            precondition(routes[key] == nil, "an API has one handler")
            routes[key] = Self.route(handler, meter)
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
        let time = NIODeadline.now().uptimeNanoseconds
        let header: RequestHeader
        let bodyOffset: Int
        do throws(MalformedBytes) {
            (header, bodyOffset) = try Self.reading(frame) { reader throws(MalformedBytes) in
                (try RequestHeader(from: &reader), reader.bytes.position)
            }
        } catch {
            return refuse("the request's header cannot be read: \(error)", sink, slot)
        }
        switch SupportedVersions.verdict(apiKey: header.apiKey, version: header.apiVersion) {
        case .served(let api):
            guard let route = routes[Int(api.rawValue)] else {
                return refuse("\(api.name) was asked, which this listener does not serve", sink, slot)
            }
            route(
                Arrival(
                    header: header, bodyOffset: bodyOffset, frame: frame, connection: connection, sink: sink, slot: slot,
                    time: time))
        case .apiVersionsUnknown:
            // In the form of version 0, which every client can read; it then tries again with a version from the table.
            let pending = PendingReply(correlationId: header.correlationId, version: 0, sink: sink, slot: slot)
            ReplySlot<ApiVersionsResponse>(pending)
                .answer(ApiVersionsResponse(errorCode: .unsupportedVersion, apiKeys: table))
        case .refused(let sentence):
            refuse(sentence, sink, slot)
        }
    }

    private func refuse(_ reason: String, _ sink: any ReplySink, _ slot: UInt64) {
        meter?.unanswerable.add()
        sink.deliver(.close(reason), to: slot)
    }

    private static func api(_ handler: any RequestHandler) -> APIKey { api(of: handler) }

    private static func api<H: RequestHandler>(of handler: H) -> APIKey { H.Request.api }

    private static func route<H: RequestHandler>(_ handler: H, _ meter: RequestMeter?) -> Route {
        { arrival in
            let header = arrival.header
            var measured = meter.map {
                MeasuredRequest($0, H.Request.api, arrival.time, arrival.frame, arrival.connection, header.clientId)
            }
            let request: H.Request
            do throws(MalformedBytes) {
                request = try reading(arrival.frame) { reader throws(MalformedBytes) in
                    try reader.bytes.skip(arrival.bodyOffset, reading: "request header")
                    return try H.Request(body: &reader, version: header.apiVersion)
                }
            } catch {
                let pending = PendingReply(header, arrival.sink, arrival.slot, measured)
                ReplySlot<H.Request.Response>(pending)
                    .close("\(H.Request.api.name) version \(header.apiVersion) cannot be read: \(error)")
                return
            }
            if measured != nil { measured?.traits = handler.traits(request) }
            let pending = PendingReply(header, arrival.sink, arrival.slot, measured)
            let context = RequestContext(
                header: header, connection: arrival.connection, frame: H.Request.api == .produce ? arrival.frame : ByteBuffer())
            handler.handle(request, context, ReplySlot(pending))
            pending.noteHandled()
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
