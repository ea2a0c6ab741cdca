/// Writes `AvroValue` trees in one schema. Make one per schema and keep it.
public struct AvroValueEncoder: Sendable {
    let target: EncodingSchema

    public init(_ schema: AvroSchema) { target = EncodingSchema(schema) }

    public var schema: AvroSchema { target.schema }

    /// - Parameter prefix: bytes to put in front, such as a schema id.
    public func encode(_ value: AvroValue, after prefix: [UInt8] = []) throws(AvroEncodingError) -> [UInt8] {
        var encoder = BinaryEncoder()
        encoder.writeFixed(prefix)
        try encode(value, to: &encoder)
        return encoder.bytes()
    }

    /// Appends the datum; after an error the encoder holds a part of it.
    public func encode(_ value: AvroValue, to encoder: inout BinaryEncoder) throws(AvroEncodingError) {
        let walk = ValueWalk(target: target)
        do throws(AvroEncodingError) {
            try walk.write(value, target.shape.root, &encoder, depth: 0)
        } catch {
            throw target.rooted(error)
        }
    }
}

/// The walk over value and schema at once.
struct ValueWalk {
    let target: EncodingSchema
    /// As deep as a decoder with standard limits goes.
    static let maxDepth = DecodingLimits.standard.maxDepth

    func write(
        _ value: AvroValue, _ index: Int, _ out: inout BinaryEncoder, depth: Int
    ) throws(AvroEncodingError) {
        let type = target.shape.types[index]
        guard depth <= Self.maxDepth else {
            throw AvroEncodingError(code: .limit, expected: "at most \(Self.maxDepth) levels", found: "one more")
        }
        switch (type.kind, value) {
        case (.union, _): try writeUnion(value, index, &out, depth)
        case (_, .union(let branch, let inner)) where branch == type.name: try write(inner, index, &out, depth: depth)
        case (.null, .null): break
        case (.boolean, .boolean(let flag)): out.write(flag)
        case (.int, .int(let number)): out.write(number)
        case (.int, .long(let number)):
            guard let narrow = Int32(exactly: number) else { throw mismatch(value, index) }
            out.write(narrow)
        case (.long, .int(let number)): out.write(Int64(number))
        case (.long, .long(let number)): out.write(number)
        case (.float, .float(let number)): out.write(number)
        case (.float, .double(let number)):
            let narrow = Float(number)
            guard narrow.isFinite == number.isFinite else { throw mismatch(value, index) }
            out.write(narrow)
        case (.float, .int(let number)): out.write(Float(number))
        case (.float, .long(let number)): out.write(Float(number))
        case (.double, .double(let number)): out.write(number)
        case (.double, .float(let number)): out.write(Double(number))
        case (.double, .int(let number)): out.write(Double(number))
        case (.double, .long(let number)): out.write(Double(number))
        case (.bytes, .bytes(let bytes)), (.bytes, .fixed(let bytes)): out.write(bytes)
        case (.string, .string(let text)): out.write(text)
        case (.fixed, .fixed(let bytes)), (.fixed, .bytes(let bytes)):
            guard bytes.count == type.size else {
                throw AvroEncodingError(expected: "\(type.size) bytes of fixed \(type.name)", found: "\(bytes.count) bytes")
            }
            out.writeFixed(bytes)
        case (.enumeration, .enumeration(let symbol)), (.enumeration, .string(let symbol)):
            guard let place = type.index(of: symbol) else { throw unknownSymbol(symbol, type) }
            out.writeIndex(place)
        case (.array, .array(let items)): try writeArray(items, type.children[0], &out, depth)
        case (.map, .map(let entries)), (.map, .record(_, let entries)): try writeMap(entries, type.children[0], &out, depth)
        case (.record, .record(_, let fields)), (.record, .map(let fields)): try writeRecord(fields, index, &out, depth)
        default: throw mismatch(value, index)
        }
    }

    func mismatch(_ value: AvroValue, _ index: Int) -> AvroEncodingError {
        AvroEncodingError(expected: target.shape.wording(index), found: value.wording)
    }

    func unknownSymbol(_ symbol: String, _ type: TypeShape) -> AvroEncodingError {
        let symbols = type.names.prefix(12).joined(separator: ", ") + (type.names.count > 12 ? ", …" : "")
        return AvroEncodingError(expected: "a symbol of enum \(type.name) (\(symbols))", found: "\"\(symbol.prefix(40))\"")
    }

    private func writeArray(
        _ items: [AvroValue], _ type: Int, _ out: inout BinaryEncoder, _ depth: Int
    ) throws(AvroEncodingError) {
        if !items.isEmpty { out.writeBlock(count: items.count) }
        for (place, item) in items.enumerated() {
            try at(.item(place)) { () throws(AvroEncodingError) in try write(item, type, &out, depth: depth + 1) }
        }
        out.writeBlock(count: 0)
    }

    private func writeMap(
        _ entries: [AvroValue.Member], _ type: Int, _ out: inout BinaryEncoder, _ depth: Int
    ) throws(AvroEncodingError) {
        if !entries.isEmpty { out.writeBlock(count: entries.count) }
        for entry in entries {
            out.write(entry.name)
            try at(.key(entry.name)) { () throws(AvroEncodingError) in try write(entry.value, type, &out, depth: depth + 1) }
        }
        out.writeBlock(count: 0)
    }

    private func writeRecord(
        _ fields: [AvroValue.Member], _ index: Int, _ out: inout BinaryEncoder, _ depth: Int
    ) throws(AvroEncodingError) {
        let type = target.shape.types[index]
        var given = [AvroValue?](repeating: nil, count: type.names.count)
        for (place, field) in fields.enumerated() {
            guard let at = type.index(of: field.name, hint: place) else { throw Self.unknownField(field.name, type) }
            given[at] = field.value
        }
        for place in type.names.indices {
            try at(.field(type.names[place])) { () throws(AvroEncodingError) in
                if let value = given[place] {
                    try write(value, type.children[place], &out, depth: depth + 1)
                } else if let bytes = target.defaults[index][place] {
                    out.writeFixed(bytes)
                } else {
                    throw AvroEncodingError(
                        expected: "\(target.shape.wording(type.children[place])) and has no default", found: "nothing")
                }
            }
        }
    }

    static func unknownField(_ name: String, _ type: TypeShape) -> AvroEncodingError {
        let names = type.names.prefix(20).joined(separator: ", ") + (type.names.count > 20 ? ", …" : "")
        return AvroEncodingError(expected: "only fields of record \(type.name) (\(names))", found: "field \"\(name.prefix(60))\"")
    }

    /// Runs `body`; an error learns the step.
    @inline(__always)
    func at(_ step: @autoclosure () -> AvroPath.Step, _ body: () throws(AvroEncodingError) -> Void) throws(AvroEncodingError) {
        do throws(AvroEncodingError) {
            try body()
        } catch {
            var error = error
            error.path.prepend(step())
            throw error
        }
    }
}
