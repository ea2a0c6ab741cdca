internal import Bytes

/// The epoch of a `ConsumerGroup` as it is kept.
///
///     i16 version 0 | epoch i32 | tagged fields
package struct ConsumerGroupMetadata: Hashable, Sendable {
    package var epoch: Int32
    /// When the group came to this epoch; the record's own timestamp. Milliseconds since 1970-01-01 UTC.
    package var timestamp: Int64

    package init(epoch: Int32, timestamp: Int64) {
        self.epoch = epoch
        self.timestamp = timestamp
    }

    func encoded() -> [UInt8] {
        FlexibleValue.encode { writer in
            writer.writeInteger(epoch)
            writer.writeNoTaggedFields()
        }
    }

    init(decoding bytes: [UInt8], timestamp: Int64) throws(MalformedBytes) {
        epoch = try FlexibleValue.decode(bytes, "consumer group value") { (reader) throws(MalformedBytes) in
            let epoch: Int32 = try reader.readInteger()
            try reader.skipTaggedFields()
            return epoch
        }
        self.timestamp = timestamp
    }
}
