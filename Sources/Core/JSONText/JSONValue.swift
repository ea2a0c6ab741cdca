/// A JSON value that keeps what Foundation loses: the order of members and the digits of numbers.
public indirect enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

/// A number as its text, so that 64-bit integers and decimals stay exact.
public struct JSONNumber: Sendable, Hashable {
    /// As RFC 8259 writes numbers: `-12`, `1.50`, `1e3`.
    public let text: String

    /// `text` must be a JSON number; parsers and printers of numbers are the callers.
    package init(unchecked text: String) { self.text = text }

    public init(_ value: some FixedWidthInteger) { self.text = String(value) }

    /// The value if it is an integer that fits, whatever way it is written (`1e3`, `10.0`).
    public var int64: Int64? { Int64(text) }

    public var double: Double? { Double(text) }
}

/// Members in the order written. Keys are unique.
public struct JSONObject: Sendable, Hashable {
    public struct Member: Sendable, Hashable {
        public var key: String
        public var value: JSONValue

        public init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    public private(set) var members: [Member]

    public init() { members = [] }

    public var isEmpty: Bool { members.isEmpty }

    /// Replaces in place, appends a new key, removes on nil.
    public subscript(key: String) -> JSONValue? {
        get { members.first { $0.key == key }?.value }
        set {
            let index = members.firstIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(key: key, value: value))
            case (nil, nil): break
            }
        }
    }
}
