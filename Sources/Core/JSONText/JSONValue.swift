/// A JSON value that keeps what Foundation loses: the order of members and the digits of numbers.
///
/// Texts are equal when their bytes are: two spellings of `é` that Unicode calls equivalent are two strings.
public indirect enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

extension JSONValue: Hashable {
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.number(let a), .number(let b)): a == b
        case (.string(let a), .string(let b)): a.hasSameBytes(as: b)
        case (.array(let a), .array(let b)): a == b
        case (.object(let a), .object(let b)): a == b
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .number(let value): hasher.combine(value)
        case .string(let value): hasher.combine(value)
        case .array(let values): hasher.combine(values)
        case .object(let object): hasher.combine(object)
        }
    }
}

extension JSONValue {
    public var isNull: Bool { if case .null = self { true } else { false } }
    public var asBool: Bool? { if case .bool(let value) = self { value } else { nil } }
    public var asNumber: JSONNumber? { if case .number(let value) = self { value } else { nil } }
    public var asInt64: Int64? { asNumber?.int64 }
    public var asString: String? { if case .string(let value) = self { value } else { nil } }
    public var asArray: [JSONValue]? { if case .array(let values) = self { values } else { nil } }
    public var asObject: JSONObject? { if case .object(let object) = self { object } else { nil } }

    /// The member of an object; nil for other values too.
    public subscript(key: String) -> JSONValue? { asObject?[key] }

    /// What the value is, for messages: `a number`, `an object`.
    package var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// Whether both say the same when the order of members counts for nothing, at any level.
    package func isSame(ignoringMemberOrder other: JSONValue) -> Bool {
        switch (self, other) {
        case (.array(let a), .array(let b)):
            a.count == b.count && zip(a, b).allSatisfy { $0.isSame(ignoringMemberOrder: $1) }
        case (.object(let a), .object(let b)):
            a.isSame(ignoringMemberOrder: b)
        default:
            self == other
        }
    }

    /// The value with the members of every object in the order of their keys (by code unit).
    package var sortedByKey: JSONValue {
        switch self {
        case .array(let values): .array(values.map(\.sortedByKey))
        case .object(let object): .object(object.sortedByKey)
        default: self
        }
    }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .number(JSONNumber(value)) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    /// A key that is written twice keeps its first place and its last value.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        var object = JSONObject()
        for (key, value) in elements { object[key] = value }
        self = .object(object)
    }
}

extension String {
    /// Equality of the UTF-8, where `==` also takes canonically equivalent texts for equal.
    package func hasSameBytes(as other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        // Native strings lie in a row, which is quicker to compare than views of them.
        let isSame = utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { right in left.indices.allSatisfy { left[$0] == right[$0] } }
        }
        return isSame.flatMap { $0 } ?? utf8.elementsEqual(other.utf8)
    }
}
