package import NIOCore

/// What a client may take of the HTTP listener before it is refused or cut off.
package struct HTTPLimits: Sendable {
    /// Bytes of one request's body; more is answered with 413 and the connection closed.
    package var maxBodyBytes: Int
    /// Bytes of all bodies being received or worked on; a request beyond it is answered with 503.
    package var maxBodyBytesInFlight: Int
    /// Bytes of all header fields of one request; more is answered with 431 and the connection closed.
    package var maxHeaderBytes: Int
    package var maxHeaderFields: Int
    /// From the end of a request's header to the end of its body; slower ones are answered with 408.
    package var bodyTimeout: TimeAmount
    /// A connection that carries no request, or has not finished the header of one, is closed after this.
    package var idleTimeout: TimeAmount
    /// Connections beyond this wait in the kernel's backlog until another one closes.
    package var maxConnections: Int
    /// How long a connection that is being closed still swallows what its client sends, so that the reply arrives.
    package var lingerTimeout: TimeAmount

    package init(
        maxBodyBytes: Int = 10 << 20, maxBodyBytesInFlight: Int = 64 << 20, maxHeaderBytes: Int = 32 << 10,
        maxHeaderFields: Int = 200, bodyTimeout: TimeAmount = .seconds(30), idleTimeout: TimeAmount = .seconds(75),
        maxConnections: Int = 4096, lingerTimeout: TimeAmount = .seconds(2)
    ) {
        self.maxBodyBytes = maxBodyBytes
        self.maxBodyBytesInFlight = maxBodyBytesInFlight
        self.maxHeaderBytes = maxHeaderBytes
        self.maxHeaderFields = maxHeaderFields
        self.bodyTimeout = bodyTimeout
        self.idleTimeout = idleTimeout
        self.maxConnections = maxConnections
        self.lingerTimeout = lingerTimeout
    }
}
