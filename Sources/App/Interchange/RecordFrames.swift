import Bytes
import JSONText
import KafkaClient

/// The bytes of `--format raw` (docs/formats/topic-files.md): frames with a checksum each, big-endian as on the wire.
///
///     file    8 bytes "HRLDRAW1", then frames
///     frame   u32 byte count of the body · u32 CRC-32C of the body · body
///     body    u8 kind: 1 schema (JSON), 2 record, 3 end (u64 count of records)
///     record  i32 partition · i64 offset · u8 0 no timestamp, 1 created, 2 appended · i64 timestamp
///             · i32 byte count (-1 null), key · i32 byte count (-1 null), value
///             · u32 count of headers, each i32 byte count, name · i32 byte count (-1 null), value
enum RecordFrames {
    static let magic = Array("HRLDRAW1".utf8)
    static let headerByteCount = 8
    static let maxBodyBytes = 256 << 20

    enum Content: Equatable {
        case schema(CarriedSchema)
        case record(CarriedRecord)
        case end(recordCount: UInt64)
    }

    // MARK: Writing

    /// A record and the schemas that come with it.
    static func bytes(_ record: CarriedRecord) -> [UInt8] {
        var bytes: [UInt8] = []
        for schema in record.schemas { bytes += frame([1] + JSONPrinter.bytes(.object(schema.json))) }
        var writer = ByteWriter(capacity: record.byteCount + 64)
        writer.write(2)
        writer.writeInteger(record.partition ?? 0)
        writer.writeInteger(record.offset)
        writer.write(record.timestamp.map { $0.kind == .created ? 1 : 2 } ?? 0)
        writer.writeInteger(record.timestamp?.milliseconds ?? 0)
        write(record.key, to: &writer)
        write(record.value, to: &writer)
        writer.writeInteger(UInt32(record.headers.count))
        for header in record.headers {
            write(Array(header.name.utf8), to: &writer)
            write(header.value, to: &writer)
        }
        return bytes + frame(writer.array())
    }

    static func end(recordCount: Int) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(3)
        writer.writeInteger(UInt64(recordCount))
        return frame(writer.array())
    }

    private static func frame(_ body: [UInt8]) -> [UInt8] {
        var writer = ByteWriter(capacity: body.count + headerByteCount)
        writer.writeInteger(UInt32(body.count))
        writer.writeInteger(CRC32C.checksum(body))
        writer.writeBytes(body)
        return writer.array()
    }

    private static func write(_ bytes: [UInt8]?, to writer: inout ByteWriter) {
        writer.writeInteger(Int32(bytes?.count ?? -1))
        if let bytes { writer.writeBytes(bytes) }
    }

    // MARK: Reading

    /// How long the body is and what its checksum must be.
    static func header(_ bytes: [UInt8]) throws -> (byteCount: Int, checksum: UInt32) {
        let (count, checksum) = try bytes.withByteReader { reader throws(MalformedBytes) in
            (Int(try reader.readInteger(UInt32.self)), try reader.readInteger(UInt32.self))
        }
        guard (1...maxBodyBytes).contains(count) else { throw InterchangeProblem("a frame says it has \(count) bytes") }
        return (count, checksum)
    }

    /// - Throws: `InterchangeProblem`
    static func content(_ body: [UInt8], checksum: UInt32) throws -> Content {
        guard CRC32C.checksum(body) == checksum else {
            throw InterchangeProblem("the checksum of a frame of \(body.count) bytes is wrong: the file is damaged")
        }
        do {
            switch body.first {
            case 1: return .schema(try CarriedSchema(try JSONParser.parse(Array(body.dropFirst()))))
            case 2: return .record(try record(body))
            case 3:
                return .end(
                    recordCount: try body.withByteReader { reader throws(MalformedBytes) in
                        try reader.skip(1, reading: "frame")
                        return try reader.readInteger(UInt64.self)
                    })
            default: throw InterchangeProblem("a frame is of kind \(body.first ?? 0), which is unknown here")
            }
        } catch let error as MalformedBytes {
            throw InterchangeProblem("a frame cannot be read: \(error)")
        } catch let error as JSONError {
            throw InterchangeProblem("a schema is not JSON: \(error.problem)")
        }
    }

    private static func record(_ body: [UInt8]) throws -> CarriedRecord {
        try body.withByteReader { reader throws(MalformedBytes) in
            try reader.skip(1, reading: "frame")
            var record = CarriedRecord(partition: try reader.readInteger(), offset: try reader.readInteger())
            let kind = try reader.readInteger(UInt8.self), milliseconds = try reader.readInteger(Int64.self)
            if kind != 0 {
                record.timestamp = RecordTimestamp(milliseconds: milliseconds, kind: kind == 1 ? .created : .appended)
            }
            record.key = try bytes(&reader)
            record.value = try bytes(&reader)
            for _ in 0..<(try reader.readInteger(UInt32.self)) {
                let name = String(decoding: try bytes(&reader) ?? [], as: UTF8.self)
                record.headers.append(RecordHeader(name, try bytes(&reader)))
            }
            return record
        }
    }

    private static func bytes(_ reader: inout ByteReader) throws(MalformedBytes) -> [UInt8]? {
        let count = try reader.readInteger(Int32.self)
        return count == -1 ? nil : try reader.readBytes(Int(count), reading: "bytes")
    }
}
