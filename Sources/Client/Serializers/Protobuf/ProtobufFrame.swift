internal import Bytes
internal import ProtobufSchema
internal import RegistryModel

/// What stands in front of a Protobuf record: the schema's id, then which of its messages the record is.
///
///     byte 0–4   magic 0 and the schema's id (`SchemaFrame`)
///     then       message indexes: zigzag varints of a count and as many positions, the path `[0]` as the one byte 0
///     then       the message
struct ProtobufFrame {
    var id: SchemaID
    var indexes: MessageIndexes
    /// Where the message begins.
    var byteCount: Int

    static func bytes(_ id: SchemaID, _ indexes: MessageIndexes) -> [UInt8] { SchemaFrame.bytes(id) + indexes.bytes }

    init(reading bytes: [UInt8]) throws(MalformedBytes) {
        self = try bytes.withByteReader { reader throws(MalformedBytes) in
            let id = try SchemaFrame.read(&reader)
            let indexes = try MessageIndexes(reading: &reader)
            return ProtobufFrame(id: id, indexes: indexes, byteCount: reader.position)
        }
    }

    private init(id: SchemaID, indexes: MessageIndexes, byteCount: Int) {
        self.id = id
        self.indexes = indexes
        self.byteCount = byteCount
    }
}
