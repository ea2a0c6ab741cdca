import Bytes
import JSONText

/// Writes JSON as a datum: a walk over value and schema at once, for each of the three ways in which JSON stands for
/// Avro values.
struct JSONDatumWalk {
    enum Form {
        /// Avro 1.12, "JSON Encoding": tagged unions, bytes as code points.
        case specification
        /// What people write: untagged unions, base64, logical types as text.
        case people
        /// A default in a schema.
        case defaultValue
    }

    let schema: AvroSchema
    let shape: SchemaShape
    let form: Form
    var spending: WritingBudget

    /// Of one default: what new schemas may have, and stored ones are held to here.
    private static let maxDefaultValues = AvroSchemaParser.Limits().maxDefaultValues

    /// - Parameter limits: what is written stays within them, so that it can be read with them.
    init(schema: AvroSchema, shape: SchemaShape, form: Form, limits: DecodingLimits = .standard) {
        self.schema = schema
        self.shape = shape
        self.form = form
        spending = WritingBudget(limits: limits)
        if form == .defaultValue { spending.maxValues = min(spending.maxValues, Self.maxDefaultValues) }
    }

    mutating func write(
        _ value: JSONValue, _ index: Int, _ out: inout BinaryEncoder, depth: Int
    ) throws(AvroEncodingError) {
        try spending.begin(depth: depth, byteCount: out.count)
        let type = shape.types[index]
        if form == .people, let logical = type.logicalType, type.kind != .union,
            try writeLogical(value, logical, type, &out)
        {
            return
        }
        switch (type.kind, value) {
        case (.union, _): try writeUnion(value, index, &out, depth)
        case (.null, .null): break
        case (.boolean, .bool(let flag)): out.write(flag)
        case (.int, .number(let number)):
            guard let narrow = number.int64.flatMap(Int32.init(exactly:)) else { throw mismatch(value, index) }
            out.write(narrow)
        case (.long, .number(let number)):
            guard let long = number.int64 else { throw mismatch(value, index) }
            out.write(long)
        case (.float, _):
            guard let number = float(value) else { throw mismatch(value, index) }
            out.write(number)
        case (.double, _):
            guard let number = double(value) else { throw mismatch(value, index) }
            out.write(number)
        case (.bytes, .string(let text)): out.write(try content(text, "bytes"))
        case (.string, .string(let text)): out.write(text)
        case (.fixed, .string(let text)):
            let bytes = try content(text, "fixed \(type.name)")
            guard bytes.count == type.size else {
                throw AvroEncodingError(expected: "\(type.size) bytes of fixed \(type.name)", found: "\(bytes.count) bytes")
            }
            out.writeFixed(bytes)
        case (.enumeration, .string(let symbol)):
            guard let place = type.index(of: symbol) else { throw unknownSymbol(symbol, type) }
            out.writeIndex(place)
        case (.array, .array(let items)):
            try spending.take(items: items.count)
            if !items.isEmpty { out.writeBlock(count: items.count) }
            let start = out.count
            for (place, item) in items.enumerated() {
                try write(item, type.children[0], &out, depth: depth + 1, at: .item(place))
            }
            if out.count == start { try spending.take(zeroByteItems: items.count) }
            out.writeBlock(count: 0)
        case (.map, .object(let object)):
            try spending.take(items: object.members.count)
            if !object.isEmpty { out.writeBlock(count: object.members.count) }
            for member in object.members {
                out.write(member.key)
                try write(member.value, type.children[0], &out, depth: depth + 1, at: .key(member.key))
            }
            out.writeBlock(count: 0)
        case (.record, .object(let object)): try writeRecord(object, index, &out, depth)
        default: throw mismatch(value, index)
        }
    }

    mutating func write(
        _ value: JSONValue, _ index: Int, _ out: inout BinaryEncoder, depth: Int, at step: AvroPath.Step
    ) throws(AvroEncodingError) {
        do throws(AvroEncodingError) {
            try write(value, index, &out, depth: depth)
        } catch {
            var error = error
            error.path.prepend(step)
            throw error
        }
    }

    private mutating func writeRecord(
        _ object: JSONObject, _ index: Int, _ out: inout BinaryEncoder, _ depth: Int
    ) throws(AvroEncodingError) {
        let type = shape.types[index]
        guard case .record(let record) = schema.types[index].kind else { return }
        var given = 0
        for (place, field) in record.fields.enumerated() {
            if let value = object[field.name] {
                given += 1
                try write(value, type.children[place], &out, depth: depth + 1, at: .field(field.name))
            } else {
                try writeMissing(field, type.children[place], &out, depth)
            }
        }
        if given < object.members.count, let stranger = object.members.first(where: { type.index(of: $0.key) == nil }) {
            throw ValueWalk.unknownField(stranger.key, type)
        }
    }

    /// A field that is not given takes its default; people may also leave out what may be null. The specification's
    /// encoding has every field.
    private mutating func writeMissing(
        _ field: AvroField, _ type: Int, _ out: inout BinaryEncoder, _ depth: Int
    ) throws(AvroEncodingError) {
        if form != .specification {
            if let value = field.defaultValue {
                var walk = JSONDatumWalk(schema: schema, shape: shape, form: .defaultValue, limits: spending.limits)
                let ownMaxValues = spending.maxValues
                walk.spending = spending
                walk.spending.maxValues = min(ownMaxValues, spending.values + Self.maxDefaultValues)
                try walk.write(value, type, &out, depth: depth + 1, at: .field(field.name))
                spending = walk.spending
                spending.maxValues = ownMaxValues
                return
            }
            if form == .people, shape.types[type].kind == .union, let null = shape.nullBranch(type) {
                return out.writeIndex(null)
            }
        }
        let wanted = shape.wording(type) + (form == .specification ? "" : " and has no default")
        throw AvroEncodingError(path: AvroPath(steps: [.field(field.name)]), expected: wanted, found: "nothing")
    }

    func mismatch(_ value: JSONValue, _ index: Int) -> AvroEncodingError {
        AvroEncodingError(expected: shape.wording(index), found: value.wording)
    }

    private func unknownSymbol(_ symbol: String, _ type: TypeShape) -> AvroEncodingError {
        let symbols = type.names.prefix(12).joined(separator: ", ") + (type.names.count > 12 ? ", …" : "")
        return AvroEncodingError(expected: "a symbol of enum \(type.name) (\(symbols))", found: "\"\(symbol.prefix(40))\"")
    }

    private func content(_ text: String, _ what: String) throws(AvroEncodingError) -> [UInt8] {
        if form == .people {
            guard let bytes = Base64.decode(text) else {
                throw AvroEncodingError(expected: "\(what) in base64", found: JSONValue.string(text).wording)
            }
            return bytes
        }
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            guard let byte = UInt8(exactly: scalar.value) else {
                throw AvroEncodingError(
                    expected: "\(what) as characters U+0000 to U+00FF", found: JSONValue.string(text).wording)
            }
            bytes.append(byte)
        }
        return bytes
    }
}

extension JSONDatumWalk {
    func double(_ value: JSONValue) -> Double? {
        switch value {
        case .number(let number): number.double.flatMap { $0.isFinite ? $0 : nil }
        case .string(let text): NonFinite(rawValue: text)?.double
        default: nil
        }
    }

    func float(_ value: JSONValue) -> Float? {
        switch value {
        case .number(let number): Float(number.text).flatMap { $0.isFinite ? $0 : nil }
        case .string(let text): (NonFinite(rawValue: text)?.double).map { Float($0) }
        default: nil
        }
    }
}

/// The numbers JSON has no digits for, by the names everybody gives them.
enum NonFinite: String {
    case nan = "NaN"
    case infinity = "Infinity"
    case negativeInfinity = "-Infinity"

    init?(_ value: Double) {
        if value.isFinite { return nil }
        self = value.isNaN ? .nan : value > 0 ? .infinity : .negativeInfinity
    }

    var double: Double {
        switch self {
        case .nan: .nan
        case .infinity: .infinity
        case .negativeInfinity: -.infinity
        }
    }
}

extension JSONValue {
    /// What was given, for errors: `string "12"`.
    var wording: String {
        switch self {
        case .null: "null"
        case .bool(let flag): "\(flag)"
        case .number(let number): "number \(number.text.prefix(40))"
        case .string(let text): "string \"\(text.prefix(40))\(text.count > 40 ? "…" : "")\""
        case .array(let items): "an array of \(items.count)"
        case .object(let object): "an object of \(object.members.count) members"
        }
    }
}
