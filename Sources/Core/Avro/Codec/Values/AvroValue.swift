/// An Avro value as a tree: the convenient way to make a datum by hand. Literals make the obvious case; the schema decides
/// what an integer, a text or a dictionary is written as.
///
///     let order: AvroValue = ["id": 7, "note": nil, "tags": ["new"]]
///     let bytes = try AvroValueEncoder(schema).encode(order)
public indirect enum AvroValue: Sendable, Hashable {
    case null
    case boolean(Bool)
    case int(Int32)
    case long(Int64)
    case float(Float)
    case double(Double)
    case bytes([UInt8])
    case string(String)
    case fixed([UInt8])
    case enumeration(String)
    case array([AvroValue])
    case map([Member])
    /// Fields in any order; those left out take their defaults. The name is needed only to choose among records of a union.
    case record(name: String?, fields: [Member])
    /// A value of a union in the branch of this name (`long`, `com.acme.Order`). Without it the branch is inferred.
    case union(branch: String, AvroValue)

    /// A field of a record or an entry of a map.
    public struct Member: Sendable, Hashable {
        public var name: String
        public var value: AvroValue

        public init(_ name: String, _ value: AvroValue) {
            self.name = name
            self.value = value
        }
    }
}

extension AvroValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    public init(integerLiteral value: Int64) { self = .long(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: AvroValue...) { self = .array(elements) }
    /// A record, which also serves where the schema wants a map.
    public init(dictionaryLiteral elements: (String, AvroValue)...) {
        self = .record(name: nil, fields: elements.map { Member($0.0, $0.1) })
    }
}

extension AvroValue {
    /// What was given, for errors: `string "12"`.
    var wording: String {
        switch self {
        case .null: "null"
        case .boolean(let value): "boolean \(value)"
        case .int(let value): "int \(value)"
        case .long(let value): "long \(value)"
        case .float(let value): "float \(value)"
        case .double(let value): "double \(value)"
        case .bytes(let value): "\(value.count) bytes"
        case .string(let value): "string \"\(value.prefix(40))\(value.count > 40 ? "…" : "")\""
        case .fixed(let value): "fixed of \(value.count) bytes"
        case .enumeration(let symbol): "symbol \(symbol.prefix(40))"
        case .array(let items): "an array of \(items.count)"
        case .map(let entries): "a map of \(entries.count)"
        case .record(let name, let fields): name.map { "record \($0)" } ?? "a record of \(fields.count) fields"
        case .union(let branch, _): "branch \(branch)"
        }
    }
}

extension GenericValue {
    /// The value as a tree, unions with the branch they came in. Costs an allocation per value.
    public var tree: AvroValue {
        let slot = slot
        let value: AvroValue = switch slot.tag.kind {
        case .boolean: .boolean(slot.word != 0)
        case .int: .int(Int32(truncatingIfNeeded: Int64(bitPattern: slot.word)))
        case .long: .long(Int64(bitPattern: slot.word))
        case .float: .float(Float(bitPattern: UInt32(truncatingIfNeeded: slot.word)))
        case .double: .double(Double(bitPattern: slot.word))
        case .bytes: .bytes(storage.content(slot))
        case .string: .string(storage.string(slot))
        case .fixed: .fixed(storage.content(slot))
        case .enumeration: .enumeration(shape.names[Int(slot.word)])
        case .array: .array((array ?? .none(storage)).map(\.tree))
        case .map: .map((map ?? .none(storage)).map { AvroValue.Member($0.key, $0.value.tree) })
        case .record:
            .record(name: shape.name, fields: (record?.map { AvroValue.Member($0.name, $0.value.tree) }) ?? [])
        case .null, .union: .null
        }
        return slot.tag.branch == nil ? value : .union(branch: shape.name, value)
    }
}

extension GenericArray {
    static func none(_ storage: DatumStorage) -> GenericArray { GenericArray(storage: storage, first: 0, count: 0, itemType: 0) }
}

extension GenericMap {
    static func none(_ storage: DatumStorage) -> GenericMap { GenericMap(storage: storage, first: 0, count: 0, valueType: 0) }
}
