import Measures

/// The text that Prometheus scrapes (exposition format 0.0.4): families of samples, each with its help and type.
struct PrometheusText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    enum Kind: String {
        case gauge, counter, histogram
    }

    private(set) var text = ""

    /// Begins a family; its samples follow.
    mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(Self.escaped(help, quotes: false))\n# TYPE \(name) \(kind.rawValue)\n"
    }

    mutating func sample(_ name: String, _ labels: [(String, String)], _ value: some FixedWidthInteger) {
        line(name, labels, String(value))
    }

    mutating func sample(_ name: String, _ labels: [(String, String)], _ value: Double) { line(name, labels, "\(value)") }

    mutating func sample(_ name: String, _ value: some FixedWidthInteger) { line(name, [], String(value)) }

    mutating func sample(_ name: String, _ value: Double) { line(name, [], "\(value)") }

    /// A histogram's buckets, sum and count. One that has counted nothing is left out where it has labels.
    mutating func samples(_ name: String, _ labels: [(String, String)], _ histogram: Measures.Histogram) {
        let seen = histogram.snapshot, unit = histogram.scale.unit
        if seen.count == 0, !labels.isEmpty { return }
        for (bound, count) in zip(histogram.scale.bounds, seen.cumulative) {
            let text = unit == 1 ? String(bound) : "\(Double(bound) * unit)"
            line("\(name)_bucket", labels + [("le", text)], String(count))
        }
        line("\(name)_bucket", labels + [("le", "+Inf")], String(seen.count))
        line("\(name)_sum", labels, unit == 1 ? String(seen.sum) : "\(Double(seen.sum) * unit)")
        line("\(name)_count", labels, String(seen.count))
    }

    /// A family of one sample.
    mutating func counter(_ name: String, _ help: String, _ counter: Counter) {
        family(name, .counter, help)
        sample(name, counter.value)
    }

    /// A family of one histogram.
    mutating func histogram(_ name: String, _ help: String, _ histogram: Measures.Histogram) {
        family(name, .histogram, help)
        samples(name, [], histogram)
    }

    /// A family of counters, in the order of their labels' values.
    mutating func samples<Label>(
        _ name: String, _ help: String, _ counters: CounterFamily<Label>, _ labels: (Label) -> [(String, String)]
    ) {
        family(name, .counter, help)
        let counted = counters.all.map { (labels: labels($0.key), count: $0.value) }
        for (labels, count) in counted.sorted(by: { $0.labels.map(\.1).lexicographicallyPrecedes($1.labels.map(\.1)) }) {
            sample(name, labels, count)
        }
    }

    private mutating func line(_ name: String, _ labels: [(String, String)], _ value: String) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0.0)=\"\(Self.escaped($0.1, quotes: true))\"" }.joined(separator: ",") + "}"
        }
        text += " \(value)\n"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
        if quotes { escaped = escaped.replacing("\"", with: "\\\"") }
        return escaped
    }
}
