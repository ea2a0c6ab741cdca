import Foundation

/// Results as a table for people.
enum TextReport {
    static func text(_ result: SeriesResult) -> String {
        var lines = ["", "\(result.group): \(result.title)  [\(result.clock.rawValue), median of \(result.rounds)]"]
        if !result.rows.isEmpty {
            let width = max(34, result.rows.map(\.name.count).max() ?? 0)
            lines.append(
                "  " + pad("", width) + right("per op", 10) + right("op/s", 12) + right("MB/s", 9) + right("spread", 8)
                    + right("allocs", 9) + "  × ceiling (time over the ceiling's)")
            for row in result.rows { lines.append("  " + line(row, width)) }
        }
        for fact in result.facts { lines.append("  " + line(fact)) }
        return lines.joined(separator: "\n")
    }

    private static func line(_ row: Row, _ width: Int) -> String {
        let spread = String(format: "±%.0f%%", (row.slowest - row.fastest) / 2 / row.nanoseconds * 100)
        let ratios = row.ratios.map { ratio in
            let bar = ratio.bar.map { " (bar \(number($0)): \(ratio.value <= $0 ? "met" : "MISSED"))" } ?? ""
            return "\(number(ratio.value)) × \(ratio.ceiling)\(bar)"
        }
        let ceiling = row.allocationBar.map {
            ["allocations (bar ≤ \(number($0)): \(row.allocations <= $0 ? "met" : "MISSED"))"]
        }
        return pad(row.name, width) + right(duration(row.nanoseconds), 10) + right(count(1e9 / row.nanoseconds), 12)
            + right(row.rate.map { number($0) } ?? "", 9) + right(spread, 8) + right(allocations(row.allocations), 9)
            + "  " + (ratios + (ceiling ?? [])).joined(separator: ", ")
    }

    static func line(_ fact: Fact) -> String {
        let bar = fact.bar.map { " (bar ≤ \(number($0)) \(fact.unit): \(fact.value <= $0 ? "met" : "MISSED"))" } ?? ""
        return pad(fact.name, 62) + right(number(fact.value), 10) + " " + fact.unit + bar
    }

    static func duration(_ nanoseconds: Double) -> String {
        switch nanoseconds {
        case ..<10: String(format: "%.2f ns", nanoseconds)
        case ..<10_000: "\(number(nanoseconds)) ns"
        case ..<10_000_000: "\(number(nanoseconds / 1e3)) µs"
        case ..<10_000_000_000: "\(number(nanoseconds / 1e6)) ms"
        default: "\(number(nanoseconds / 1e9)) s"
        }
    }

    /// Three figures are as many as repeat.
    static func number(_ value: Double) -> String {
        switch abs(value) {
        case 0: "0"
        case ..<0.1: String(format: "%.4f", value)
        case ..<10: String(format: "%.2f", value)
        case ..<100: String(format: "%.1f", value)
        default: count(value)
        }
    }

    static func count(_ value: Double) -> String {
        let digits = String(Int(value.rounded()))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    private static func allocations(_ value: Double) -> String {
        value < 0.01 ? "0" : value < 10 ? String(format: "%.2f", value) : count(value)
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(1, width - text.count)) + text
    }
}
