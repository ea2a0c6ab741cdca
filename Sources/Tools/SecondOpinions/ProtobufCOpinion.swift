internal import CProtobufC
internal import Glibc
package import LeafDump
package import ProtobufSchema

/// Debian's protobuf-c reads messages with descriptors made of our schema.
///
/// Its strings end at their first zero byte, and it neither checks UTF-8 nor bounds nesting.
package final class ProtobufCOpinion: Opinion {
    private let schema: ProtobufSchema
    private let root: ProtobufSchema.MessageID
    private let tables: ProtobufCTables

    package init(_ schema: ProtobufSchema, root: ProtobufSchema.MessageID) throws(OpinionRefusal) {
        self.schema = schema
        self.root = root
        tables = try ProtobufCTables(schema, root: root)
    }

    package func dump(_ bytes: [UInt8], to dump: inout LeafDump) throws(OpinionRefusal) {
        guard let message = protobuf_c_message_unpack(tables.descriptor, nil, bytes.count, bytes) else {
            throw OpinionRefusal("protobuf-c refuses the message")
        }
        defer { protobuf_c_message_free_unpacked(message, nil) }
        write(UnsafeRawPointer(message), root, to: &dump)
    }

    /// - Parameter message: as large as the tables say that a message with this id is.
    private func write(_ message: UnsafeRawPointer, _ id: ProtobufSchema.MessageID, to dump: inout LeafDump) {
        for member in tables.layouts[id]?.members ?? [] {
            let place = message + member.offset
            guard member.field.cardinality == .repeated else {
                if isSet(member, message) {
                    dump.field(Int(member.field.number))
                    write(place, member.field.kind, to: &dump)
                }
                continue
            }
            let count = (message + (member.quantifierOffset ?? 0)).load(as: Int.self)
            guard count > 0, let start = place.load(as: UnsafeRawPointer?.self) else { continue }
            dump.field(Int(member.field.number))
            dump.array(count)
            // In bounds: protobuf-c has made room for `count` elements of this size.
            let elements = (0..<count).map { start + $0 * member.field.kind.byteCount }
            if member.field.isMap {
                dump.entries(elements.map { entry($0, member.field.kind) })
            } else {
                for element in elements { write(element, member.field.kind, to: &dump) }
            }
        }
        dump.endMessage()
    }

    /// A map's entry has both its parts, written or not.
    private func entry(_ place: UnsafeRawPointer, _ kind: ProtobufField.Kind) -> [UInt8] {
        var dump = LeafDump()
        if case .message(let id) = kind, let message = place.load(as: UnsafeRawPointer?.self) {
            for member in tables.layouts[id]?.members ?? [] { write(message + member.offset, member.field.kind, to: &dump) }
        }
        return dump.bytes
    }

    private func isSet(_ member: ProtobufCTables.Member, _ message: UnsafeRawPointer) -> Bool {
        let place = message + member.offset, field = member.field
        if field.cardinality == .required { return true }
        if let offset = member.quantifierOffset {
            let quantifier = (message + offset).load(as: Int32.self)
            return member.isInOneof ? quantifier == field.number : quantifier != 0
        }
        switch field.kind {
        case .message: return place.load(as: UnsafeRawPointer?.self) != nil
        case .string:
            guard let text = place.load(as: UnsafePointer<CChar>?.self) else { return false }
            return field.hasPresence || text.pointee != 0
        case .bytes: return place.load(as: ProtobufCBinaryData.self).len > 0
        default: return field.kind.byteCount == 4 ? place.load(as: UInt32.self) != 0 : place.load(as: UInt64.self) != 0
        }
    }

    /// The value at `place`, which is as large as its kind.
    private func write(_ place: UnsafeRawPointer, _ kind: ProtobufField.Kind, to dump: inout LeafDump) {
        switch kind {
        case .int32, .sint32, .sfixed32: dump.integer(Int64(place.load(as: Int32.self)))
        case .uint32, .fixed32: dump.integer(Int64(place.load(as: UInt32.self)))
        case .int64, .sint64, .sfixed64: dump.integer(place.load(as: Int64.self))
        case .uint64, .fixed64: dump.unsigned(place.load(as: UInt64.self))
        case .float: dump.float(place.load(as: Float.self))
        case .double: dump.double(place.load(as: Double.self))
        case .bool: dump.bool(place.load(as: Int32.self) != 0)
        case .enumeration: dump.symbol(Int(place.load(as: Int32.self)))
        case .string:
            let text = place.load(as: UnsafePointer<CChar>?.self)
            dump.string(UnsafeRawBufferPointer(start: text, count: text.map { strlen($0) } ?? 0))
        case .bytes:
            let content = place.load(as: ProtobufCBinaryData.self)
            dump.bytes(UnsafeRawBufferPointer(start: content.data, count: content.len))
        case .message(let id):
            if let message = place.load(as: UnsafeRawPointer?.self) { write(message, id, to: &dump) } else { dump.endMessage() }
        }
    }
}
