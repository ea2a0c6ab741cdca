/// A type of a schema reduced to what walks over values need, cheap to look at and never copied deeply.
///
/// Classes here, because a walk hands shapes on at every step and one reference is cheaper to hand on than five.
final class TypeShape: Sendable {
    let kind: Slot.Kind
    /// Full name of a named type, else the kind's keyword: how a union branch is called.
    let name: String
    /// Field names of a record, symbols of an enum.
    let names: [String]
    /// Types of a record's fields, a union's branches, or the one of an array's items or a map's values.
    let children: [Int]
    /// Bytes of a fixed.
    let size: Int
    let logicalType: AvroLogicalType?

    init(_ type: AvroType) {
        var names: [String] = []
        var children: [Int] = []
        var size = 0
        switch type.kind {
        case .null, .boolean, .int, .long, .float, .double, .bytes, .string: break
        case .array(let items): children = [items.index]
        case .map(let values): children = [values.index]
        case .union(let branches): children = branches.map(\.index)
        case .record(let record):
            names = record.fields.map(\.name)
            children = record.fields.map(\.type.index)
        case .enumeration(let enumeration): names = enumeration.symbols
        case .fixed(let fixed): size = fixed.size
        }
        kind = Slot.Kind(type.kind)
        name = type.name?.fullName ?? Slot.Kind(type.kind).keyword
        self.names = names
        self.children = children
        self.size = size
        logicalType = type.logicalType
    }

    /// The index of a name; `hint` is looked at first, as names are mostly asked for in order.
    @inline(__always)
    func index(of wanted: String, hint: Int = 0) -> Int? {
        if hint < names.count, names[hint] == wanted { return hint }
        return names.firstIndex(of: wanted)
    }
}

/// The shapes of a schema by type index.
final class SchemaShape: Sendable {
    let types: [TypeShape]
    let root: Int
    /// What errors call the root.
    let rootName: String
    let rootShortName: String

    init(_ schema: AvroSchema) {
        types = schema.types.map { TypeShape($0) }
        root = schema.root.index
        rootName = types[root].name
        rootShortName = schema.rootType.name?.name ?? types[root].name
    }
}

extension Slot.Kind {
    init(_ kind: AvroType.Kind) {
        self = switch kind {
        case .null: .null
        case .boolean: .boolean
        case .int: .int
        case .long: .long
        case .float: .float
        case .double: .double
        case .bytes: .bytes
        case .string: .string
        case .array: .array
        case .map: .map
        case .union: .union
        case .record: .record
        case .enumeration: .enumeration
        case .fixed: .fixed
        }
    }

    var keyword: String {
        switch self {
        case .null: "null"
        case .boolean: "boolean"
        case .int: "int"
        case .long: "long"
        case .float: "float"
        case .double: "double"
        case .bytes: "bytes"
        case .string: "string"
        case .array: "array"
        case .map: "map"
        case .union: "union"
        case .record: "record"
        case .enumeration: "enum"
        case .fixed: "fixed"
        }
    }
}
