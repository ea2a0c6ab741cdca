internal import JSONText
internal import ProtobufSchema

/// A field's type as the policies see it: a group is a type of its own, whatever the syntax that made it.
enum PolicyType: Hashable {
    case double, float, int64, uint64, int32, fixed64, fixed32, bool, string, group, message, bytes, uint32, enumeration,
        sfixed32,
        sfixed64, sint32, sint64

    init(_ field: ProtobufField) {
        self =
            switch field.kind {
            case .double: .double
            case .float: .float
            case .int64: .int64
            case .uint64: .uint64
            case .int32: .int32
            case .fixed64: .fixed64
            case .fixed32: .fixed32
            case .bool: .bool
            case .string: .string
            case .bytes: .bytes
            case .uint32: .uint32
            case .sfixed32: .sfixed32
            case .sfixed64: .sfixed64
            case .sint32: .sint32
            case .sint64: .sint64
            case .enumeration: .enumeration
            case .message: field.isDelimited ? .group : .message
            }
    }

    /// The first of the types that read each other's binary data.
    var wireGroup: PolicyType {
        switch self {
        case .int32, .int64, .uint32, .uint64, .bool: .int32
        case .sint32, .sint64: .sint32
        case .fixed32, .sfixed32: .fixed32
        case .fixed64, .sfixed64: .fixed64
        default: self
        }
    }

    /// The first of the types that read each other's binary data and JSON.
    var wireJSONGroup: PolicyType {
        switch self {
        case .int32, .uint32: .int32
        case .int64, .uint64: .int64
        case .fixed32, .sfixed32: .fixed32
        case .fixed64, .sfixed64: .fixed64
        default: self
        }
    }

    var is64Bit: Bool {
        switch self {
        case .int64, .uint64, .sint64, .fixed64, .sfixed64: true
        default: false
        }
    }
}

/// How many values a field has, and whether none differs from the default.
enum PolicyCardinality: String {
    case explicit = "optional with presence"
    case implicit = "optional without presence"
    case required, repeated, map

    init(_ field: ProtobufField) {
        self =
            switch field.cardinality {
            case .repeated: field.isMap ? .map : .repeated
            case .required: .required
            case .singular: field.hasPresence ? .explicit : .implicit
            }
    }

    var wireGroup: PolicyCardinality {
        switch self {
        case .explicit, .implicit: .explicit
        case .required: .required
        case .repeated, .map: .repeated
        }
    }

    var wireJSONGroup: PolicyCardinality { self == .map ? .map : wireGroup }
}

/// What a field that is not set reads as.
enum PolicyDefault: Equatable {
    case text([UInt8])
    case integer(Int128)
    case float(Double)

    /// Nil for fields without a default: lists, maps and messages.
    init?(_ field: ProtobufField, in schema: ProtobufSchema) {
        guard field.cardinality != .repeated else { return nil }
        switch (field.defaultValue, field.kind) {
        case (_, .message): return nil
        case (.bool(let value), _): self = .integer(value ? 1 : 0)
        case (.signed(let value), _): self = .integer(Int128(value))
        case (.unsigned(let value), _): self = .integer(Int128(value))
        case (.float(let value), _): self = .float(Double(value))
        case (.double(let value), _): self = .float(value)
        case (.string(let value), _): self = .text(Array(value.utf8))
        case (.bytes(let value), _): self = .text(value)
        case (.enumeration(let value), _): self = .integer(Int128(value))
        case (nil, .string), (nil, .bytes): self = .text([])
        case (nil, .enumeration(let id)): self = .integer(Int128(schema[id].descriptor.values.first?.number ?? 0))
        case (nil, _): self = .integer(0)
        }
    }

    static func == (left: PolicyDefault, right: PolicyDefault) -> Bool {
        switch (left, right) {
        case (.text(let left), .text(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        // A float's default is not to the last bit that of a double.
        case (.float(let left), .float(let right)): left.isNaN && right.isNaN || left == right || Float(left) == Float(right)
        case (.integer(let integer), .float(let float)), (.float(let float), .integer(let integer)): Double(integer) == float
        case (.text, _), (_, .text): false
        }
    }

    var text: String {
        switch self {
        case .text(let bytes): JSONPrinter.quoted(String(decoding: bytes, as: UTF8.self))
        case .integer(let value): "\(value)"
        case .float(let value): "\(value)"
        }
    }
}
