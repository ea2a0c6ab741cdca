/// A record read from a topic.
///
/// ```swift
/// for try await record in consumer.records {
///     print(record.place, record.key.map { String(decoding: $0, as: UTF8.self) } ?? "no key")
/// }
/// ```
public struct ConsumerRecord: Hashable, Sendable {
    public var topic: String
    public var partition: Int32
    public var offset: Int64
    public var timestamp: RecordTimestamp?
    public var key: [UInt8]?
    /// Nil for a tombstone.
    public var value: [UInt8]?
    public var headers: [RecordHeader]

    public init(
        topic: String, partition: Int32, offset: Int64, timestamp: RecordTimestamp? = nil, key: [UInt8]?, value: [UInt8]?,
        headers: [RecordHeader] = []
    ) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
        self.key = key
        self.value = value
        self.headers = headers
    }

    public var topicPartition: TopicPartition { TopicPartition(topic, partition) }

    public var isTombstone: Bool { value == nil }

    /// `orders[3]@42`: how logs and errors name a record.
    public var place: String { "\(topic)[\(partition)]@\(offset)" }

    /// The last header of that name.
    public func header(_ name: String) -> RecordHeader? { headers.last { $0.name == name } }
}
