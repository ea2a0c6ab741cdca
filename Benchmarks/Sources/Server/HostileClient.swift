import Foundation
import Glibc
import Synchronization

/// One client that takes more than its share, for as long as it is let.
///
/// Its own computing gives way to the server and the others, as if it were done on a machine of its own: what is measured is what
/// its requests do to them.
struct HostileClient: Sendable {
    var name: String
    /// Its own computing is done only when nobody else has any.
    var givesWay = true
    /// Behaves so until `stopped` is set; calls `ready` once it does.
    var behave: @Sendable (_ address: String, _ ready: () -> Void, _ stopped: Stopped) throws -> Void

    /// A flag between threads.
    final class Stopped: Sendable {
        private let flag = Atomic(false)

        var isSet: Bool { flag.load(ordering: .relaxed) }

        func set() { flag.store(true, ordering: .relaxed) }
    }

    static let all = [
        computing, dripping(100), huge(50 << 20), deep(5000), large(4 << 20), growing(600 << 10), idle(10_000),
    ]

    /// Runs `body` while the client behaves as it does.
    func during(_ address: String, _ body: () throws -> Void) throws {
        let stopped = Stopped(), failures = FailureBox(), ready = DispatchSemaphore(value: 0), ended = DispatchGroup()
        ended.enter()
        Thread.detachNewThread { [behave, givesWay] in
            if givesWay { Self.giveWay() }
            do { try behave(address, { ready.signal() }, stopped) } catch { failures.add(error) }
            // Whoever waits for a client that failed early is let go; the failure is thrown below.
            ready.signal()
            ended.leave()
        }
        ready.wait()
        defer {
            stopped.set()
            ended.wait()
        }
        if failures.first == nil { try body() }
        stopped.set()
        ended.wait()
        if let failure = failures.first { throw failure }
    }

    /// `SCHED_IDLE`, a macro that Swift does not see: who has anything else to do takes the processor at once.
    private static let onlyWhenIdle: Int32 = 5

    /// Of the thread that calls, and those it makes.
    private static func giveWay() {
        // Refused it changes nothing but the figures, for the worse.
        var priority = sched_param()
        _ = sched_setscheduler(0, Self.onlyWhenIdle, &priority)
    }

    /// No client at all, but a thread that computes beside the server a millisecond at a time, as nice as the one that the server has
    /// for large bodies: what the machine's scheduler makes of that is none of the server's doing.
    private static let computing = HostileClient(name: "no client: a thread of niceness 10 that computes", givesWay: false) {
        _, ready, stopped in
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
        ready()
        var state: UInt64 = 1
        while !stopped.isSet {
            let end = DispatchTime.now().uptimeNanoseconds + 1_000_000
            while DispatchTime.now().uptimeNanoseconds < end { state = state &* 6_364_136_223_846_793_005 &+ 1 }
            usleep(50)
        }
        withExtendedLifetime(state) {}
    }

    /// Bodies that come a byte at a time.
    private static func dripping(_ count: Int) -> HostileClient {
        HostileClient(name: "\(count) bodies byte by byte") { address, ready, stopped in
            let sockets = try (0..<count).map { _ in try Socket.connect(address) }
            let head = "POST /subjects/drip/versions HTTP/1.1\r\nHost: \(address)\r\nContent-Length: 100000\r\n\r\n"
            for socket in sockets { try socket.write(Array(head.utf8)) }
            ready()
            while !stopped.isSet {
                for socket in sockets { try socket.write([32]) }
                usleep(10_000)
            }
        }
    }

    /// A schema beyond what the server takes, all of which is sent, however soon it is refused.
    private static func huge(_ byteCount: Int) -> HostileClient {
        HostileClient(name: "a schema of \(byteCount >> 20) MiB, over and over") { address, ready, stopped in
            let piece = [UInt8](repeating: 97, count: 1 << 20)
            var isFirst = true
            while !stopped.isSet {
                let socket = try Socket.connect(address)
                let head =
                    "POST /subjects/huge/versions HTTP/1.1\r\nHost: \(address)\r\n"
                    + "Content-Type: application/json\r\nContent-Length: \(byteCount)\r\n\r\n"
                try socket.write(Array((head + #"{"schema":""#).utf8))
                // The server may close before it has all.
                for _ in 0..<(byteCount >> 20) where !stopped.isSet { do { try socket.write(piece) } catch { break } }
                try Self.expect("413", on: socket)
                if isFirst { ready() }
                isFirst = false
            }
        }
    }

    private static func deep(_ depth: Int) -> HostileClient {
        let opening = String(repeating: #"{\"type\":\"array\",\"items\":"#, count: depth)
        let body = #"{"schema":"\#(opening)\"int\"\#(String(repeating: "}", count: depth))"}"#
        return posting("a schema \(depth) deep, over and over on 4 connections", "/subjects/deep/versions", body, "422")
    }

    /// A record of as many fields as there is room for, checked and therefore read whole.
    private static func large(_ byteCount: Int) -> HostileClient {
        posting(
            "a schema of \(byteCount >> 20) MiB that is taken, over and over on 4 connections",
            "/compatibility/subjects/checked/versions", record("Large", fields: fields(byteCount)), "200")
    }

    /// One version after the other of a record of many fields, each compared with all before it.
    private static func growing(_ byteCount: Int) -> HostileClient {
        let fields = fields(byteCount)
        return HostileClient(name: "ever new versions of a schema of \(byteCount >> 10) KiB") { address, ready, stopped in
            ready()
            while !stopped.isSet {
                let version = field("version\(DispatchTime.now().uptimeNanoseconds)")
                let body = record("Growing", fields: "\(version),\(fields)")
                let socket = try Socket.connect(address)
                try socket.write(Array((head("/subjects/growing/versions", body) + body).utf8))
                try expect("200", on: socket)
            }
        }
    }

    private static func field(_ name: String) -> String {
        #"{\"name\":\"\#(name)\",\"type\":[\"null\",\"string\"],\"default\":null}"#
    }

    private static func fields(_ byteCount: Int) -> String {
        var fields: [String] = [], count = 0
        while count < byteCount {
            fields.append(field("field\(fields.count)"))
            count += fields[fields.count - 1].utf8.count
        }
        return fields.joined(separator: ",")
    }

    private static func record(_ name: String, fields: String) -> String {
        #"{"schema":"{\"type\":\"record\",\"name\":\"\#(name)\",\"fields\":[\#(fields)]}"}"#
    }

    private static func head(_ path: String, _ body: String) -> String {
        "POST \(path) HTTP/1.1\r\nHost: herald\r\nContent-Type: application/json\r\nConnection: close\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n"
    }

    private static func posting(_ name: String, _ path: String, _ body: String, _ status: String) -> HostileClient {
        HostileClient(name: name) { address, ready, stopped in
            let request = Array((head(path, body) + body).utf8)
            ready()
            // As many as would take all of the server's threads.
            try onThreads(4) { _ in
                while !stopped.isSet {
                    let socket = try Socket.connect(address)
                    try socket.write(request)
                    try Self.expect(status, on: socket)
                }
            }
        }
    }

    private static func idle(_ count: Int) -> HostileClient {
        HostileClient(name: "\(count) idle connections") { address, ready, stopped in
            try DescriptorLimit.raise(to: count + 1000)
            let sockets = try (0..<count).map { _ in try Socket.connect(address, closesAtOnce: true) }
            ready()
            while !stopped.isSet { usleep(10_000) }
            withExtendedLifetime(sockets) {}
        }
    }

    /// Reads the reply to its end.
    private static func expect(_ status: String, on socket: Socket) throws {
        var buffer = [UInt8](repeating: 0, count: 64 << 10), filled = 0
        while filled < buffer.count {
            let count = try buffer.withUnsafeMutableBytes {
                try socket.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
            }
            if count == 0 { break }
            filled += count
        }
        let reply = String(decoding: buffer[..<min(filled, 300)], as: UTF8.self)
        guard reply.hasPrefix("HTTP/1.1 \(status) ") else { throw SystemProblem("be hostile", found: "'\(reply)' for \(status)") }
    }
}

/// Open files this process may have.
enum DescriptorLimit {
    static func raise(to count: Int) throws {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0 else { throw SystemProblem("read the limit of open files") }
        guard limit.rlim_cur < rlim_t(count) else { return }
        guard limit.rlim_max >= rlim_t(count) else {
            throw SystemProblem("open \(count) files", found: "the hard limit is \(limit.rlim_max); raise it with ulimit -Hn")
        }
        limit.rlim_cur = rlim_t(count)
        guard setrlimit(resource, &limit) == 0 else { throw SystemProblem("raise the limit of open files to \(count)") }
    }
}
