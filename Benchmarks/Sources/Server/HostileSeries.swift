/// What others notice of a client that behaves badly: their requests in turns without it and with it (A B A B), on a server
/// of its own for each behaviour.
struct HostileSeries {
    let program: String
    let scratch: ScratchDirectory
    let effort: Effort

    /// The others, each with what it sends.
    private enum Other: String, CaseIterable {
        case get = "get by id", check, register

        /// Requests of one sample.
        var count: Int {
            switch self {
            case .get: 4000
            case .check: 1000
            case .register: 1000
            }
        }
    }

    /// Nanoseconds.
    private struct Latency {
        /// What the others' rate goes by.
        var mean: Double
        var half: Double
        var ninetyNinth: Double

        init(_ latencies: [Double]) {
            let sorted = latencies.sorted()
            mean = sorted.reduce(0, +) / Double(sorted.count)
            half = sorted[sorted.count / 2]
            ninetyNinth = sorted[min(sorted.count * 99 / 100, sorted.count - 1)]
        }
    }

    /// More than this many times as slow is a miss.
    private static let bar = 2.0

    func run(_ take: (SeriesResult) -> Void) throws {
        for client in HostileClient.all { take(try measure(client)) }
    }

    private func measure(_ client: HostileClient) throws -> SeriesResult {
        let server = try ServerProcess(program, data: scratch.fresh("server"))
        defer { server.stop() }
        let requests = RegistryRequests(), address = server.http
        _ = try HTTPLoad.body(address, requests.register(1, of: "checked", host: address))
        let rounds = max(5, effort.slowRounds)
        var quiet: [Other: [Latency]] = [:], hostile: [Other: [Latency]] = [:]
        _ = try sample(.get, address, requests)
        let before = try server.status()
        for _ in 0..<rounds {
            for other in Other.allCases { quiet[other, default: []].append(try sample(other, address, requests)) }
            try client.during(address) {
                for other in Other.allCases { hostile[other, default: []].append(try sample(other, address, requests)) }
            }
        }
        let after = try server.status()
        var facts: [Fact] = []
        for other in Other.allCases {
            guard let quiet = quiet[other], let hostile = hostile[other] else { continue }
            for (name, part) in [("mean", \Latency.mean), ("p50", \Latency.half), ("p99", \Latency.ninetyNinth)] {
                facts += [
                    Fact("\(other.rawValue) \(name) alone", median(quiet.map { $0[keyPath: part] }) / 1e6, "ms"),
                    Fact("\(other.rawValue) \(name) beside it", median(hostile.map { $0[keyPath: part] }) / 1e6, "ms"),
                    Fact(
                        "  ratio", median(zip(quiet, hostile).map { $1[keyPath: part] / $0[keyPath: part] }), "×", bar: Self.bar),
                ]
            }
        }
        let growth = (after["VmHWM"] ?? 0) - (before["VmHWM"] ?? 0)
        facts.append(Fact("memory at most, more than before", growth * 1024 / 1e6, "MB"))
        return SeriesResult(group: "server", title: "beside \(client.name)", clock: .wall, rounds: rounds, rows: [], facts: facts)
    }

    private func sample(_ other: Other, _ address: String, _ requests: RegistryRequests) throws -> Latency {
        requests.nextRound()
        let get = RegistryRequests.get("/schemas/ids/1", host: address)
        let check = requests.check(2, against: "checked", host: address)
        let latencies = try HTTPLoad.latencies(address, connections: 2, total: other.count) { number in
            switch other {
            case .get: get
            case .check: check
            case .register: requests.register(number, host: address)
            }
        }
        return Latency(latencies)
    }
}
