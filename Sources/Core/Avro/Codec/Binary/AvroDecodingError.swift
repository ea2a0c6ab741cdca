/// Why bytes could not be read: where in the value, where in the bytes, what was expected and what was found.
public struct AvroDecodingError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Code: Sendable, Hashable {
        /// The bytes are not a datum of the writer's schema.
        case malformed
        /// A bound of `DecodingLimits` was reached.
        case limit
        /// The datum is sound, but holds a union branch or symbol the reader's schema does not take.
        case unresolvable
        /// The datum is sound, but the Swift type wants something else.
        case mismatch
    }

    public var code: Code
    public var path: AvroPath
    /// Full name (or kind) of the root type that was being read.
    public var schema: String
    public var expected: String
    public var found: String
    /// Byte position in the input, where there is one.
    public var position: Int?

    public init(
        code: Code, path: AvroPath = AvroPath(), schema: String = "", expected: String, found: String, position: Int? = nil
    ) {
        self.code = code
        self.path = path
        self.schema = schema
        self.expected = expected
        self.found = found
        self.position = position
    }

    public var description: String {
        var text = "reading"
        if !path.description.isEmpty { text += " \(path)" }
        if !schema.isEmpty { text += " with schema \(schema)" }
        if let position { text += " at byte \(position)" }
        return text + ": expected \(expected), found \(found)"
    }

    @usableFromInline @inline(never)
    static func malformed(_ expected: String, found: String, at position: Int) -> AvroDecodingError {
        AvroDecodingError(code: .malformed, expected: expected, found: found, position: position)
    }

    @usableFromInline @inline(never)
    static func truncated(_ what: String, needs: Int, left: Int, at position: Int) -> AvroDecodingError {
        .malformed("\(what) of \(needs) bytes", found: "\(left) bytes left", at: position)
    }

    @usableFromInline @inline(never)
    static func limit(_ expected: String, found: String, at position: Int) -> AvroDecodingError {
        AvroDecodingError(code: .limit, expected: expected, found: found, position: position)
    }

    // Built here, so that the code that reads stays small enough to be put where it is called.

    @usableFromInline @inline(never)
    static func notUTF8(_ byteCount: Int, at position: Int) -> AvroDecodingError {
        .malformed("string of UTF-8", found: "\(byteCount) bytes that are not UTF-8", at: position)
    }

    @usableFromInline @inline(never)
    static func outOfRange(_ wanted: StaticString, found: Int64, at position: Int) -> AvroDecodingError {
        .malformed("\(wanted)", found: "\(found)", at: position)
    }

    @usableFromInline @inline(never)
    static func badBoolean(_ byte: UInt8, at position: Int) -> AvroDecodingError {
        .malformed("boolean, 0 or 1", found: "byte \(byte)", at: position)
    }

    @usableFromInline @inline(never)
    static func badLength(_ length: Int64, left: Int, at position: Int) -> AvroDecodingError {
        if length < 0 { return .malformed("length", found: "\(length)", at: position) }
        return .malformed("\(length) bytes, as its length says", found: "\(left) bytes left", at: position)
    }

    @usableFromInline @inline(never)
    static func badIndex(_ index: Int64, of what: StaticString, below count: Int, at position: Int) -> AvroDecodingError {
        .malformed("\(what) index below \(count)", found: "\(index)", at: position)
    }

    @usableFromInline @inline(never)
    static func tooDeep(_ limit: Int, at position: Int) -> AvroDecodingError {
        .limit("at most \(limit) levels", found: "one more", at: position)
    }

    @usableFromInline @inline(never)
    static func tooMuchMemory(_ limit: Int, wanted: Int, at position: Int) -> AvroDecodingError {
        .limit("at most \(limit) bytes of memory", found: "\(wanted)", at: position)
    }
}
