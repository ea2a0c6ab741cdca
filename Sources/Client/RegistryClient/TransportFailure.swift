internal import AsyncHTTPClient
internal import Glibc
internal import NIOCore
internal import NIOPosix

/// What went wrong on the way to a server, as a sentence without its full stop.
enum TransportFailure {
    static func sentence(_ error: any Error) -> String {
        switch error {
        // Its own description has NIO's word for what it was doing, and parentheses that do not close.
        case let error as IOError: lowercased(String(cString: strerror(error.errnoCode)))
        case let error as HTTPClientError: sentence(error)
        default: "\(error)"
        }
    }

    /// Whether there was no connection yet, so that nobody has the request.
    static func isBeforeSending(_ error: any Error) -> Bool {
        switch error {
        case is NIOConnectionError: true
        case let error as IOError: [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL].contains(error.errnoCode)
        case let error as HTTPClientError:
            [.connectTimeout, .tlsHandshakeTimeout, .invalidURL, .emptyHost, .emptyScheme, .getConnectionFromPoolTimeout]
                .contains(error)
        default: false
        }
    }

    private static func sentence(_ error: HTTPClientError) -> String {
        switch error {
        case .remoteConnectionClosed: "the server closed the connection without an answer"
        case .invalidURL, .emptyHost, .emptyScheme: "the address is no URL"
        default: lowercased(error.shortDescription)
        }
    }

    /// What was said with a status that is no success.
    static func sentence(_ status: Int, _ said: String) -> String {
        guard said.contains(where: { !$0.isWhitespace }) else { return "the server answers with status \(status) alone" }
        return said
    }

    private static func lowercased(_ text: String) -> String { text.prefix(1).lowercased() + text.dropFirst() }
}
