internal import Bytes

/// The value of an offset's record.
///
///     i16 version | offset i64 | v3+ leader epoch i32 | metadata string | commit timestamp i64 | v1 expire timestamp i64
///     v4: flexible, the same fields as v3. Version 3 is written.
enum OffsetValue {
    static func encode(_ offset: CommittedOffset) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeInteger(Int16(3))
        writer.writeInteger(offset.offset)
        writer.writeInteger(offset.leaderEpoch)
        writer.writeString16(offset.metadata)
        writer.writeInteger(offset.commitTimestamp)
        return writer.array()
    }

    static func decode(_ bytes: [UInt8]?) throws(MalformedBytes) -> CommittedOffset? {
        guard let bytes else { return nil }
        return try bytes.withByteReader { (reader) throws(MalformedBytes) in
            let version: Int16 = try reader.readInteger()
            guard (0...4).contains(version) else { throw .unknownVersion(version, of: "offset value") }
            let offset: Int64 = try reader.readInteger()
            let leaderEpoch: Int32 = version >= 3 ? try reader.readInteger() : -1
            let metadata = version >= 4 ? try reader.readCompactString("metadata") : try reader.readString16("metadata")
            let commitTimestamp: Int64 = try reader.readInteger()
            let expireTimestamp: Int64 = version == 1 ? try reader.readInteger() : -1
            if version >= 4 { try reader.skipTaggedFields() }
            return CommittedOffset(
                offset: offset, leaderEpoch: leaderEpoch, metadata: metadata, commitTimestamp: commitTimestamp,
                expireTimestamp: expireTimestamp < 0 ? nil : expireTimestamp)
        }
    }
}

extension MalformedBytes {
    static func unknownVersion(_ version: Int16, of reading: String) -> MalformedBytes {
        MalformedBytes(reading: reading, position: 0, problem: "is of version \(version); this program reads 0 to 4")
    }
}
