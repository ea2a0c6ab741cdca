import Foundation
import Glibc

/// A running `herald serve` on free ports, in a process of its own so that its memory and processor time are its alone.
final class ServerProcess {
    let id: pid_t
    let kafka: String
    let http: String
    /// From before the process was made until its line was read. Milliseconds.
    let readyAfter: Double

    private let data: String
    private let output: Int32

    /// A `herald serve` on a directory of its own.
    ///
    /// - Parameters:
    ///   - options: of `serve`, beside those that every measured server has.
    ///   - environment: beside this process's own.
    ///   - keepsData: `stop` leaves the directory for another start.
    convenience init(
        _ program: String, data: String, options: [String] = [], environment: [String: String] = [:], keepsData: Bool = false
    ) throws {
        try self.init(
            program,
            ["serve", "--data", data, "--kafka", "127.0.0.1:0", "--http", "127.0.0.1:0", "--log-level", "warning"] + options,
            environment: environment, data: keepsData ? "" : data)
    }

    /// The library that Herald's HTTP rides on, with one route that answers `body` to everything.
    convenience init(bareHummingbirdAnswering body: String) throws {
        try self.init(CommandLine.arguments[0], ["--bare-hummingbird", body], environment: [:], data: "")
    }

    /// - Parameter data: a directory that is removed in the end, if there is one.
    private init(_ program: String, _ options: [String], environment: [String: String], data: String) throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0, fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0, fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0 else {
            throw SystemProblem("make a pipe")
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + options).map { strdup($0) } + [nil]
        let own = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        var settings: [UnsafeMutablePointer<CChar>?] = own.map { strdup("\($0)=\($1)") } + [nil]
        defer { for word in words + settings { free(word) } }
        let start = Stopwatch.now(CLOCK_MONOTONIC)
        var child: pid_t = 0
        let status = posix_spawn(&child, program, &actions, nil, &words, &settings)
        close(ends[1])
        guard status == 0 else {
            close(ends[0])
            throw SystemProblem("start \(program)", found: String(cString: strerror(status)))
        }
        let line = Self.line(from: ends[0])
        readyAfter = (Stopwatch.now(CLOCK_MONOTONIC) - start) / 1e6
        id = child
        output = ends[0]
        self.data = data
        let parts = line.split(separator: " ")
        guard parts.count == 4, line.hasPrefix("herald ready "), let kafka = parts[2].split(separator: "=").last,
            let http = parts[3].split(separator: "=").last
        else {
            close(output)
            Self.end(child, SIGKILL)
            throw SystemProblem("start \(program)", found: "it printed '\(line)' instead of its ready line")
        }
        self.kafka = String(kafka)
        self.http = String(http)
    }

    /// Ends it and removes its data.
    func stop() {
        Self.end(id, SIGTERM)
        close(output)
        if !data.isEmpty { try? FileManager.default.removeItem(atPath: data) }
    }

    /// As the kernel does when memory runs out: nothing is closed in order.
    func kill() {
        Self.end(id, SIGKILL)
        close(output)
    }

    private static func end(_ child: pid_t, _ signal: Int32) {
        Glibc.kill(child, signal)
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    }

    private static func line(from descriptor: Int32) -> String {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while bytes.count < 1000, read(descriptor, &byte, 1) == 1, byte != UInt8(ascii: "\n") { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Seconds on a processor so far, in the program and in the kernel on its behalf.
    func processorSeconds() throws -> Double {
        let text = try ProcessFile.text("/proc/\(id)/stat")
        // The program's name may hold anything; the fields after its closing parenthesis begin with the third.
        guard let end = text.lastIndex(of: ")") else { throw SystemProblem("read /proc/\(id)/stat", found: text) }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
            throw SystemProblem("read /proc/\(id)/stat", found: text)
        }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The numbers of `/proc/PID/status`: `VmRSS`, `RssAnon`, … in KiB, `Threads`.
    func status() throws -> [String: Double] {
        var found: [String: Double] = [:]
        for line in try ProcessFile.text("/proc/\(id)/status").split(separator: "\n") {
            let words = line.split(whereSeparator: { $0 == ":" || $0 == "\t" || $0 == " " })
            if words.count >= 2, let value = Double(words[1]) { found[String(words[0])] = value }
        }
        return found
    }

    /// Resident memory by what it is mapped from, largest first, in MB: file names, `[heap]`, anonymous.
    func residentByMapping() throws -> [(String, Double)] {
        var sums: [String: Double] = [:]
        var name = ""
        for line in try ProcessFile.text("/proc/\(id)/smaps").split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.first?.hasSuffix(":") == false {
                name = words.count > 5 ? (String(words[5]) as NSString).lastPathComponent : "anonymous (thread heaps, stacks)"
            } else if words.count >= 2, words[0] == "Rss:", let value = Double(words[1]) {
                sums[name, default: 0] += value * 1024 / 1e6
            }
        }
        return sums.sorted { $0.value > $1.value }.map { ($0.key, $0.value) }
    }
}
