import KafkaClient
import RegistryModel
import Serializers

/// What the records of a topic are like, added up one by one.
struct TopicStatistics {
    struct Partition {
        var records = 0
        var bytes = 0
        var tombstones = 0
        var withoutKey = 0
        /// Milliseconds since 1970.
        var first: Int64?
        var last: Int64?
    }

    /// What names the schema of a value.
    enum Writer: Hashable {
        case none
        case tombstone
        case schema(SchemaKey)
    }

    private(set) var partitions: [Int32: Partition] = [:]
    private(set) var writers: [Writer: Int] = [:]
    private(set) var keys = DistinctCount()
    /// Of key, value and headers, in bytes.
    private(set) var sizes = Histogram()
    private(set) var largest: (place: String, bytes: Int)?

    private static let maxWriters = 10_000

    /// - Parameter numbers: partitions that are told of even if they have no records.
    init(_ numbers: [Int32]) { for number in numbers { partitions[number] = Partition() } }

    mutating func add(_ record: ConsumerRecord) {
        let bytes = record.byteCount
        partitions[record.partition, default: Partition()].add(record, bytes)
        if let key = record.key { keys.add(key) }
        sizes.add(bytes)
        if bytes > largest?.bytes ?? -1 { largest = (record.place, bytes) }
        let writer: Writer
        if let value = record.value {
            writer = SchemaKey(of: value, headers: record.headers, side: .value).map { .schema($0) } ?? .none
        } else {
            writer = .tombstone
        }
        if writers[writer] != nil || writers.count < Self.maxWriters { writers[writer, default: 0] += 1 }
    }

    var total: Partition {
        partitions.values.reduce(into: Partition()) { sum, part in
            sum.records += part.records
            sum.bytes += part.bytes
            sum.tombstones += part.tombstones
            sum.withoutKey += part.withoutKey
            sum.first = [sum.first, part.first].compactMap(\.self).min()
            sum.last = [sum.last, part.last].compactMap(\.self).max()
        }
    }

    /// How much more than an even share the fullest partition has: 1 is even, 2 twice as much. Nil without records.
    var skew: Double? {
        let total = total.records
        guard total > 0, let most = partitions.values.map(\.records).max() else { return nil }
        return Double(most) * Double(partitions.count) / Double(total)
    }

    /// Records in a second, over the time they span; nil if they span none.
    var rate: Double? {
        let total = total
        guard let first = total.first, let last = total.last, last > first else { return nil }
        return Double(total.records) * 1000 / Double(last - first)
    }
}

extension TopicStatistics.Partition {
    fileprivate mutating func add(_ record: ConsumerRecord, _ byteCount: Int) {
        records += 1
        bytes += byteCount
        if record.isTombstone { tombstones += 1 }
        if record.key == nil { withoutKey += 1 }
        guard let time = record.timestamp?.milliseconds else { return }
        first = min(first ?? time, time)
        last = max(last ?? time, time)
    }
}

extension ConsumerRecord {
    /// Of key, value and headers.
    var byteCount: Int {
        (key?.count ?? 0) + (value?.count ?? 0)
            + headers.reduce(0) { $0 + $1.name.utf8.count + ($1.value?.count ?? 0) }
    }
}
