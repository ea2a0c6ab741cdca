/// Reads JSON as RFC 8259 defines it and nothing beyond: no comments, no trailing commas, no NaN, no byte-order mark,
/// no key twice. Does no I/O; the stack it takes is bounded by `JSONLimits.maxDepth`.
package enum JSONParser {
    package static func parse(_ text: String, limits: JSONLimits = JSONLimits()) throws(JSONError) -> JSONValue {
        try document(JSONValue.self, Array(text.utf8), limits)
    }

    /// `bytes` must be UTF-8; ill-formed text is refused, not repaired.
    package static func parse(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) -> JSONValue {
        try document(JSONValue.self, bytes, limits)
    }

    /// The value with the place of every key and value.
    package static func parseTree(_ text: String, limits: JSONLimits = JSONLimits()) throws(JSONError) -> JSONNode {
        try document(JSONNode.self, Array(text.utf8), limits)
    }

    private static func document<Tree: JSONTree>(
        _ type: Tree.Type, _ bytes: [UInt8], _ limits: JSONLimits
    ) throws(JSONError) -> Tree {
        guard bytes.count <= limits.maxBytes else {
            throw JSONError(
                at: TextPosition(byteOffset: 0, line: 1, column: 1),
                "the text has \(bytes.count) bytes, \(limits.maxBytes) are allowed", isLimit: true)
        }
        var reading = TreeReading<Tree>(scanner: JSONScanner(bytes), limits: limits)
        return try reading.document()
    }
}

/// What a parse builds: values alone, or values with places.
protocol JSONTree {
    static func leaf(_ scalar: JSONScalar, at range: TextRange) -> Self
    static func array(_ elements: [Self], at range: TextRange) -> Self
    /// Bytes of memory for one value in its place, but for the text of strings and numbers: arrays grow by doubling, and an
    /// object's members are built beside their values.
    static var allocation: Int { get }
    /// Keys are unique.
    static func object(_ members: [(key: String, keyRange: TextRange, value: Self)], at range: TextRange) -> Self
}

enum JSONScalar {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
}

private struct TreeReading<Tree: JSONTree> {
    var scanner: JSONScanner
    let limits: JSONLimits
    var valueCount = 0
    var allocated = 0

    mutating func document() throws(JSONError) -> Tree {
        scanner.skipWhitespace()
        let value = try value(depth: 0)
        scanner.skipWhitespace()
        guard scanner.isAtEnd else {
            throw JSONError(at: scanner.position, "expected the end of the text, found \(scanner.found)")
        }
        return value
    }

    mutating func value(depth: Int) throws(JSONError) -> Tree {
        let start = scanner.position
        valueCount += 1
        guard valueCount <= limits.maxValues else {
            throw JSONError(at: start, "the text has more than the \(limits.maxValues) values allowed", isLimit: true)
        }
        allocated += Tree.allocation
        guard allocated <= limits.maxAllocation else {
            throw JSONError(
                at: start, "the values of the text take more than the \(limits.maxAllocation) bytes of memory allowed",
                isLimit: true)
        }
        let scalar: JSONScalar
        switch scanner.next {
        case UInt8(ascii: "{"): return try object(from: start, depth: depth)
        case UInt8(ascii: "["): return try array(from: start, depth: depth)
        case UInt8(ascii: "\""): scalar = .string(try scanner.string())
        case UInt8(ascii: "n"):
            try scanner.word("null")
            scalar = .null
        case UInt8(ascii: "t"):
            try scanner.word("true")
            scalar = .bool(true)
        case UInt8(ascii: "f"):
            try scanner.word("false")
            scalar = .bool(false)
        case let byte? where byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte):
            scalar = .number(try scanner.number())
        default: throw JSONError(at: start, "expected a value, found \(scanner.found)")
        }
        let end = scanner.position
        allocated += end.byteOffset - start.byteOffset
        return .leaf(scalar, at: TextRange(start: start, end: end))
    }

    mutating func array(from start: TextPosition, depth: Int) throws(JSONError) -> Tree {
        try enter(depth, at: start)
        var elements: [Tree] = []
        if !scanner.take(UInt8(ascii: "]")) {
            repeat {
                scanner.skipWhitespace()
                elements.append(try value(depth: depth + 1))
                scanner.skipWhitespace()
            } while scanner.take(UInt8(ascii: ","))
            guard scanner.take(UInt8(ascii: "]")) else {
                throw JSONError(
                    at: scanner.position, "expected \",\" or \"]\" in the array begun at \(start), found \(scanner.found)")
            }
        }
        return .array(elements, at: TextRange(start: start, end: scanner.position))
    }

    mutating func object(from start: TextPosition, depth: Int) throws(JSONError) -> Tree {
        try enter(depth, at: start)
        var members: [(key: String, keyRange: TextRange, value: Tree)] = []
        var keys = JSONKeyIndex()
        if !scanner.take(UInt8(ascii: "}")) {
            repeat {
                scanner.skipWhitespace()
                let keyStart = scanner.position
                guard scanner.next == UInt8(ascii: "\"") else {
                    throw JSONError(at: keyStart, "expected a key in double quotes, found \(scanner.found)")
                }
                let key = try scanner.string()
                let keyRange = TextRange(start: keyStart, end: scanner.position)
                if let first = keys.place(of: key) {
                    throw JSONError(
                        at: keyStart, "the key \(JSONPrinter.quoted(key)) stands here and at \(members[first].keyRange)")
                }
                keys.append(key)
                allocated += keyRange.end.byteOffset - keyStart.byteOffset + Self.memberAllocation
                scanner.skipWhitespace()
                guard scanner.take(UInt8(ascii: ":")) else {
                    throw JSONError(at: scanner.position, "expected \":\" behind the key, found \(scanner.found)")
                }
                scanner.skipWhitespace()
                members.append((key, keyRange, try value(depth: depth + 1)))
                scanner.skipWhitespace()
            } while scanner.take(UInt8(ascii: ","))
            guard scanner.take(UInt8(ascii: "}")) else {
                throw JSONError(
                    at: scanner.position, "expected \",\" or \"}\" in the object begun at \(start), found \(scanner.found)")
            }
        }
        return .object(members, at: TextRange(start: start, end: scanner.position))
    }

    /// Bytes of memory for a member beside its value: itself twice, and an entry in the index of keys.
    private static var memberAllocation: Int { 4 * MemoryLayout<(String, TextRange)>.stride }

    /// Steps over the opening bracket and the white space behind it.
    private mutating func enter(_ depth: Int, at start: TextPosition) throws(JSONError) {
        guard depth < limits.maxDepth else {
            throw JSONError(at: start, "the text nests deeper than the \(limits.maxDepth) levels allowed", isLimit: true)
        }
        scanner.step()
        scanner.skipWhitespace()
    }
}

extension JSONValue: JSONTree {
    package static var allocation: Int { 64 + 2 * MemoryLayout<JSONValue>.stride }

    static func leaf(_ scalar: JSONScalar, at range: TextRange) -> JSONValue {
        switch scalar {
        case .null: .null
        case .bool(let value): .bool(value)
        case .number(let number): .number(number)
        case .string(let text): .string(text)
        }
    }

    static func array(_ elements: [JSONValue], at range: TextRange) -> JSONValue { .array(elements) }

    static func object(_ members: [(key: String, keyRange: TextRange, value: JSONValue)], at range: TextRange) -> JSONValue {
        .object(JSONObject(uniqueMembers: members.map { JSONObject.Member(key: $0.key, value: $0.value) }))
    }
}

extension JSONNode: JSONTree {
    /// Readers make values without places of them.
    static var allocation: Int { 64 + 2 * MemoryLayout<JSONNode>.stride + JSONValue.allocation }

    static func leaf(_ scalar: JSONScalar, at range: TextRange) -> JSONNode {
        let content: Content =
            switch scalar {
            case .null: .null
            case .bool(let value): .bool(value)
            case .number(let number): .number(number)
            case .string(let text): .string(text)
            }
        return JSONNode(content: content, range: range)
    }

    static func array(_ elements: [JSONNode], at range: TextRange) -> JSONNode {
        JSONNode(content: .array(elements), range: range)
    }

    static func object(_ members: [(key: String, keyRange: TextRange, value: JSONNode)], at range: TextRange) -> JSONNode {
        JSONNode(
            content: .object(members.map { Member(key: $0.key, keyRange: $0.keyRange, value: $0.value) }), range: range)
    }
}
