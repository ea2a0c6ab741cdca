import Foundation
import Glibc

/// A blocking TCP socket on loopback, without buffering by Nagle.
final class Socket: Sendable {
    let descriptor: Int32

    private init(_ descriptor: Int32) {
        self.descriptor = descriptor
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(descriptor) }

    /// `127.0.0.1:PORT`
    ///
    /// - Parameter closesAtOnce: With a reset, so that its port is free for the next one.
    static func connect(_ address: String, closesAtOnce: Bool = false) throws -> Socket {
        guard let port = address.split(separator: ":").last.flatMap({ UInt16($0) }) else {
            throw SystemProblem("connect to \(address)", found: "no port in it")
        }
        let made = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard made >= 0 else { throw SystemProblem("make a socket") }
        let socket = Socket(made)
        let status = withLoopback(port) { Glibc.connect(made, $0, $1) }
        guard status == 0 else { throw SystemProblem("connect to \(address)") }
        if closesAtOnce {
            var atOnce = linger(l_onoff: 1, l_linger: 0)
            setsockopt(made, SOL_SOCKET, SO_LINGER, &atOnce, socklen_t(MemoryLayout<linger>.size))
        }
        return socket
    }

    /// On a free port.
    static func listen() throws -> (Socket, address: String) {
        let made = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard made >= 0 else { throw SystemProblem("make a socket") }
        let socket = Socket(made)
        guard withLoopback(0, { bind(made, $0, $1) }) == 0, Glibc.listen(made, 64) == 0 else { throw SystemProblem("listen") }
        var bound = sockaddr_in(), size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &bound) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(made, $0, &size) }
        }
        guard status == 0 else { throw SystemProblem("ask for the port") }
        return (socket, "127.0.0.1:\(UInt16(bigEndian: bound.sin_port))")
    }

    /// nil once the listener is shut down.
    func accept() -> Socket? {
        let made = Glibc.accept(descriptor, nil, nil)
        return made >= 0 ? Socket(made) : nil
    }

    func shutDown() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while rest.count > 0 {
            let count = send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            guard count > 0 else { throw SystemProblem("send") }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

    /// What there is, at least a byte; 0 when the peer has closed.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
        guard count >= 0 else { throw SystemProblem("receive") }
        return count
    }

    /// Fills the buffer, or answers false when the peer has closed.
    func fill(_ buffer: UnsafeMutableRawBufferPointer) throws -> Bool {
        var filled = 0
        while filled < buffer.count {
            let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
            if count == 0 { return false }
            filled += count
        }
        return true
    }

    private static func withLoopback<R>(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }
}

/// Runs `body` on threads of its own and waits for all; the first error is thrown.
func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void) throws {
    let failures = FailureBox(), group = DispatchGroup()
    for index in 0..<count {
        group.enter()
        Thread.detachNewThread {
            do { try body(index) } catch { failures.add(error) }
            group.leave()
        }
    }
    group.wait()
    if let failure = failures.first { throw failure }
}

final class FailureBox: Sendable {
    private let failure = LockedBox<(any Error)?>(nil)

    var first: (any Error)? { failure.value }

    func add(_ error: any Error) { failure.update { $0 = $0 ?? error } }
}
