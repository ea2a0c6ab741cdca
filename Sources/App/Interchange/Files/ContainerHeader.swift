import Bytes

/// What stands in front of an Avro container file (Avro 1.11, "Object Container Files"): read here for the text of the schema,
/// of which libavro forgets what it does not understand.
struct ContainerHeader: Equatable {
    static let magic: [UInt8] = [0x4f, 0x62, 0x6a, 1]
    /// More than any schema needs.
    static let maxBytes = 16 << 20

    var schemaText: String
    var codec: String
    /// What stands behind every block, and so at the end of a file that is whole.
    var syncMarker: [UInt8]

    /// - Parameter bytes: the beginning of the file.
    /// - Throws: `InterchangeProblem`
    init(_ bytes: [UInt8]) throws {
        do {
            let (metadata, marker) = try bytes.withByteReader { reader throws(MalformedBytes) in
                try reader.skip(Self.magic.count, reading: "magic")
                var metadata: [String: [UInt8]] = [:]
                while true {
                    var count = try reader.readVarlong()
                    if count == 0 { break }
                    // A negative count comes with the byte size of the block.
                    if count < 0 { (count, _) = (count == .min ? .max : -count, try reader.readVarlong()) }
                    for _ in 0..<count {
                        let name = String(decoding: try Self.bytes(&reader), as: UTF8.self)
                        metadata[name] = try Self.bytes(&reader)
                    }
                }
                return (metadata, try reader.readBytes(16, reading: "sync marker"))
            }
            guard let schema = metadata["avro.schema"] else { throw InterchangeProblem("the file names no schema") }
            schemaText = String(decoding: schema, as: UTF8.self)
            codec = metadata["avro.codec"].map { String(decoding: $0, as: UTF8.self) } ?? "null"
            syncMarker = marker
        } catch let error as MalformedBytes {
            throw InterchangeProblem("the header of the container file cannot be read: \(error)")
        }
    }

    private static func bytes(_ reader: inout ByteReader) throws(MalformedBytes) -> [UInt8] {
        let count = try reader.readVarlong()
        return try reader.readBytes(Int(clamping: count), reading: "metadata")
    }
}
