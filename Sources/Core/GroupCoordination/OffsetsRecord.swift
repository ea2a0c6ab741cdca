package import DurableState
internal import Bytes

/// A change of a shard as it stands in `__consumer_offsets`, byte for byte as Kafka writes it; tables in
/// docs/formats/offsets-topic.md.
///
///     key   i16 type 0 or 1 | group string | topic string | partition i32     an offset (type 1 is written)
///           i16 type 2 | group string                                          a group's metadata
///           i16 type 3 to 8 | …                                                a group of KIP-848: `ConsumerGroupChange`
///     A missing value takes back what was there.
package struct OffsetsRecord: LoggedRecord, Hashable {
    package enum Change: Hashable, Sendable {
        case offset(group: String, LogPartition, CommittedOffset?)
        case group(String, GroupMetadata?)
        /// Of a group whose assignments the server makes.
        case consumers(String, ConsumerGroupChange)
    }

    /// The partition of `__consumer_offsets` it belongs to.
    package var shard: Int32
    package var change: Change

    package init(shard: Int32, _ change: Change) {
        self.shard = shard
        self.change = change
    }

    private static let offsetKey: Int16 = 1
    private static let groupKey: Int16 = 2

    package func encoded() -> (partition: LogPartition, record: NewRecord) {
        var key = ByteWriter()
        let value: [UInt8]?
        var timestamp: Int64?
        switch change {
        case .offset(let group, let partition, let offset):
            key.writeInteger(Self.offsetKey)
            key.writeString16(group)
            key.writeString16(partition.topic)
            key.writeInteger(partition.index)
            value = offset.map(OffsetValue.encode)
        case .group(let group, let metadata):
            key.writeInteger(Self.groupKey)
            key.writeString16(group)
            value = metadata.map(GroupValue.encode)
        case .consumers(let group, let change):
            change.writeKey(of: group, to: &key)
            value = change.encodedValue()
            timestamp = change.timestamp
        }
        return (OffsetsPartition.partition(shard), NewRecord(key: key.array(), value: value, timestamp: timestamp))
    }

    /// Nil for the kinds of keys that other group types use (9 and above).
    package static func decode(_ stored: StoredRecord) throws(UnreadableRecord) -> OffsetsRecord? {
        do throws(MalformedBytes) {
            guard let key = stored.key else { throw MalformedBytes(reading: "offsets key", position: 0, problem: "is missing") }
            return try key.withByteReader { (reader) throws(MalformedBytes) -> OffsetsRecord? in
                let type: Int16 = try reader.readInteger()
                switch type {
                case 0, offsetKey:
                    let group = try reader.readString16("group")
                    let topic = try reader.readString16("topic")
                    let partition = LogPartition(topic: topic, index: try reader.readInteger())
                    return OffsetsRecord(
                        shard: stored.partition.index, .offset(group: group, partition, try OffsetValue.decode(stored.value)))
                case groupKey:
                    let group = try reader.readString16("group")
                    return OffsetsRecord(shard: stored.partition.index, .group(group, try GroupValue.decode(stored.value)))
                case ConsumerGroupChange.keyTypes:
                    let group = try reader.readString16("group")
                    let change = try ConsumerGroupChange(
                        ofType: type, key: &reader, value: stored.value, timestamp: stored.timestamp)
                    return OffsetsRecord(shard: stored.partition.index, .consumers(group, change))
                default:
                    return nil
                }
            }
        } catch {
            throw UnreadableRecord(stored, problem: error.description)
        }
    }
}
