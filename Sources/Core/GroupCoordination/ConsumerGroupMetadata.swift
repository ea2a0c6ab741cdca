internal import Bytes

/// What is kept of a `ConsumerGroup`: as much as keeps its epoch from going back.
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
        var writer = ByteWriter()
        writer.writeInteger(Int16(0))
        writer.writeInteger(epoch)
        writer.writeUnsignedVarint(0)
        return writer.array()
    }

    /// Nil for a missing value. Tagged fields are passed over.
    init?(decoding bytes: [UInt8]?, timestamp: Int64) throws(MalformedBytes) {
        guard let bytes else { return nil }
        epoch = try bytes.withByteReader { (reader) throws(MalformedBytes) in
            let version: Int16 = try reader.readInteger()
            guard version == 0 else {
                throw MalformedBytes(
                    reading: "consumer group value", position: 0, problem: "is of version \(version); this program reads 0")
            }
            let epoch: Int32 = try reader.readInteger()
            try reader.skipTaggedFields()
            return epoch
        }
        self.timestamp = timestamp
    }
}
