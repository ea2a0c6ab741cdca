package import NIOCore

/// What a client may take of the HTTP listener before it is refused or cut off.
package struct HTTPLimits: Sendable {
    /// Bytes of one request's body; more is answered with 413 and the connection closed.
    package var maxBodyBytes: Int
    /// Bytes of all bodies being received or worked on; a request beyond it is answered with 503.
    package var maxBodyBytesInFlight: Int
    /// Requests with larger bodies are worked on one after another, beside all others.
    package var largeBodyBytes: Int
    /// Bytes of all header fields of one request; more is answered with 431 and the connection closed.
    package var maxHeaderBytes: Int
    package var maxHeaderFields: Int
    /// From the end of a request's header to the end of its body; slower ones are answered with 408.
    package var bodyTimeout: TimeAmount
    /// A connection that carries no request, or has not finished the header of one, is closed after this.
    package var idleTimeout: TimeAmount
    /// A connection beyond this takes the place of the one that has waited longest for a request, which is closed; while all
    /// have requests under way it is answered with 503 and closed.
    package var maxConnections: Int
    /// How long a connection that is being closed still swallows what its client sends, so that the reply arrives.
    package var lingerTimeout: TimeAmount

    /// What `maxConnections` is where the limit of open files leaves room for it. An idle connection takes some 20 KB.
    package static let mostConnections = 16_384

    package init(
        maxBodyBytes: Int = 10 << 20, maxBodyBytesInFlight: Int = 64 << 20, largeBodyBytes: Int = 16 << 10,
        maxHeaderBytes: Int = 32 << 10, maxHeaderFields: Int = 200, bodyTimeout: TimeAmount = .seconds(30),
        idleTimeout: TimeAmount = .seconds(75), maxConnections: Int = Self.mostConnections,
        lingerTimeout: TimeAmount = .seconds(2)
    ) {
        self.maxBodyBytes = maxBodyBytes
        self.maxBodyBytesInFlight = maxBodyBytesInFlight
        self.largeBodyBytes = largeBodyBytes
        self.maxHeaderBytes = maxHeaderBytes
        self.maxHeaderFields = maxHeaderFields
        self.bodyTimeout = bodyTimeout
        self.idleTimeout = idleTimeout
        self.maxConnections = maxConnections
        self.lingerTimeout = lingerTimeout
    }
}
