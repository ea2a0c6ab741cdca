import Foundation

/// The registry from outside, beside the same library with nothing to do and beside the disk.
struct RegistrySeries {
    let program: String
    let scratch: ScratchDirectory
    let effort: Effort
    /// The library that makes every sync slower, as `Benchmarks/run` builds it; what needs it is left out where it is not there.
    let slowSync: String

    private func start() throws -> ServerProcess { try ServerProcess(program, data: scratch.fresh("server")) }

    /// On this machine's disk, and on one whose syncs take longer than all else that a registration costs.
    func registering() throws -> [(Runner) async throws -> SeriesResult] {
        [{ try await registering($0, syncDelay: 0) }]
            + (FileManager.default.fileExists(atPath: slowSync) ? [{ try await registering($0, syncDelay: 5) }] : [])
    }

    /// - Parameter syncDelay: milliseconds that every sync of the server takes longer.
    private func registering(_ runner: Runner, syncDelay: Int) async throws -> SeriesResult {
        let slowed = ["LD_PRELOAD": slowSync, "HERALD_SLOW_SYNC_MS": String(syncDelay)]
        let server = try ServerProcess(program, data: scratch.fresh("server"), environment: syncDelay > 0 ? slowed : [:])
        defer { server.stop() }
        let count = 320 * effort.scale
        let echo = try HTTPEcho(reply: #"{"id":1}"#)
        defer { echo.stop() }
        let requests = RegistryRequests(), address = server.http
        let file = ScratchFile(scratch), line = Noise.bytes(400)
        func subjects(_ connections: Int) -> [Subject] {
            let word = "\(connections) \(connections == 1 ? "connection" : "connections")"
            return [
                Subject(
                    name: "HTTP echo, \(word)",
                    work: .sample(operations: count) {
                        try HTTPLoad.run(echo.address, connections: connections, total: count) {
                            requests.register($0, host: "echo")
                        }
                    }),
                Subject(
                    name: "register, \(word)",
                    work: .sample(
                        operations: count, prepare: { requests.nextRound() },
                        body: {
                            try HTTPLoad.run(address, connections: connections, total: count) {
                                requests.register($0, host: address)
                            }
                        }),
                    // A group commit takes many writers' records with one sync: where a sync is what a registration waits for,
                    // eight times as many at least. Where it is not, processors are the bound.
                    against: [Against("HTTP echo, \(word)"), Against("pwrite + fdatasync of 400 bytes")]
                        + (connections == 1 ? [] : [Against("register, 1 connection", bar: syncDelay > 0 ? 1 / 8 : nil)])),
            ]
        }
        let sync = Subject(
            name: "pwrite + fdatasync of 400 bytes",
            work: .sample(
                operations: count, prepare: { try file.open() },
                body: { for _ in 0..<count { try file.append(line); try file.sync() } }, cleanUp: { file.remove() }))
        let disk = syncDelay > 0 ? ", every sync of the server \(syncDelay) ms longer" : ""
        return try await runner.run(
            Series(
                group: "server", title: "register a new schema under a new subject\(disk)", clock: .wall,
                subjects: [sync] + subjects(1) + subjects(32)))
    }

    func gettingSchemas(_ runner: Runner) async throws -> SeriesResult {
        let server = try start()
        defer { server.stop() }
        let requests = RegistryRequests(), count = 20_000 * effort.scale
        let address = server.http
        try HTTPLoad.run(address, connections: 1, total: 1) { requests.register($0, host: address) }
        let get = RegistryRequests.get("/schemas/ids/1", host: address)
        let bytes = try HTTPLoad.body(address, get)
        let echo = try HTTPEcho(reply: bytes), bare = try ServerProcess(bareHummingbirdAnswering: bytes)
        defer {
            echo.stop()
            bare.stop()
        }
        let before = try server.processorSeconds()
        return try await runner.run(
            Series(
                group: "server", title: "get a schema by id, 16 connections", clock: .wall,
                subjects: [
                    Subject(
                        name: "HTTP echo",
                        work: .sample(operations: count) {
                            try HTTPLoad.run(echo.address, connections: 16, total: count) { _ in get }
                        }),
                    Subject(
                        name: "Hummingbird with one route",
                        work: .sample(operations: count) {
                            try HTTPLoad.run(bare.http, connections: 16, total: count) { _ in get }
                        },
                        against: [Against("HTTP echo")]),
                    Subject(
                        name: "get by id",
                        work: .sample(operations: count) {
                            try HTTPLoad.run(address, connections: 16, total: count) { _ in get }
                        },
                        // At least 60 % of what the same library does with nothing to do.
                        against: [Against("HTTP echo"), Against("Hummingbird with one route", bar: 1 / 0.6)]),
                ],
                facts: {
                    let requests = Double(count * (effort.slowRounds + 1))
                    let seconds = try server.processorSeconds() - before
                    return [Fact("server processor time per get", seconds / requests * 1e6, "µs")]
                }))
    }

    /// A schema of 30 fields against 20 versions, all of which count.
    ///
    /// - Parameter connections: one shows what a check takes, four what is left of it when all processors are busy with checks.
    func checking(_ runner: Runner, connections: Int) async throws -> SeriesResult {
        let server = try start()
        defer { server.stop() }
        let requests = RegistryRequests(), address = server.http, count = 2000 * effort.scale
        _ = try HTTPLoad.body(address, requests.transitive("checked", host: address))
        for version in 1...20 { _ = try HTTPLoad.body(address, requests.register(version, of: "checked", host: address)) }
        let check = requests.check(21, against: "checked", host: address)
        let answer = try HTTPLoad.body(address, check)
        guard answer == #"{"is_compatible":true}"# else { throw SystemProblem("check a schema", found: answer) }
        let bare = try ServerProcess(bareHummingbirdAnswering: answer)
        defer { bare.stop() }
        let latencies = LockedBox<[Double]>([]), ceiling = LockedBox<[Double]>([])
        func subject(_ name: String, _ address: String, _ latencies: LockedBox<[Double]>, _ against: [Against]) -> Subject {
            Subject(
                name: name,
                work: .sample(operations: count) {
                    let taken = try HTTPLoad.latencies(address, connections: connections, total: count) { _ in check }
                    latencies.update { $0 += taken }
                }, against: against)
        }
        let before = try server.processorSeconds()
        return try await runner.run(
            Series(
                group: "server",
                title: "check a schema of 30 fields against 20 versions, \(connections) \(connections == 1 ? "connection" : "connections")",
                clock: .wall,
                subjects: [
                    subject("Hummingbird with one route", bare.http, ceiling, []),
                    subject("check", address, latencies, [Against("Hummingbird with one route")]),
                ],
                facts: {
                    func part(_ box: LockedBox<[Double]>, _ share: Double) -> Double {
                        let sorted = box.value.sorted()
                        return sorted[min(Int(Double(sorted.count) * share), sorted.count - 1)] / 1e6
                    }
                    let seconds = try server.processorSeconds() - before
                    return [
                        Fact("p50", part(latencies, 0.5), "ms"),
                        Fact("p99", part(latencies, 0.99), "ms", bar: connections == 1 ? 5 : nil),
                        Fact("p99 of the one route", part(ceiling, 0.99), "ms"),
                        Fact("server processor time per check", seconds / Double(count * (effort.slowRounds + 1)) * 1e6, "µs"),
                    ]
                }))
    }

    /// From the process to its ready line over a registry that has grown, and the first schema it is asked for.
    func starting() throws -> SeriesResult {
        let subjects = 10_000, data = scratch.fresh("grown")
        // The first start makes the topics.
        try ServerProcess(program, data: data, keepsData: true).stop()
        try RegistryFilling.write(subjects: subjects, to: data)
        defer { try? FileManager.default.removeItem(atPath: data) }
        var ready: [Double] = [], resident: [Double] = []
        for _ in 0..<5 {
            let server = try ServerProcess(program, data: data, keepsData: true)
            defer { server.stop() }
            let answer = try HTTPLoad.body(
                server.http, RegistryRequests.get("/schemas/ids/\(subjects * 10)/versions", host: server.http))
            let expected = #"[{"subject":"topic-\#(subjects - 1)-value","version":10}]"#
            guard answer == expected else { throw SystemProblem("find the last schema, \(expected)", found: answer) }
            ready.append(server.readyAfter)
            resident.append((try server.status()["VmRSS"] ?? 0) * 1024 / 1e6)
        }
        return SeriesResult(
            group: "server", title: "start with \(subjects * 10) schema versions", clock: .wall, rounds: ready.count, rows: [],
            facts: [
                Fact("ready, median of \(ready.count)", median(ready), "ms", bar: 2000),
                Fact("the slowest of them", ready.max() ?? 0, "ms"),
                Fact("resident then (VmRSS)", median(resident), "MB", bar: 500),
            ])
    }
}
