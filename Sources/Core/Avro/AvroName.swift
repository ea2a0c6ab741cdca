/// A name and its namespace, the empty namespace being nil.
public struct AvroName: Hashable, Sendable, CustomStringConvertible {
    public var namespace: String?
    public var name: String

    public init(namespace: String?, name: String) {
        self.namespace = namespace
        self.name = name
    }

    /// `namespace.name`, or the bare name.
    public var fullName: String { namespace.map { "\($0).\(name)" } ?? name }

    public var description: String { fullName }
}

extension AvroName {
    /// Reads `name` as it stands in a schema: a dotted one carries its namespace, another takes `namespace`.
    init(_ name: String, in namespace: String?) {
        if let dot = name.lastIndex(of: ".") {
            self.init(namespace: Self.nonEmpty(String(name[..<dot])), name: String(name[name.index(after: dot)...]))
        } else {
            self.init(namespace: namespace, name: name)
        }
    }

    /// The empty namespace is none.
    static func nonEmpty(_ namespace: String?) -> String? { namespace?.isEmpty == true ? nil : namespace }

    /// The shortest text that means this name where `enclosing` is the namespace in force. A name that reads like a
    /// type keyword is written whole.
    func reference(from enclosing: String?) -> String {
        namespace != nil && namespace == enclosing && !Self.keywords.contains(name) ? name : fullName
    }

    static let primitives: Set<String> = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"]
    private static let keywords = primitives.union(["record", "enum", "array", "map", "union", "fixed"])

    /// Letters, digits and underscores, no digit first: of ASCII alone (Avro 1.11, "Names"), or of all of Unicode as Java
    /// took them before.
    static func isWellFormed(_ name: String, asciiOnly: Bool) -> Bool {
        guard let first = name.unicodeScalars.first, isLetter(first, asciiOnly) || first == "_" else { return false }
        return name.unicodeScalars.dropFirst().allSatisfy { isLetter($0, asciiOnly) || isDigit($0, asciiOnly) || $0 == "_" }
    }

    private static func isLetter(_ scalar: Unicode.Scalar, _ asciiOnly: Bool) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z": return true
        default:
            guard !asciiOnly else { return false }
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
            default: return false
            }
        }
    }

    private static func isDigit(_ scalar: Unicode.Scalar, _ asciiOnly: Bool) -> Bool {
        asciiOnly ? ("0"..."9").contains(scalar) : scalar.properties.generalCategory == .decimalNumber
    }
}
