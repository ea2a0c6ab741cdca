public import JSONText

/// Why a value could not be written: the field, what its schema wants, what was given.
public struct AvroEncodingError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Code: Sendable, Hashable {
        /// The value is none of the schema's.
        case mismatch
        /// A bound of `DecodingLimits` was reached.
        case limit
    }

    public var code: Code
    public var path: AvroPath
    /// Full name (or kind) of the root type that was being written.
    public var schema: String
    /// What the schema wants there: `long`, `one of null, string`.
    public var expected: String
    /// What was given: `string "12"`.
    public var found: String
    /// Where the value stands in its text, if it came from one.
    public var place: TextRange?

    public init(
        code: Code = .mismatch, path: AvroPath = AvroPath(), schema: String = "", expected: String, found: String,
        place: TextRange? = nil
    ) {
        self.code = code
        self.path = path
        self.schema = schema
        self.expected = expected
        self.found = found
        self.place = place
    }

    public var description: String {
        let subject = path.steps.isEmpty ? (path.root.isEmpty ? "value" : path.description) : "field \(path)"
        let position = place.map { " at \($0.start)" } ?? ""
        let context = schema.isEmpty || schema == path.root ? "" : " (schema \(schema))"
        return "\(subject) wants \(expected), got \(found)\(position)\(context)"
    }
}
