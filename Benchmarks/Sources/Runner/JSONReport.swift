import Foundation
import JSONText

/// Results for programs: one document, times in nanoseconds per operation.
enum JSONReport {
    static func text(_ machine: [(String, String)], _ results: [SeriesResult]) -> String {
        let facts = JSONValue.object(object(machine.map { ($0.0, .string($0.1)) }))
        let document = object([
            ("schema", .string("herald.benchmarks/v1")), ("machine", facts), ("series", .array(results.map(series))),
        ])
        return JSONPrinter.compact(.object(document))
    }

    private static func series(_ result: SeriesResult) -> JSONValue {
        .object(
            object([
                ("group", .string(result.group)), ("title", .string(result.title)), ("clock", .string(result.clock.rawValue)),
                ("rounds", .number(JSONNumber(result.rounds))), ("rows", .array(result.rows.map(row))),
                ("facts", .array(result.facts.map(fact))),
            ]))
    }

    private static func row(_ row: Row) -> JSONValue {
        let ratios = row.ratios.map { ratio in
            JSONValue.object(
                object([
                    ("ceiling", .string(ratio.ceiling)), ("value", number(ratio.value)), ("bar", number(ratio.bar)),
                    ("perByte", .bool(ratio.perByte)),
                ]))
        }
        return .object(
            object([
                ("name", .string(row.name)), ("nanoseconds", number(row.nanoseconds)), ("fastest", number(row.fastest)),
                ("slowest", number(row.slowest)), ("bytes", number(row.bytesPerOperation)),
                ("allocations", number(row.allocations)), ("allocationBar", number(row.allocationBar)),
                ("ratios", .array(ratios)),
            ]))
    }

    private static func fact(_ fact: Fact) -> JSONValue {
        .object(
            object([
                ("name", .string(fact.name)), ("value", number(fact.value)), ("unit", .string(fact.unit)),
                ("bar", number(fact.bar)),
            ]))
    }

    private static func number(_ value: Double?) -> JSONValue {
        guard let value else { return .null }
        return .number(JSONNumber(unchecked: String(format: "%.4f", value)))
    }

    private static func object(_ members: [(String, JSONValue)]) -> JSONObject {
        var object = JSONObject()
        for (key, value) in members { object[key] = value }
        return object
    }
}
