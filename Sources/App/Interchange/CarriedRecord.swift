import KafkaClient

/// A record on its way between a topic and a file.
struct CarriedRecord: Equatable {
    /// Nil in files of others, which know of none.
    var partition: Int32?
    var offset: Int64
    var timestamp: RecordTimestamp?
    var key: [UInt8]?
    /// Nil for a tombstone.
    var value: [UInt8]?
    var headers: [RecordHeader] = []
    /// Those that this record is the first of its file to name, each behind what it uses itself.
    var schemas: [CarriedSchema] = []

    var byteCount: Int {
        headers.reduce((key?.count ?? 0) + (value?.count ?? 0) + 32) { $0 + $1.name.utf8.count + ($1.value?.count ?? 0) }
    }
}

extension CarriedRecord {
    init(_ record: ConsumerRecord, schemas: [CarriedSchema]) {
        self.init(
            partition: record.partition, offset: record.offset, timestamp: record.timestamp, key: record.key, value: record.value,
            headers: record.headers, schemas: schemas)
    }

    func produced(to topic: String, keepsPartition: Bool) -> ProducerRecord {
        ProducerRecord(
            topic: topic, partition: keepsPartition ? partition : nil, key: key, value: value, headers: headers,
            timestampMilliseconds: timestamp?.milliseconds)
    }
}
