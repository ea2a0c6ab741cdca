internal import ProtobufSchema

/// Short encoded records of a schema's messages, made to be read with another schema.
struct SmallRecords {
    let schema: ProtobufSchema
    let work: SearchWork

    /// Alternatives of one field, by how deep it is inside of the record: what keeps a search short.
    private static func maxAlternatives(_ depth: Int) -> Int { [24, 12, 4, 2][min(depth, 3)] }
    /// Messages inside each other, where some field of each is tried.
    private static let maxDepth = 4
    /// And where required fields demand them.
    private static let maxRequiredDepth = 32

    /// The record with nothing but required fields; nil where those go on without end.
    func smallest(_ id: ProtobufSchema.MessageID, depth: Int = 0) -> [UInt8]? { record(of: id, with: [:], depth: depth) }

    /// Records that set some of the fields of `numbers`: none, each alone in several ways, every two.
    func records(of id: ProtobufSchema.MessageID, setting numbers: [Int32]) -> [[UInt8]] {
        let fields = schema[id].fields.filter { numbers.contains($0.number) }
        let alternatives = fields.map { (number: $0.number, ways: occurrences(of: $0, depth: 0)) }
        var records = [smallest(id)].compactMap { $0 }
        for field in alternatives {
            records += field.ways.compactMap { record(of: id, with: [field.number: $0], depth: 0) }
        }
        for (place, first) in alternatives.enumerated() {
            for second in alternatives[(place + 1)...].prefix(Self.maxAlternatives(0)) {
                guard let one = first.ways.first, let other = second.ways.first else { continue }
                let chosen = [first.number: one, second.number: other]
                guard let record = record(of: id, with: chosen, depth: 0) else { return records }
                records.append(record)
            }
        }
        return records
    }

    private func record(of id: ProtobufSchema.MessageID, with chosen: [Int32: [UInt8]], depth: Int) -> [UInt8]? {
        guard work.take(1 + schema[id].fields.count) else { return nil }
        var bytes: [UInt8] = []
        for field in schema[id].fields {
            if let way = chosen[field.number] {
                bytes += way
            } else if field.cardinality == .required {
                guard let value = plainest(field, depth: depth) else { return nil }
                var writer = WireWriter()
                write(value, field, wireType(of: field), &writer)
                bytes += writer.bytes
            }
        }
        return bytes
    }

    private func plainest(_ field: ProtobufField, depth: Int) -> [UInt8]? {
        guard case .message(let id) = field.kind else { return values(of: field, depth: depth).first }
        return depth < Self.maxRequiredDepth ? smallest(id, depth: depth + 1) : nil
    }

    /// The field with its tag, in several ways, the plainest first. Empty where no record can be that deep.
    private func occurrences(of field: ProtobufField, depth: Int) -> [[UInt8]] {
        let values = values(of: field, depth: depth).prefix(Self.maxAlternatives(depth))
        let type = wireType(of: field)
        if field.cardinality == .repeated, !field.isMap {
            // A list of one, then one of two.
            let lists = values.map { [$0] } + (values.count > 1 ? [[values[0], values[1]]] : values.map { [$0, $0] })
            return lists.map { list in
                var writer = WireWriter()
                if field.isPacked {
                    writer.field(field.number, bytes: list.flatMap { $0 })
                } else {
                    for value in list { write(value, field, type, &writer) }
                }
                return writer.bytes
            }
        }
        return values.map { value in
            var writer = WireWriter()
            write(value, field, type, &writer)
            return writer.bytes
        }
    }

    private func write(_ value: [UInt8], _ field: ProtobufField, _ type: WireType, _ writer: inout WireWriter) {
        writer.tag(field.number, type)
        if type == .lengthDelimited { writer.varint(UInt64(value.count)) }
        writer.raw(value)
        if type == .startGroup { writer.tag(field.number, .endGroup) }
    }

    private func wireType(of field: ProtobufField) -> WireType {
        switch field.kind {
        case .string, .bytes: .lengthDelimited
        case .message: field.isDelimited ? .startGroup : .lengthDelimited
        case .double, .fixed64, .sfixed64: .fixed64
        case .float, .fixed32, .sfixed32: .fixed32
        default: .varint
        }
    }

    /// Values without tag and length.
    private func values(of field: ProtobufField, depth: Int) -> [[UInt8]] {
        func varints(_ values: UInt64...) -> [[UInt8]] {
            values.map { value in
                var writer = WireWriter()
                writer.varint(value)
                return writer.bytes
            }
        }
        func fixed<T: FixedWidthInteger>(_ values: T...) -> [[UInt8]] {
            values.map { value in (0..<(value.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
        }
        switch field.kind {
        case .bool: return varints(1)
        case .enumeration(let id):
            let numbers = schema[id].descriptor.values.map(\.number)
            // An open enum takes numbers it has no name for.
            let unnamed: [Int32] = schema[id].isClosed ? [] : [1]
            return (numbers.filter { $0 != 0 } + unnamed + numbers).prefix(3).flatMap { varints(UInt64(bitPattern: Int64($0))) }
        case .int32, .int64: return varints(1, 150, UInt64(bitPattern: -1))
        case .uint32, .uint64: return varints(1, 150)
        case .sint32, .sint64: return varints(1, 2, 300)
        case .fixed32, .sfixed32: return fixed(UInt32(1), UInt32(0x41))
        case .float: return fixed(Float(1.5).bitPattern, Float(-2).bitPattern)
        case .fixed64, .sfixed64: return fixed(UInt64(1), UInt64(0x41))
        case .double: return fixed(1.5.bitPattern, (-2.0).bitPattern)
        case .string: return [Array("a".utf8), Array("7".utf8), []]
        case .bytes: return [Array("a".utf8), [0xff], []]
        case .message(let id): return messages(id, depth: depth + 1)
        }
    }

    private func messages(_ id: ProtobufSchema.MessageID, depth: Int) -> [[UInt8]] {
        guard depth <= Self.maxDepth else { return [] }
        if schema[id].isMapEntry {
            let parts = schema[id].fields.map { occurrences(of: $0, depth: depth) }
            guard parts.count == 2, let key = parts[0].first else { return [] }
            return parts[1].map { key + $0 } + parts[0].dropFirst().compactMap { key in parts[1].first.map { key + $0 } }
        }
        var result = [smallest(id, depth: depth)].compactMap { $0 }
        for field in schema[id].fields {
            guard result.count < Self.maxAlternatives(depth), !work.isDone else { break }
            for way in occurrences(of: field, depth: depth).prefix(3) {
                if let record = record(of: id, with: [field.number: way], depth: depth) { result.append(record) }
            }
        }
        // The empty message says least: it comes last.
        return result.count > 1 ? Array(result.dropFirst()) + [result[0]] : result
    }
}

/// How much may still be done to find witnesses for the findings of a verdict. Counted rather than timed, so that the answer is
/// the same on every machine; shared by all searches, so that none of a large schema's messages costs what all of them may.
final class SearchWork {
    /// Fields of messages that are written or decoded, and bytes of records.
    private var left: Int

    static let most = 2_000_000

    init(_ most: Int = SearchWork.most) { left = most }

    var isDone: Bool { left <= 0 }

    /// Whether there was so much left.
    func take(_ count: Int) -> Bool {
        left -= count
        return left >= 0
    }
}
