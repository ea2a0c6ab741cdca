internal import Bytes

/// How two data of one schema stand to each other (Avro 1.12, "Sort Order"), found in their binary form.
///
/// Records go field by field as their `order` says; arrays, strings, bytes and fixed item by item; enums by the position of
/// the symbol; unions by branch first. Numbers go by value, NaN behind all others and -0 before 0, as Java has it. Maps have no
/// order.
public enum AvroOrder: Sendable, Hashable {
    case before, same, after

    /// - Throws: if a datum is malformed as far as it had to be read, or the schema compares maps.
    public static func compare(
        _ left: [UInt8], _ right: [UInt8], _ schema: AvroSchema, limits: DecodingLimits = .standard
    ) throws(AvroDecodingError) -> AvroOrder {
        let result: Result<AvroOrder, AvroDecodingError> = left.withUnsafeBytes { left in
            right.withUnsafeBytes { right in
                guard max(left.count, right.count) <= limits.maxBytes else {
                    return .failure(.limit("at most \(limits.maxBytes) bytes", found: "more", at: 0))
                }
                var walk = OrderWalk(
                    schema: schema, left: BinaryDecoder(ByteReader(left), limits: limits),
                    right: BinaryDecoder(ByteReader(right), limits: limits))
                do throws(AvroDecodingError) { return .success(try walk.compare(schema.root)) } catch { return .failure(error) }
            }
        }
        return try result.get()
    }

    init<T: Comparable>(_ left: T, _ right: T) { self = left == right ? .same : left < right ? .before : .after }

    var reversed: AvroOrder {
        switch self {
        case .before: .after
        case .same: .same
        case .after: .before
        }
    }
}

/// A walk over two data at once.
private struct OrderWalk {
    let schema: AvroSchema
    var left: BinaryDecoder
    var right: BinaryDecoder

    mutating func compare(_ id: AvroSchema.TypeID) throws(AvroDecodingError) -> AvroOrder {
        switch schema[id].kind {
        case .null: return .same
        case .boolean: return AvroOrder(try left.readBoolean() ? 1 : 0, try right.readBoolean() ? 1 : 0)
        case .int: return AvroOrder(try left.readInt(), try right.readInt())
        case .long: return AvroOrder(try left.readLong(), try right.readLong())
        case .float: return Self.order(Double(try left.readFloat()), Double(try right.readFloat()))
        case .double: return Self.order(try left.readDouble(), try right.readDouble())
        case .bytes, .string:
            return contents(try left.skipFixed(try left.readLength()), try right.skipFixed(try right.readLength()))
        case .fixed(let fixed): return contents(try left.skipFixed(fixed.size), try right.skipFixed(fixed.size))
        case .enumeration(let enumeration):
            let count = enumeration.symbols.count
            return AvroOrder(try left.readIndex(below: count), try right.readIndex(below: count))
        case .union(let branches):
            let branch = try left.readIndex(below: branches.count, of: "branch")
            let other = try right.readIndex(below: branches.count, of: "branch")
            return branch == other ? try compare(branches[branch]) : AvroOrder(branch, other)
        case .array(let items): return try arrays(items)
        case .map:
            throw AvroDecodingError(
                code: .mismatch, expected: "a type with an order", found: "a map, which has none", position: left.position)
        case .record(let record): return try records(record)
        }
    }

    private mutating func records(_ record: AvroRecord) throws(AvroDecodingError) -> AvroOrder {
        try enter()
        for field in record.fields {
            if field.order == .ignore {
                try Self.skip(field.type, schema, &left)
                try Self.skip(field.type, schema, &right)
                continue
            }
            let order = try compare(field.type)
            if order != .same { return field.order == .descending ? order.reversed : order }
        }
        leave()
        return .same
    }

    /// Blocks may be cut differently on both sides.
    private mutating func arrays(_ items: AvroSchema.TypeID) throws(AvroDecodingError) -> AvroOrder {
        try enter()
        let minBytes = Self.takesBytes(items, schema) ? 1 : 0
        var leftCount = 0, rightCount = 0
        while true {
            if leftCount == 0 { leftCount = try left.readBlock(minItemBytes: minBytes).count }
            if rightCount == 0 { rightCount = try right.readBlock(minItemBytes: minBytes).count }
            // The shorter array comes first.
            if leftCount == 0 || rightCount == 0 {
                leave()
                return AvroOrder(leftCount == 0 ? 0 : 1, rightCount == 0 ? 0 : 1)
            }
            let order = try compare(items)
            if order != .same { return order }
            leftCount -= 1
            rightCount -= 1
        }
    }

    private mutating func enter() throws(AvroDecodingError) {
        try left.enter()
        try right.enter()
    }

    private mutating func leave() {
        left.leave()
        right.leave()
    }

    private func contents(_ one: Range<Int>, _ other: Range<Int>) -> AvroOrder {
        let (one, other) = (left.reader.bytes[one], right.reader.bytes[other])
        if one.lexicographicallyPrecedes(other) { return .before }
        return one.elementsEqual(other) ? .same : .after
    }

    private static func order(_ left: Double, _ right: Double) -> AvroOrder {
        if left.isNaN || right.isNaN { return AvroOrder(left.isNaN ? 1 : 0, right.isNaN ? 1 : 0) }
        if left == 0, right == 0 { return AvroOrder(left.sign == .minus ? 0 : 1, right.sign == .minus ? 0 : 1) }
        return AvroOrder(left, right)
    }

    private static func skip(
        _ id: AvroSchema.TypeID, _ schema: AvroSchema, _ decoder: inout BinaryDecoder
    ) throws(AvroDecodingError) {
        switch schema[id].kind {
        case .null: break
        case .boolean: try decoder.skip(1)
        case .int, .long: try decoder.skipVarint()
        case .float: try decoder.skip(4)
        case .double: try decoder.skip(8)
        case .bytes, .string: try decoder.skip(try decoder.readLength())
        case .fixed(let fixed): try decoder.skip(fixed.size)
        case .enumeration(let enumeration): _ = try decoder.readIndex(below: enumeration.symbols.count)
        case .union(let branches):
            try skip(branches[try decoder.readIndex(below: branches.count, of: "branch")], schema, &decoder)
        case .array(let items): try skipBlocks(items, schema, &decoder, keyed: false)
        case .map(let values): try skipBlocks(values, schema, &decoder, keyed: true)
        case .record(let record):
            try decoder.enter()
            for field in record.fields { try skip(field.type, schema, &decoder) }
            decoder.leave()
        }
    }

    private static func skipBlocks(
        _ items: AvroSchema.TypeID, _ schema: AvroSchema, _ decoder: inout BinaryDecoder, keyed: Bool
    ) throws(AvroDecodingError) {
        try decoder.enter()
        while true {
            let block = try decoder.readBlock(minItemBytes: keyed || takesBytes(items, schema) ? 1 : 0)
            if block.count == 0 { break }
            if decoder.skip(block) { continue }
            for _ in 0..<block.count {
                if keyed { try decoder.skip(try decoder.readLength()) }
                try skip(items, schema, &decoder)
            }
        }
        decoder.leave()
    }

    /// Whether values take a byte at least, as far as the type itself tells.
    private static func takesBytes(_ id: AvroSchema.TypeID, _ schema: AvroSchema) -> Bool {
        switch schema[id].kind {
        case .null: false
        case .fixed(let fixed): fixed.size > 0
        case .record(let record):
            record.fields.contains { field in
                switch schema[field.type].kind {
                case .null, .fixed, .record: false
                default: true
                }
            }
        default: true
        }
    }
}
