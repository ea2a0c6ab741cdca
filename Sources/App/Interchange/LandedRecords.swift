import KafkaClient

/// Which of some records an import that was interrupted has written without knowing it.
///
/// Acknowledged ones are in its progress; of those behind, at most as many as it sends between two saves can be in the topic, and
/// they stand at or behind offsets that it knows. They are looked for there, by all that they are.
struct LandedRecords {
    private struct Content: Hashable {
        var partition: Int32?
        var key: [UInt8]?
        var value: [UInt8]?
        var headers: [RecordHeader]
        var time: Time
    }

    private enum Time: Hashable {
        case created(Int64)
        /// The log's own.
        case appended
        /// That of its writing, whatever that was.
        case unknown
    }

    private var wanted: [Content: Int] = [:]
    private var found: [Content: Int] = [:]
    private let keepsPartition: Bool

    /// - Parameter records: that may have landed, in order.
    init(_ records: [CarriedRecord], keepsPartition: Bool) {
        self.keepsPartition = keepsPartition
        for record in records {
            for content in contents(record) { wanted[content, default: 0] += 1 }
        }
    }

    /// A record of the topic, from where they may stand on.
    mutating func see(_ record: ConsumerRecord) {
        let time: Time = record.timestamp.map { $0.kind == .created ? .created($0.milliseconds) : .appended } ?? .unknown
        for time in [time, .unknown] {
            let content = Content(
                partition: keepsPartition ? record.partition : nil, key: record.key, value: record.value, headers: record.headers,
                time: time)
            guard let most = wanted[content], found[content, default: 0] < most else { continue }
            found[content, default: 0] += 1
            return
        }
    }

    /// Whether this one has landed; each is taken for one.
    mutating func take(_ record: CarriedRecord) -> Bool {
        for content in contents(record) {
            guard let left = found[content], left > 0 else { continue }
            found[content] = left - 1
            return true
        }
        return false
    }

    /// What it may look like in the topic.
    private func contents(_ record: CarriedRecord) -> [Content] {
        let times: [Time] = record.timestamp.map { [.created($0.milliseconds), .appended] } ?? [.unknown]
        return times.map { time in
            Content(
                partition: keepsPartition ? record.partition : nil, key: record.key, value: record.value, headers: record.headers,
                time: time)
        }
    }
}
