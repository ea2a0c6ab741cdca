package import KafkaWire
package import NIOCore

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

/// What is known of a connection for as long as it lives.
package final class ConnectionInfo: Sendable {
    /// The client's address without its port, for people and for limits.
    package let peerHost: String
    package let peerPort: Int
    /// The address that the client reached us at: what Metadata advertises unless the operator says otherwise.
    package let localHost: String
    package let localPort: Int
    package let eventLoop: any EventLoop

    package init(peerHost: String, peerPort: Int, localHost: String, localPort: Int, eventLoop: any EventLoop) {
        self.peerHost = peerHost
        self.peerPort = peerPort
        self.localHost = localHost
        self.localPort = localPort
        self.eventLoop = eventLoop
    }
}
