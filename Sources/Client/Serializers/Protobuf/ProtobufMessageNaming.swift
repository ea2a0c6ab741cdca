internal import Bytes
internal import ProtobufSchema

/// Which message of its schema's file a record is, as it says itself.
///
///     Confluent   zigzag varints of a count and as many positions, the path `[0]` as the one byte 0; behind the id, or in the header
///     AWS Glue    a varint: the place among all messages of the file, nested ones too, in the order of their full names
struct ProtobufMessageNaming: CustomStringConvertible {
    private enum Place {
        case indexes(MessageIndexes)
        case byFullName(Int)
    }

    private let place: Place
    /// Where the message begins.
    let offset: Int

    init(of frame: RecordFrame) throws(MalformedBytes) {
        switch frame.messageNaming {
        case .inHeader(let bytes):
            place = .indexes(try bytes.withByteReader { reader throws(MalformedBytes) in try MessageIndexes(reading: &reader) })
            offset = frame.offset
        case .inPayload:
            self = try frame.bytes.withByteReader { reader throws(MalformedBytes) in
                try reader.skip(frame.offset, reading: "schema prefix")
                let indexes = try MessageIndexes(reading: &reader)
                return ProtobufMessageNaming(.indexes(indexes), reader.position)
            }
        case .byFullName:
            self = try frame.bytes.withByteReader { reader throws(MalformedBytes) in
                try reader.skip(frame.offset, reading: "schema prefix")
                let position = try reader.readUnsignedVarint()
                return ProtobufMessageNaming(.byFullName(Int(position)), reader.position)
            }
        case .unknown:
            throw MalformedBytes(
                reading: "message's name", position: frame.offset, problem: "is not written in a way that is understood here")
        }
    }

    private init(_ place: Place, _ offset: Int) { (self.place, self.offset) = (place, offset) }

    func message(in schema: ProtobufSchema) -> ProtobufSchema.MessageID? {
        switch place {
        case .indexes(let indexes): return schema.message(at: indexes)
        case .byFullName(let position):
            let file = schema.roots[schema.roots.count - 1]
            let names = schema.messages.filter { $0.file == file && !$0.isMapEntry }.map(\.fullName).sorted()
            return names.indices.contains(position) ? schema.message(named: names[position]) : nil
        }
    }

    var description: String {
        switch place {
        case .indexes(let indexes): "the indexes \(indexes)"
        case .byFullName(let position): "the place \(position) of its messages by name"
        }
    }
}
