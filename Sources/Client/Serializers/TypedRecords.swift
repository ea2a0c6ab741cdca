public import KafkaClient

extension Producer {
    /// Serializes a value and sends it; nil deletes the key.
    ///
    /// ```swift
    /// try await producer.send(order, key: Array(order.id.utf8), to: "orders", with: serializer)
    /// ```
    /// Throws what the serializer and `send` throw. Nothing is sent when the value does not fit.
    @discardableResult
    public func send<S: RecordSerializer>(
        _ value: S.Value?, key: [UInt8]? = nil, to topic: String, with serializer: S, headers: [RecordHeader] = []
    ) async throws -> RecordMetadata {
        try await enqueue(value, key: key, to: topic, with: serializer, headers: headers).metadata
    }

    /// As `send`, without waiting for the acknowledgement.
    @discardableResult
    public func enqueue<S: RecordSerializer>(
        _ value: S.Value?, key: [UInt8]? = nil, to topic: String, with serializer: S, headers: [RecordHeader] = []
    ) async throws -> Delivery {
        var headers = headers
        let bytes = try await serializer.serialize(value, topic: topic, headers: &headers)
        return try await enqueue(ProducerRecord(topic: topic, key: key, value: bytes, headers: headers))
    }
}

/// A record whose value was read, or could not be.
///
/// ```swift
/// switch decoded {
/// case .value(let order, let record): try await store(order, at: record.offset)
/// case .tombstone(let record): try await delete(record.key)
/// case .undecodable(let record, let error): try await park(record, because: error)
/// }
/// ```
public enum DecodedRecord<Value: Sendable>: Sendable {
    case value(Value, ConsumerRecord)
    case tombstone(ConsumerRecord)
    /// The bytes as they came, and why they could not be read. The loop goes on: one bad record does not stop a service.
    case undecodable(ConsumerRecord, SerializationError)

    public var record: ConsumerRecord {
        switch self {
        case .value(_, let record), .tombstone(let record), .undecodable(let record, _): record
        }
    }
}

extension Consumer.Records {
    /// The records with their values read.
    ///
    /// ```swift
    /// for try await decoded in consumer.records.decoded(with: AvroDeserializer<Order>(registry)) { … }
    /// ```
    /// Ends with an error when the registry does not answer: the record in hand is not counted as done and comes again.
    public func decoded<D: RecordDeserializer>(with deserializer: D) -> DecodedRecords<D> {
        DecodedRecords(records: self, deserializer: deserializer)
    }
}

/// See `Consumer.Records.decoded(with:)`.
public struct DecodedRecords<Deserializer: RecordDeserializer>: AsyncSequence, Sendable {
    public typealias Element = DecodedRecord<Deserializer.Value>
    let records: Consumer.Records
    let deserializer: Deserializer

    public func makeAsyncIterator() -> Iterator {
        Iterator(records: records.makeAsyncIterator(), deserializer: deserializer)
    }

    public struct Iterator: AsyncIteratorProtocol {
        var records: Consumer.Records.Iterator
        let deserializer: Deserializer

        public mutating func next() async throws -> Element? {
            guard let record = try await records.next() else { return nil }
            do {
                guard let value = try await deserializer.deserialize(
                    record.value, topic: record.topic, headers: record.headers)
                else {
                    return .tombstone(record)
                }
                return .value(value, record)
            } catch let error as SerializationError {
                return .undecodable(record, error)
            }
        }
    }
}
