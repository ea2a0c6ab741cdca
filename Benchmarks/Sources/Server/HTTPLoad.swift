import Foundation
import Synchronization

/// Requests over kept connections, each with a thread that sends one and waits for its answer.
enum HTTPLoad {
    /// Sends `total` requests over `connections`; `request(n)` makes the n-th. Every answer must have status 200.
    static func run(
        _ address: String, connections: Int, total: Int, _ request: @escaping @Sendable (Int) -> [UInt8]
    ) throws {
        let next = Atomic(0)
        try onThreads(connections) { _ in
            let connection = HTTPConnection(try Socket.connect(address))
            while true {
                let number = next.add(1, ordering: .relaxed).oldValue
                if number >= total { return }
                _ = try connection.exchange(request(number))
            }
        }
    }

    /// The same, and how long each exchange took. Nanoseconds.
    static func latencies(
        _ address: String, connections: Int, total: Int, _ request: @escaping @Sendable (Int) -> [UInt8]
    ) throws -> [Double] {
        let next = Atomic(0), all = LockedBox<[Double]>([])
        try onThreads(connections) { _ in
            let connection = HTTPConnection(try Socket.connect(address))
            var taken: [Double] = []
            while true {
                let number = next.add(1, ordering: .relaxed).oldValue
                if number >= total { break }
                let bytes = request(number), start = Stopwatch.now(CLOCK_MONOTONIC)
                _ = try connection.exchange(bytes)
                taken.append(Stopwatch.now(CLOCK_MONOTONIC) - start)
            }
            all.update { $0 += taken }
        }
        return all.value
    }

    /// One request on a connection of its own.
    static func body(_ address: String, _ request: [UInt8]) throws -> String {
        String(decoding: try HTTPConnection(try Socket.connect(address)).exchange(request), as: UTF8.self)
    }
}

/// Just enough HTTP/1.1 to be fast: answers have a Content-Length.
final class HTTPConnection {
    private let socket: Socket
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)
    private var filled = 0

    init(_ socket: Socket) { self.socket = socket }

    func exchange(_ request: [UInt8]) throws -> ArraySlice<UInt8> {
        try socket.write(request)
        filled = 0
        guard let message = try receive() else { throw SystemProblem("exchange", found: "the server closed the connection") }
        guard buffer[9..<12].elementsEqual("200".utf8) else {
            throw SystemProblem("exchange", found: String(decoding: buffer[0..<min(filled, 300)], as: UTF8.self))
        }
        return buffer[message]
    }

    /// Reads one message, request or response; answers where its body lies, nil when the peer has closed.
    func receive() throws -> Range<Int>? {
        var headerEnd = 0
        while true {
            let count = try buffer.withUnsafeMutableBytes {
                try socket.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
            }
            if count == 0 { return nil }
            filled += count
            if headerEnd == 0 { headerEnd = Self.end(ofHeader: buffer[0..<filled]) ?? 0 }
            if headerEnd > 0 {
                let length = Self.contentLength(buffer[0..<headerEnd])
                guard headerEnd + length <= buffer.count else {
                    throw SystemProblem("receive", found: "a body of \(length) bytes")
                }
                if filled >= headerEnd + length { return headerEnd..<(headerEnd + length) }
            }
            guard filled < buffer.count else {
                throw SystemProblem("receive", found: "a message larger than \(buffer.count) bytes")
            }
        }
    }

    func forget() { filled = 0 }

    func reply(_ bytes: [UInt8]) throws { try socket.write(bytes) }

    private static func end(ofHeader bytes: ArraySlice<UInt8>) -> Int? {
        var index = bytes.startIndex
        while index + 3 < bytes.endIndex {
            if bytes[index] == 13, bytes[index + 1] == 10, bytes[index + 2] == 13, bytes[index + 3] == 10 { return index + 4 }
            index += 1
        }
        return nil
    }

    private static func contentLength(_ header: ArraySlice<UInt8>) -> Int {
        for line in header.split(separator: 10) where line.count > 16 {
            guard line.prefix(15).elementsEqual("content-length:".utf8, by: { $0 | 32 == $1 | 32 }) else { continue }
            return Int(String(decoding: line.dropFirst(15), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
        }
        return 0
    }
}

/// A thread per connection that reads a request and answers always the same: what HTTP over loopback costs by itself.
final class HTTPEcho: Sendable {
    let address: String
    private let listener: Socket

    init(reply body: String) throws {
        (listener, address) = try Socket.listen()
        let header = "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.schemaregistry.v1+json\r\n"
        let reply = Array("\(header)Content-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
        let listener = listener
        Thread.detachNewThread {
            while let socket = listener.accept() {
                Thread.detachNewThread {
                    let connection = HTTPConnection(socket)
                    // The client ends a connection by closing it, whatever the error says.
                    while let message = try? connection.receive(), message.lowerBound > 0 {
                        connection.forget()
                        guard (try? connection.reply(reply)) != nil else { return }
                    }
                }
            }
        }
    }

    func stop() { listener.shutDown() }
}
