import JSONText

/// What was measured.
struct BenchOutcome: Sendable {
    var name: String
    /// What the figures depend on, as it was asked for.
    var settings: [(name: String, value: String)]
    var records: Int
    var bytes: Int
    var duration: Duration
    /// In microseconds; what it is the latency of is in `latencyMeaning`.
    var latencies = Histogram()
    var latencyMeaning = ""

    static let schema = "herald.bench/v1"

    /// Those that two runs are compared by.
    struct Figures: Equatable {
        var name: String
        var recordsPerSecond: Double
        /// Microseconds.
        var median: Double?
        var p99: Double?
    }

    private var seconds: Double { max(duration / .seconds(1), 1e-9) }

    var figures: Figures {
        Figures(
            name: name, recordsPerSecond: Double(records) / seconds, median: latencies.percentile(50).map(Double.init),
            p99: latencies.percentile(99).map(Double.init))
    }

    private var percentiles: [(name: String, value: Int?)] {
        [
            ("min", latencies.least), ("p50", latencies.percentile(50)), ("p90", latencies.percentile(90)),
            ("p99", latencies.percentile(99)), ("p99.9", latencies.percentile(99.9)), ("max", latencies.most),
        ]
    }

    // MARK: Text

    func text(since earlier: Figures?) -> String {
        var lines = ["\(name): \(records) records, \(ByteText.of(bytes)) in \(DecimalText.of(seconds, digits: 2)) s"]
        lines.append("  settings  " + settings.map { "\($0.name) \($0.value)" }.joined(separator: ", "))
        lines.append(
            "  rate      \(DecimalText.of(figures.recordsPerSecond, digits: 0)) records/s, "
                + "\(ByteText.of(Int(Double(bytes) / seconds)))/s")
        if latencies.count > 0 {
            lines.append(
                "  latency   " + percentiles.map { "\($0.name) \($0.value.map(Self.milliseconds) ?? "-")" }.joined(separator: "  "))
            lines.append("            \(latencyMeaning)")
        }
        if let earlier {
            let changes = change(since: earlier).map { "\($0.name) \($0.percent < 0 ? "" : "+")\(DecimalText.of($0.percent, digits: 1))%" }
            lines.append("  change    \(changes.joined(separator: ", "))")
        }
        return lines.joined(separator: "\n")
    }

    private static func milliseconds(_ microseconds: Int) -> String { "\(DecimalText.of(Double(microseconds) / 1000, digits: 2)) ms" }

    private func change(since earlier: Figures) -> [(name: String, percent: Double)] {
        [
            ("records/s", figures.recordsPerSecond, earlier.recordsPerSecond), ("p50", figures.median, earlier.median),
            ("p99", figures.p99, earlier.p99),
        ].compactMap { name, now, before in
            guard let now, let before, before > 0 else { return nil }
            return (name, (now / before - 1) * 100)
        }
    }

    // MARK: JSON

    func document(since earlier: Figures?) -> JSONObject {
        var document = JSONObject()
        document["schema"] = .string(Self.schema)
        document["benchmark"] = .string(name)
        var asked = JSONObject()
        for (name, value) in settings { asked[name] = .string(value) }
        document["settings"] = .object(asked)
        document["records"] = .number(JSONNumber(records))
        document["bytes"] = .number(JSONNumber(bytes))
        document["seconds"] = JSONNumber(seconds).map { .number($0) }
        document["recordsPerSecond"] = JSONNumber(figures.recordsPerSecond).map { .number($0) }
        document["bytesPerSecond"] = JSONNumber(Double(bytes) / seconds).map { .number($0) }
        if latencies.count > 0 {
            var object = JSONObject()
            for (name, value) in percentiles { object[name] = value.map { .number(JSONNumber($0)) } ?? .null }
            document["latencyMicroseconds"] = .object(object)
        }
        if let earlier {
            var object = JSONObject()
            for (name, percent) in change(since: earlier) { object[name] = JSONNumber(percent).map { .number($0) } }
            document["changePercent"] = .object(object)
        }
        return document
    }
}

extension BenchOutcome.Figures {
    private static let maxBytes = 1 << 20

    init(file path: String) throws { try self.init(text: TextFile.read(path, maxBytes: Self.maxBytes), path) }

    init(text: String, _ path: String) throws {
        let document: JSONObject?
        do { document = try JSONParser.parse(text).asObject } catch { document = nil }
        guard let document, document["schema"]?.asString == BenchOutcome.schema, let name = document["benchmark"]?.asString,
            let rate = document["recordsPerSecond"]?.asNumber?.double
        else {
            throw CommandFailure(
                .usage, "BASELINE", "\(path) is no outcome of herald bench", help: "write one with --format json > \(path)")
        }
        let latency = document["latencyMicroseconds"]
        self.init(
            name: name, recordsPerSecond: rate, median: latency?["p50"]?.asNumber?.double, p99: latency?["p99"]?.asNumber?.double)
    }
}
