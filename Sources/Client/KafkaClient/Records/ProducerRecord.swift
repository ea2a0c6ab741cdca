/// A record on its way to a topic.
///
/// A nil `value` is a tombstone: in a compacted topic it deletes the key. A nil `partition` lets the partitioner choose:
/// the key's murmur2 hash, as Java's producer does, so that equal keys meet in one partition whatever language wrote them.
/// ```swift
/// let record = ProducerRecord(topic: "orders", key: "o-1", value: "{}", headers: [RecordHeader("source", "web")])
/// let delete = ProducerRecord(topic: "orders", key: Array("o-1".utf8), value: nil)
/// ```
public struct ProducerRecord: Hashable, Sendable {
    public var topic: String
    public var partition: Int32?
    public var key: [UInt8]?
    public var value: [UInt8]?
    public var headers: [RecordHeader]
    /// Milliseconds since 1970; nil means now.
    public var timestampMilliseconds: Int64?

    public init(
        topic: String, partition: Int32? = nil, key: [UInt8]? = nil, value: [UInt8]?, headers: [RecordHeader] = [],
        timestampMilliseconds: Int64? = nil
    ) {
        self.topic = topic
        self.partition = partition
        self.key = key
        self.value = value
        self.headers = headers
        self.timestampMilliseconds = timestampMilliseconds
    }

    /// Key and value as UTF-8.
    public init(topic: String, key: String, value: String, headers: [RecordHeader] = []) {
        self.init(topic: topic, key: Array(key.utf8), value: Array(value.utf8), headers: headers)
    }

    /// What the record counts for against a producer's memory bound.
    var bufferedBytes: Int {
        var sum = (key?.count ?? 0) + (value?.count ?? 0)
        for header in headers { sum += header.name.utf8.count + (header.value?.count ?? 0) }
        return sum
    }
}

/// A name and bytes beside a record. Names may repeat; their order is kept.
///
/// ```swift
/// RecordHeader("trace-id", "4bf92f35")
/// ```
public struct RecordHeader: Hashable, Sendable {
    public var name: String
    public var value: [UInt8]?

    public init(_ name: String, _ value: [UInt8]?) {
        self.name = name
        self.value = value
    }

    public init(_ name: String, _ text: String) { self.init(name, Array(text.utf8)) }
}

/// Where an acknowledged record lies.
///
/// ```swift
/// let stored = try await producer.send(record)
/// print("\(stored.topic)[\(stored.partition)]@\(stored.offset)")
/// ```
public struct RecordMetadata: Hashable, Sendable {
    public var topic: String
    public var partition: Int32
    /// Nil with `acks: .none`: nobody said.
    public var offset: Int64?
    public var timestamp: RecordTimestamp?

    public init(topic: String, partition: Int32, offset: Int64?, timestamp: RecordTimestamp?) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
    }
}
