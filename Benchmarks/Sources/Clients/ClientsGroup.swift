import Foundation
import KafkaClient

/// The log as clients in processes of their own have it: plain librdkafka, which costs little itself, beside a C program that only
/// receives, checks and writes the same bytes, or sends them. In turns (A B A B), a server of its own for each round.
struct ClientsGroup {
    struct Programs {
        var herald: String
        var load: HelperProgram
        var ceiling: HelperProgram
    }

    let programs: Programs
    let scratch: ScratchDirectory
    let effort: Effort

    /// As librdkafka makes batches unless told otherwise, nearly.
    private static let frameByteCount = 1_000_000
    private static let topic = "load"

    func run(_ take: (SeriesResult) -> Void) async throws {
        take(try await producing(recordBytes: 100, partitions: 1, bar: 1.0))
        take(try await producing(recordBytes: 1000, partitions: 6, bar: 0.6))
        take(try await fetching())
        take(try await synced())
        for rate in [1000, 20_000] { take(try await paced(rate)) }
        take(try await oneByOne())
        take(try await idling())
    }

    // MARK: Throughput

    /// Into the log with durability `os` and out of it again.
    private func producing(recordBytes: Int, partitions: Int, bar: Double) async throws -> SeriesResult {
        let bytes = 2_000_000_000 * effort.scale, count = bytes / recordBytes, rounds = effort.slowRounds
        var produced = Throughput(), consumed = Throughput(), ceiling = Throughput(), ratios: [Double] = [], resident = 0.0
        for _ in 0..<rounds {
            try scratch.warmMemory(bytes * 5 / 4)
            let bare = try programs.ceiling.run(
                "produce", "\(Self.frameByteCount)", "\(bytes / Self.frameByteCount)", scratch.fresh("ceiling"))
            ceiling.add(bytes, try bare.figure("seconds"), try bare.figure("cpu_seconds"))
            let server = try await server(durability: "os", partitions: partitions)
            defer { server.stop() }
            try scratch.warmMemory(bytes * 5 / 4)
            try produced.measure(server, bytes) {
                try programs.load.run(
                    "produce", server.kafka, Self.topic, "\(recordBytes)", "\(count)", "1", "\(partitions)").figure("seconds")
            }
            // The last records of a partition may be fewer than one batch.
            try consumed.measure(server, bytes) {
                try programs.load.run("consume", server.kafka, Self.topic, "\(count)", "\(partitions)").figure("seconds")
            }
            ratios.append(produced.last / ceiling.last)
            resident = max(resident, (try server.status()["VmHWM"] ?? 0) * 1024 / 1e6)
        }
        return SeriesResult(
            group: "clients", title: "\(recordBytes) bytes a record, \(partitions) partitions, durability os, acks=1, librdkafka",
            clock: .wall, rounds: rounds, rows: [],
            facts: [
                Fact("produce: records a second", produced.rate / Double(recordBytes), ""),
                Fact("produce: values", produced.rate / 1e6, "MB/s"),
                Fact("produce: server processor seconds per GB of values", produced.cost, "s", bar: bar),
                Fact("  the bare program's, receive, CRC-32C, write", ceiling.cost, "s"),
                Fact("  times the bare program's", median(ratios), "×", bar: 2),
                Fact("consume: records a second", consumed.rate / Double(recordBytes), ""),
                Fact("consume: values", consumed.rate / 1e6, "MB/s"),
                Fact("consume: server processor seconds per GB of values", consumed.cost, "s", bar: 0.6),
                Fact("resident at most", resident, "MB", bar: 150),
            ])
    }

    /// Warm data, by a client that does nothing with it.
    private func fetching() async throws -> SeriesResult {
        let bytes = 1_000_000_000, rounds = max(5, effort.slowRounds)
        let server = try await server(durability: "os", partitions: 1)
        defer { server.stop() }
        _ = try programs.load.run("produce", server.kafka, Self.topic, "1000", "\(bytes / 1000)", "1", "1")
        let address = server.kafka.split(separator: ":").map(String.init)
        var fetched = Throughput(), ceiling = Throughput(), ratios: [Double] = []
        for _ in 0..<rounds {
            let bare = try programs.ceiling.run("fetch", "\(1 << 20)", "\(bytes >> 20)", scratch.fresh("ceiling"))
            ceiling.add(bytes, try bare.figure("seconds"), try bare.figure("cpu_seconds"))
            try fetched.measure(server, bytes) {
                try programs.load.run("fetch", address[0], address[1], Self.topic, "\(bytes)").figure("seconds")
            }
            ratios.append(fetched.rate / ceiling.rate)
        }
        return SeriesResult(
            group: "clients", title: "fetches of 1 MiB of warm data, one connection, one at a time", clock: .wall, rounds: rounds,
            rows: [],
            facts: [
                Fact("fetched", fetched.rate / 1e6, "MB/s"), Fact("the bare loop of sendfile", ceiling.rate / 1e6, "MB/s"),
                Fact("time over the bare loop's", 1 / median(ratios), "×", bar: 1 / 0.7),
                Fact("server processor seconds per GB", fetched.cost, "s", bar: 0.6),
                Fact("  the bare loop's", ceiling.cost, "s"),
            ])
    }

    /// Eight producers of a log that syncs.
    private func synced() async throws -> SeriesResult {
        let producers = 8, bytes = 800_000_000, each = bytes / producers / 1000, rounds = effort.slowRounds
        var rates: [String: [Double]] = [:], ratios: [Double] = []
        for _ in 0..<rounds {
            for acks in ["1", "all"] {
                let server = try await server(durability: "fsync", partitions: 1)
                defer { server.stop() }
                let call = ["produce", server.kafka, Self.topic, "1000", "\(each)", acks, "1"]
                let seconds = try programs.load.run(Array(repeating: call, count: producers)).map { try $0.figure("seconds") }
                rates[acks, default: []].append(Double(bytes) / (seconds.max() ?? 1) / 1e6)
            }
            ratios.append((rates["1"]?.last ?? 0) / (rates["all"]?.last ?? 1))
        }
        return SeriesResult(
            group: "clients", title: "1000 bytes a record, \(producers) producers, one partition, durability fsync", clock: .wall,
            rounds: rounds, rows: [],
            facts: [
                Fact("acks=1", median(rates["1"] ?? []), "MB/s"), Fact("acks=all", median(rates["all"] ?? []), "MB/s"),
                Fact("time with acks=all over that with acks=1", median(ratios), "×", bar: 1 / 0.6),
            ])
    }

    // MARK: Latency

    private func paced(_ rate: Int) async throws -> SeriesResult {
        let rounds = max(5, effort.slowRounds), seconds = 5
        var sends = Latencies(), echoes = Latencies()
        for _ in 0..<rounds {
            try echoes.add(programs.ceiling.run("echo", "150", "\(rate)", "\(seconds)"))
            let server = try await server(durability: "os", partitions: 1)
            defer { server.stop() }
            try sends.add(programs.load.run("paced", server.kafka, Self.topic, "100", "\(rate)", "\(seconds)", "1"))
        }
        return SeriesResult(
            group: "clients", title: "\(rate) single sends a second, durability os, acks=1", clock: .wall, rounds: rounds, rows: [],
            facts: sends.facts("a send", bars: rate >= 20_000 ? (300, 2000) : nil) + echoes.facts("a bare echo"))
    }

    private func oneByOne() async throws -> SeriesResult {
        let rounds = max(5, effort.slowRounds), count = 2000
        var sends: [String: Latencies] = [:], syncs = Latencies(), excess: [Double] = []
        for _ in 0..<rounds {
            try syncs.add(programs.ceiling.run("sync", "170", "\(count)", scratch.fresh("ceiling")))
            for (durability, acks) in [("os", "1"), ("fsync", "all")] {
                let server = try await server(durability: durability, partitions: 1)
                defer { server.stop() }
                try sends[durability, default: Latencies()].add(
                    programs.load.run("one-by-one", server.kafka, Self.topic, "100", "\(count)", acks))
            }
            excess.append((sends["fsync"]?.halves.last ?? 0) - (syncs.halves.last ?? 0))
        }
        return SeriesResult(
            group: "clients", title: "one producer that waits for each record", clock: .wall, rounds: rounds, rows: [],
            facts: (sends["os"] ?? Latencies()).facts("durability os, acks=1")
                + (sends["fsync"] ?? Latencies()).facts("durability fsync, acks=all") + syncs.facts("a bare write and fdatasync")
                + [Fact("median with a sync beyond the bare one", median(excess), "µs", bar: 200)])
    }

    // MARK: Rest

    /// What a thousand partitions take that nobody uses.
    private func idling() async throws -> SeriesResult {
        let server = try await server(durability: "fsync", partitions: 1000), seconds = 20.0
        defer { server.stop() }
        // What the start and the creation have left to do.
        try await Task.sleep(for: .seconds(15))
        let before = try server.processorSeconds()
        try await Task.sleep(for: .seconds(seconds))
        let share = (try server.processorSeconds() - before) / seconds
        return SeriesResult(
            group: "clients", title: "1000 idle partitions, durability fsync", clock: .wall, rounds: 1, rows: [],
            facts: [
                Fact("of one processor", share * 100, "%", bar: 0.2),
                Fact("resident", (try server.status()["VmRSS"] ?? 0) * 1024 / 1e6, "MB", bar: 100),
            ])
    }

    private func server(durability: String, partitions: Int) async throws -> ServerProcess {
        let server = try ServerProcess(programs.herald, data: scratch.fresh("server"), options: ["--durability", durability])
        let admin = try AdminClient(ClientConfiguration(bootstrapServers: [server.kafka]))
        try await admin.createTopic(NewTopic(Self.topic, partitions: Int32(partitions)))
        try await admin.close()
        return server
    }
}

/// Bytes moved in several rounds, and what they took.
private struct Throughput {
    private var rates: [Double] = [], costs: [Double] = []

    /// Bytes a second.
    var rate: Double { median(rates) }
    /// Processor seconds per GB.
    var cost: Double { median(costs) }
    var last: Double { costs.last ?? 0 }

    mutating func add(_ bytes: Int, _ seconds: Double, _ processorSeconds: Double) {
        rates.append(Double(bytes) / seconds)
        costs.append(processorSeconds / Double(bytes) * 1e9)
    }

    /// - Parameter body: answers the seconds that count.
    mutating func measure(_ server: ServerProcess, _ bytes: Int, _ body: () throws -> Double) throws {
        let before = try server.processorSeconds()
        let seconds = try body()
        add(bytes, seconds, try server.processorSeconds() - before)
    }
}

/// Of single sends in several rounds, microseconds.
private struct Latencies {
    private(set) var halves: [Double] = []
    private var ninetyNinths: [Double] = []

    mutating func add(_ figures: [String: Double]) throws {
        halves.append(try figures.figure("p50_us"))
        ninetyNinths.append(try figures.figure("p99_us"))
    }

    func facts(_ name: String, bars: (half: Double, ninetyNinth: Double)? = nil) -> [Fact] {
        [
            Fact("\(name): p50", median(halves), "µs", bar: bars?.half),
            Fact("\(name): p99", median(ninetyNinths), "µs", bar: bars?.ninetyNinth),
        ]
    }
}
