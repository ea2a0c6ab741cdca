package import KafkaWire
package import NIOCore
internal import Synchronization

/// A request's surroundings: who asks, over which connection, and the bytes it came in.
package struct RequestContext: Sendable {
    package let header: RequestHeader
    package let connection: ConnectionInfo
    /// The frame without its length prefix, where the request may carry records; else empty, so that a parked request does not
    /// hold on to what was read with it.
    let frame: ByteBuffer

    package init(header: RequestHeader, connection: ConnectionInfo, frame: ByteBuffer = ByteBuffer()) {
        self.header = header
        self.connection = connection
        self.frame = frame
    }

    package var version: Int16 { header.apiVersion }

    /// The client's name for itself; empty if it gave none.
    package var clientId: String { header.clientId ?? "" }

    /// The loop of the connection. Handlers are called on it.
    package var eventLoop: any EventLoop { connection.eventLoop }

    /// The record bytes that a decoded `records` field points at, without copying them; nil for null.
    package func records(_ records: RecordBytes) -> ByteBuffer? {
        guard case .frame(let range) = records else { return nil }
        return frame.getSlice(at: frame.readerIndex + range.lowerBound, length: range.count)
    }
}

/// What is known of a connection for as long as it lives, and who wants to know when it is over.
package final class ConnectionInfo: Sendable {
    private struct Ending {
        var isOver = false
        var listeners: [UInt64: @Sendable () -> Void] = [:]
        var next: UInt64 = 0
    }

    /// The client's address without its port, for people and for limits.
    package let peerHost: String
    package let peerPort: Int
    /// The address that the client reached us at: what Metadata advertises unless the operator says otherwise.
    package let localHost: String
    package let localPort: Int
    package let eventLoop: any EventLoop
    /// For which groups it reads.
    let readings = GroupReadings.Cache()
    private let ending = Mutex(Ending())

    package init(peerHost: String, peerPort: Int, localHost: String, localPort: Int, eventLoop: any EventLoop) {
        self.peerHost = peerHost
        self.peerPort = peerPort
        self.localHost = localHost
        self.localPort = localPort
        self.eventLoop = eventLoop
    }

    // MARK: Ending

    /// Calls `body` when the connection is over, until `removeEndListener`; at once if it is. For requests that wait: nobody is
    /// left to be answered.
    func onEnd(_ body: @escaping @Sendable () -> Void) -> UInt64 {
        let id: UInt64? = ending.withLock { ending in
            if ending.isOver { return nil }
            ending.next += 1
            ending.listeners[ending.next] = body
            return ending.next
        }
        if let id { return id }
        body()
        return 0
    }

    func removeEndListener(_ id: UInt64) { ending.withLock { _ = $0.listeners.removeValue(forKey: id) } }

    /// The connection is over. Called by who serves it, on its event loop.
    package func end() {
        let listeners = ending.withLock { ending in
            ending.isOver = true
            defer { ending.listeners = [:] }
            return ending.listeners
        }
        for listener in listeners.values { listener() }
    }
}
