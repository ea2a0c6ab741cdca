package import KafkaWire
package import Measures
internal import NIOCore

/// Counts the requests of all connections: how many there were of each API, how long they took, how large they were, and what came
/// of them. Costs a request a few atomic additions; only one that failed takes a lock.
package final class RequestMeter: Sendable {
    /// An API and what its answer said: the first error code in it.
    package struct Failure: Hashable, Sendable {
        package var api: APIKey
        package var code: ErrorCode
    }

    /// One API's requests.
    package final class Row: Sendable {
        /// Of those whose answer had no error, from the whole request to the whole answer.
        package let duration = Histogram(.duration)
        package let receivedBytes = Counter()
        package let sentBytes = Counter()
    }

    /// How long a request may take before a line is written of it.
    package struct SlowRequests: Sendable {
        package var nanoseconds: UInt64
        package var tell: @Sendable (SlowRequest) -> Void

        package init(nanoseconds: UInt64, tell: @escaping @Sendable (SlowRequest) -> Void) {
            self.nanoseconds = nanoseconds
            self.tell = tell
        }
    }

    /// By API key.
    private let rows: [Row]
    package let failures = HistogramFamily<Failure>(
        .duration, limit: 500, other: Failure(api: .produce, code: .unknownServerError))
    package let inFlight = Gauge()
    package let connections = ConnectionMeter()
    /// Connections that were closed because a request could not be answered.
    package let unanswerable = Counter()
    private let slow: SlowRequests?

    package init(slow: SlowRequests? = nil) {
        let lastKey = APIKey.allCases.map(\.rawValue).max() ?? 0
        rows = (0...lastKey).map { _ in Row() }
        self.slow = slow
    }

    package func row(_ api: APIKey) -> Row { rows[Int(api.rawValue)] }

    /// - Parameter handled: when the handler returned; 0 if it has not.
    func note(_ request: MeasuredRequest, _ outcome: ReplyOutcome, _ code: ErrorCode, handled: UInt64) {
        inFlight.add(-1)
        let now = NIODeadline.now().uptimeNanoseconds, duration = now - min(now, request.arrival)
        let row = row(request.api)
        let sentBytes: Int
        switch outcome {
        case .reply(let reply): sentBytes = reply.byteCount
        case .nothing: sentBytes = 0
        case .close:
            unanswerable.add()
            sentBytes = 0
        }
        row.receivedBytes.add(request.byteCount)
        row.sentBytes.add(sentBytes)
        if code == .none {
            row.duration.observe(duration)
        } else {
            failures[Failure(api: request.api, code: code)].observe(duration)
        }
        guard let slow, let patience = request.traits.patience, duration >= slow.nanoseconds &+ patience else { return }
        let handling = handled == 0 ? duration : handled - min(handled, request.arrival)
        slow.tell(SlowRequest(request, duration: duration, handling: handling, sentBytes: sentBytes, code: code))
    }
}

/// A request on its way, for who measures it. A value within the request's claim to an answer.
struct MeasuredRequest: Sendable {
    let meter: RequestMeter
    let api: APIKey
    /// On `NIODeadline`'s clock.
    let arrival: UInt64
    let byteCount: Int
    let connection: ConnectionInfo
    let clientID: String?
    var traits = RequestTraits()

    init(
        _ meter: RequestMeter, _ api: APIKey, _ arrival: UInt64, _ frame: ByteBuffer, _ connection: ConnectionInfo,
        _ clientID: String?
    ) {
        self.meter = meter
        self.api = api
        self.arrival = arrival
        byteCount = frame.readableBytes
        self.connection = connection
        self.clientID = clientID
    }
}

/// A request that took longer than it should.
package struct SlowRequest: Sendable {
    package var api: String
    package var clientID: String
    package var peer: String
    /// The first that it names, and how many there are; nil if it is about no topic, or knows it by its id alone.
    package var topic: (name: String, count: Int)?
    package var duration: UInt64
    /// Of `duration`, what the client had asked to wait.
    package var patience: UInt64
    /// Of `duration`, on the connection's thread: reading the request, checking its batches. The rest it waited: for the disk,
    /// for records, for other requests' turns.
    package var handling: UInt64
    package var receivedBytes: Int
    package var sentBytes: Int
    package var code: ErrorCode

    init(_ request: MeasuredRequest, duration: UInt64, handling: UInt64, sentBytes: Int, code: ErrorCode) {
        api = request.api.name
        clientID = String((request.clientID ?? "").prefix(200))
        peer = "\(request.connection.peerHost):\(request.connection.peerPort)"
        topic = request.traits.topic
        self.duration = duration
        self.handling = handling
        patience = request.traits.patience ?? 0
        receivedBytes = request.byteCount
        self.sentBytes = sentBytes
        self.code = code
    }
}

/// What a handler says of a request to who measures it.
package struct RequestTraits: Sendable {
    /// Nanoseconds that the client asks to wait; nil if the request waits for other clients.
    package var patience: UInt64? = 0
    /// The first topic that it names, and how many there are.
    package var topic: (name: String, count: Int)?
}
