public import Bytes

/// The five bytes in front of a serialized record: magic byte 0 and the schema's id, big-endian (Confluent's prefix format).
///
///     byte 0     magic, always 0
///     byte 1–4   schema id, int32 big-endian
///     byte 5–    the record in the schema's binary encoding
public enum SchemaFrame {
    public static let byteCount = 5

    public static func write(_ id: SchemaID, to writer: inout ByteWriter) {
        writer.write(0)
        writer.writeInteger(id.rawValue)
    }

    public static func bytes(_ id: SchemaID) -> [UInt8] {
        [0] + withUnsafeBytes(of: id.rawValue.bigEndian) { Array($0) }
    }

    /// Reads the prefix and leaves `reader` at the record.
    public static func read(_ reader: inout ByteReader) throws(MalformedBytes) -> SchemaID {
        let start = reader.position
        let magic = try reader.readInteger(UInt8.self)
        guard magic == 0 else {
            throw MalformedBytes(
                reading: "schema prefix", position: start,
                problem: "begins with the byte \(magic), not with 0; the record was not written with a schema id")
        }
        return SchemaID(try reader.readInteger(Int32.self))
    }

    /// The id in front of `bytes`.
    public static func read(_ bytes: [UInt8]) throws(MalformedBytes) -> SchemaID {
        try bytes.withByteReader { reader throws(MalformedBytes) in try read(&reader) }
    }
}
