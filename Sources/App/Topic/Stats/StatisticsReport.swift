import JSONText
import RegistryModel
import Serializers

/// `TopicStatistics` as people and programs read them.
struct StatisticsReport {
    var topic: String
    var statistics: TopicStatistics
    /// Where schemas are registered.
    var names: [SchemaKey: String]

    private var percentiles: [(name: String, value: Int?)] {
        let sizes = statistics.sizes
        return [
            ("min", sizes.least), ("p50", sizes.percentile(50)), ("p90", sizes.percentile(90)), ("p99", sizes.percentile(99)),
            ("max", sizes.most),
        ]
    }

    private var writers: [(label: String, key: SchemaKey?, count: Int)] {
        statistics.writers.map { writer, count in
            switch writer {
            case .none: ("without a schema", nil, count)
            case .tombstone: ("tombstones", nil, count)
            case .schema(let key): (names[key].map { "\($0) (\(key))" } ?? "\(key)", key, count)
            }
        }.sorted { $0.count == $1.count ? $0.label < $1.label : $0.count > $1.count }
    }

    // MARK: Text

    var text: String {
        let total = statistics.total
        guard total.records > 0 else { return "\(topic): no records" }
        var lines = ["\(topic): \(total.records) records, \(ByteText.of(total.bytes))"]
        lines.append("  keys        \(keys(total))")
        lines.append("  tombstones  \(total.tombstones)")
        lines.append("  size        " + percentiles.map { "\($0.name) \($0.value.map(ByteText.of) ?? "-")" }.joined(separator: "  "))
        if let largest = statistics.largest { lines.append("  largest     \(largest.place), \(ByteText.of(largest.bytes))") }
        if let first = total.first, let last = total.last {
            lines.append("  time        \(RecordPrinter.time(first)) to \(RecordPrinter.time(last))" + rate)
        }
        if let skew = statistics.skew, statistics.partitions.count > 1 {
            lines.append("  skew        the fullest partition has \(DecimalText.of(skew, digits: 2)) of an even share")
        }
        let schemas = Table(
            header: ["VALUES", "RECORDS", "SHARE"],
            rows: writers.map { [$0.label, String($0.count), "\($0.count * 100 / total.records)%"] })
        let partitions = Table(
            header: ["PARTITION", "RECORDS", "BYTES", "TOMBSTONES", "FIRST", "LAST"],
            rows: statistics.partitions.sorted { $0.key < $1.key }.map { number, part in
                [
                    String(number), String(part.records), String(part.bytes), String(part.tombstones),
                    part.first.map(RecordPrinter.time) ?? "-", part.last.map(RecordPrinter.time) ?? "-",
                ]
            })
        return (lines + ["", schemas.rendered, partitions.rendered.trimmingLastLine]).joined(separator: "\n")
    }

    private func keys(_ total: TopicStatistics.Partition) -> String {
        let about = statistics.keys.isExact ? "" : "about "
        let without = total.withoutKey == 0 ? "" : ", \(total.withoutKey) records without a key"
        return "\(about)\(statistics.keys.count) different\(without)"
    }

    private var rate: String { statistics.rate.map { ", \(DecimalText.of($0, digits: 1)) records/s" } ?? "" }

    // MARK: JSON

    var document: JSONObject {
        let total = statistics.total
        var document = object(total)
        document["keys"] = .number(JSONNumber(statistics.keys.count))
        document["keysAreExact"] = .bool(statistics.keys.isExact)
        if let skew = statistics.skew.flatMap({ JSONNumber($0) }) { document["skew"] = .number(skew) }
        if let rate = statistics.rate.flatMap({ JSONNumber($0) }) { document["recordsPerSecond"] = .number(rate) }
        var sizes = JSONObject()
        for (name, value) in percentiles { sizes[name] = value.map { .number(JSONNumber($0)) } ?? .null }
        document["recordBytes"] = .object(sizes)
        document["histogram"] = .array(
            statistics.sizes.byPowerOfTwo.map { row in
                var object = JSONObject()
                object["upToBytes"] = .number(JSONNumber(row.upTo))
                object["records"] = .number(JSONNumber(row.count))
                return .object(object)
            })
        document["schemas"] = .array(writers.compactMap { writer in writer.key.map { .object(object($0, writer.count)) } })
        document["partitions"] = .array(
            statistics.partitions.sorted { $0.key < $1.key }.map { number, part in
                var object = JSONObject()
                object["partition"] = .number(JSONNumber(number))
                for member in self.object(part).members { object[member.key] = member.value }
                return .object(object)
            })
        var whole = JSONObject()
        whole["schema"] = .string("herald.topic-stats/v1")
        whole["topic"] = .string(topic)
        for member in document.members { whole[member.key] = member.value }
        return whole
    }

    private func object(_ part: TopicStatistics.Partition) -> JSONObject {
        var object = JSONObject()
        object["records"] = .number(JSONNumber(part.records))
        object["bytes"] = .number(JSONNumber(part.bytes))
        object["tombstones"] = .number(JSONNumber(part.tombstones))
        object["withoutKey"] = .number(JSONNumber(part.withoutKey))
        object["first"] = part.first.map { .string(RecordPrinter.time($0)) } ?? .null
        object["last"] = part.last.map { .string(RecordPrinter.time($0)) } ?? .null
        return object
    }

    private func object(_ key: SchemaKey, _ count: Int) -> JSONObject {
        var object = JSONObject()
        switch key {
        case .id(let id): object["id"] = .number(JSONNumber(id.rawValue))
        case .guid(let guid): object["guid"] = .string("\(guid)")
        }
        if let name = names[key] { object["name"] = .string(name) }
        object["records"] = .number(JSONNumber(count))
        return object
    }
}
