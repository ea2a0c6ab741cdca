/// Names of Avro as names of Swift: in lower camel case for properties and cases, in upper for types, never a keyword.
enum SwiftIdentifier {
    /// `placed_at` and `PlacedAt` as `placedAt`, `SHIPPED_LATE` as `shippedLate`.
    static func member(_ name: String) -> String {
        var words = name.split(separator: "_").map(String.init)
        let isShouting = !name.contains { $0.isLowercase }
        if isShouting { words = words.map { $0.lowercased() } }
        guard let first = words.first else { return String(repeating: "_", count: max(2, name.count)) }
        let head = isShouting ? first : first.prefix(1).lowercased() + first.dropFirst()
        let joined = head + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        return joined.first?.isNumber == true ? "_" + joined : joined
    }

    static func type(_ name: String) -> String {
        let words = name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }
        let joined = words.joined()
        if joined.isEmpty { return "Underscore" }
        return joined.first?.isNumber == true ? "_" + joined : joined
    }

    /// The first of `name`, `name_`, `name__` … that is not taken; it is taken from then on.
    static func unique(_ name: String, _ taken: inout Set<String>) -> String {
        var name = name
        while !taken.insert(name).inserted { name += "_" }
        return name
    }

    /// In backticks where the language has the word for itself.
    static func quoted(_ name: String) -> String { keywords.contains(name) ? "`\(name)`" : name }

    /// What members of generated types cannot be called, because the types have it or the language does not let them.
    static let reservedMembers: Set<String> = [
        "avroSchema", "encode", "encoded", "init", "self", "Self", "Type", "Protocol", "hash", "hashValue", "rawValue",
        "allCases",
        "none", "some", "read", "write", "bytes_", "deinit", "subscript",
    ]

    /// What generated types cannot be called, because the generated code means something else by it.
    static let reservedTypes: Set<String> = [
        "Any", "AnyObject", "Array", "AvroDecodingError", "AvroEncodingError", "AvroIndirect", "AvroNull", "AvroSchema",
        "BinaryDecoder", "BinaryEncoder", "Bool", "CaseIterable", "Dictionary", "Double", "Float", "GeneratedAvroType",
        "Hashable",
        "Int", "Int32", "Int64", "Never", "Optional", "Protocol", "ResolvingDecoder", "Self", "Sendable", "String", "Type",
        "UInt8", "Void", "Avro",
    ]

    private static let keywords: Set<String> = [
        "as", "associatedtype", "break", "case", "catch", "class", "continue", "default", "defer", "do", "else", "enum",
        "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard", "if", "import", "in", "inout", "internal",
        "is", "let", "nil", "operator", "precedencegroup", "private", "protocol", "public", "repeat", "rethrows", "return",
        "static", "struct", "super", "switch", "throw", "throws", "true", "try", "typealias", "var", "where", "while",
    ]
}
