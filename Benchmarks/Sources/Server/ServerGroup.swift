import Foundation
import Glibc

/// The whole program, from outside: a separate `herald serve` on a directory of its own, loaded over loopback.
struct ServerGroup {
    let program: String
    let scratch: ScratchDirectory
    let effort: Effort
    /// As for `RegistrySeries`.
    let slowSync: String

    func run(_ runner: Runner, _ take: (SeriesResult) -> Void) async throws {
        take(try idle())
        for acks in KafkaLoad.Acks.allCases {
            for size in [100, 1024] { take(try await kafka(runner, acks, size)) }
        }
        let registry = RegistrySeries(program: program, scratch: scratch, effort: effort, slowSync: slowSync)
        for series in try registry.registering() { take(try await series(runner)) }
        take(try await registry.gettingSchemas(runner))
        for connections in [1, 4] { take(try await registry.checking(runner, connections: connections)) }
        take(try registry.starting())
    }

    private func start() throws -> ServerProcess { try ServerProcess(program, data: scratch.fresh("server")) }

    /// Start and rest: what a person notices first.
    private func idle() throws -> SeriesResult {
        let times = try startTimes(in: scratch)
        var facts = [
            Fact("ready on an empty directory, median of \(times.count)", median(times), "ms", bar: 100),
            Fact("the slowest of them", times.max() ?? 0, "ms"),
        ]
        // Where a sync costs nothing: the difference is what the disk takes.
        if FileManager.default.isWritableFile(atPath: "/dev/shm") {
            let memory = try ScratchDirectory(in: "/dev/shm")
            defer { memory.remove() }
            let times = try startTimes(in: memory)
            facts.append(Fact("ready on an empty directory in memory, median of \(times.count)", median(times), "ms"))
        }
        let server = try start()
        defer { server.stop() }
        Thread.sleep(forTimeInterval: 2)
        let status = try server.status()
        func megabytes(_ name: String) -> Double { (status[name] ?? 0) * 1024 / 1e6 }
        facts += [
            Fact("resident when idle (VmRSS)", megabytes("VmRSS"), "MB", bar: 40),
            Fact("  of it its own (RssAnon)", megabytes("RssAnon"), "MB"),
            Fact("  of it pages of files, shared with others who use them (RssFile)", megabytes("RssFile"), "MB"),
            Fact("threads", status["Threads"] ?? 0, "threads"),
        ]
        for (name, size) in try server.residentByMapping().prefix(10) { facts.append(Fact("  resident of \(name)", size, "MB")) }
        return SeriesResult(group: "server", title: "start and rest", clock: .wall, rounds: times.count, rows: [], facts: facts)
    }

    /// Milliseconds to the ready line, of fresh servers one after the other.
    private func startTimes(in scratch: ScratchDirectory) throws -> [Double] {
        try (0..<(effort.slowRounds > 3 ? 30 : 10)).map { _ in
            let server = try ServerProcess(program, data: scratch.fresh("server"))
            defer { server.stop() }
            return server.readyAfter
        }
    }

    private func kafka(_ runner: Runner, _ acks: KafkaLoad.Acks, _ size: Int) async throws -> SeriesResult {
        let server = try start()
        defer { server.stop() }
        let count = (size <= 100 ? 500_000 : 100_000) * effort.scale
        let load = try KafkaLoad(server, acks, valueByteCount: size, count: count)
        let echo = LoopbackStream(frameByteCount: 64 << 10, replyByteCount: 64, byteCount: count * size)
        let bytes = Double(size)
        var subjects = [
            Subject(
                name: "loopback echo", work: .sample(operations: count, body: { try echo.run() }), bytesPerOperation: bytes),
            Subject(
                name: "produce, acks=\(acks.rawValue)",
                work: .sample(
                    operations: count, prepare: { try await load.begin() }, body: { try await load.produce() },
                    cleanUp: { try await load.endProducing() }),
                bytesPerOperation: bytes, against: [Against("loopback echo")]),
        ]
        if acks == .all {
            subjects.append(
                Subject(
                    name: "fetch",
                    work: .sample(
                        operations: count, prepare: { try await load.beginFetching() }, body: { try await load.fetch() },
                        cleanUp: { try await load.endFetching() }),
                    bytesPerOperation: bytes, against: [Against("loopback echo")]))
        }
        let result = try await runner.run(
            Series(
                group: "server", title: "records of \(size) bytes through KafkaClient, one partition, acks=\(acks.rawValue)",
                clock: .wall, subjects: subjects, facts: { try load.facts() }))
        try await load.close()
        return result
    }
}
