import Foundation
import JSONText
import KafkaClient

/// A record as a line, for people or for programs.
enum RecordPrinter {
    /// `2026-11-20T10:31:07.114Z  p3 @88214993  key "o-9941"  orders-value v7  {"id":"o-9941","amount":990}`
    static func text(_ record: ConsumerRecord, _ key: DecodedBytes?, _ value: DecodedBytes?) -> String {
        var parts = [
            record.timestamp.map { time($0.milliseconds) } ?? "-", "p\(record.partition) @\(record.offset)",
            "key \(key.map { JSONPrinter.compact($0.json) } ?? "null")",
        ]
        for header in record.headers {
            parts.append("\(header.name)=\(header.value.map { JSONPrinter.compact(DecodedBytes(raw: $0).json) } ?? "null")")
        }
        if let schema = value?.schema { parts.append(schema.label) }
        parts.append(value.map { JSONPrinter.compact($0.json) } ?? "TOMBSTONE")
        for problem in [key?.problem, value?.problem] { if let problem { parts.append("(\(problem))") } }
        return parts.joined(separator: "  ")
    }

    /// One line of `jsonl`. Members that do not apply are left out, but for `key` and `value`.
    static func object(_ record: ConsumerRecord, _ key: DecodedBytes?, _ value: DecodedBytes?) -> JSONObject {
        var object = JSONObject()
        object["topic"] = .string(record.topic)
        object["partition"] = .number(JSONNumber(record.partition))
        object["offset"] = .number(JSONNumber(record.offset))
        object["timestamp"] = record.timestamp.map { .string(time($0.milliseconds)) } ?? .null
        if let schema = key?.schema { object["keySchema"] = .object(schema.object) }
        object["key"] = key?.json ?? .null
        if !record.headers.isEmpty {
            object["headers"] = .array(
                record.headers.map { header in
                    var pair = JSONObject()
                    pair["name"] = .string(header.name)
                    pair["value"] = header.value.map { DecodedBytes(raw: $0).json } ?? .null
                    return .object(pair)
                })
        }
        if let schema = value?.schema { object["schema"] = .object(schema.object) }
        object["value"] = value?.json ?? .null
        if value == nil { object["tombstone"] = .bool(true) }
        if let problem = key?.problem { object["keyProblem"] = .string(problem) }
        if let problem = value?.problem { object["problem"] = .string(problem) }
        return object
    }

    /// RFC 3339 in UTC, with milliseconds. Whole seconds are what the formatter is given: it takes a `Double`, in which
    /// most milliseconds have no exact place.
    static func time(_ milliseconds: Int64) -> String {
        let fraction = (milliseconds % 1000 + 1000) % 1000
        let seconds = Date(timeIntervalSince1970: Double((milliseconds - fraction) / 1000)).formatted(.iso8601)
        let digits = String(fraction)
        return seconds.dropLast() + "." + String(repeating: "0", count: 3 - digits.count) + digits + "Z"
    }
}
