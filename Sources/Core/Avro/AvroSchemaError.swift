public import JSONText

/// A text that is no Avro schema: what is wrong, what was expected, and where.
public struct AvroSchemaError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, as a sentence without its full stop.
    public var problem: String
    /// What would have been right, as a phrase; nil where the problem says it.
    public var expected: String?
    /// The place in the text. For a fault inside a reference it is a place in that reference's text.
    public var range: TextRange
    /// The same place as a path into the JSON.
    public var pointer: JSONPointer
    /// The name of the reference whose text is at fault; nil for the main text.
    public var reference: String?
    /// Whether the text is refused for its size or depth alone.
    package var isLimit = false
    /// What the text was refused for, where others have words of their own for it.
    package var fault = Fault.other

    package enum Fault: Sendable, Hashable {
        /// A name, or part of one, that is none.
        case name(String)
        /// The symbols of an enum are no list; nil if there are none.
        case symbols(JSONValue?)
        case other
    }

    package init(
        _ problem: String, expected: String? = nil, at range: TextRange, pointer: JSONPointer = JSONPointer(),
        reference: String? = nil
    ) {
        self.problem = problem
        self.expected = expected
        self.range = range
        self.pointer = pointer
        self.reference = reference
    }

    /// The problem and what was expected, without the place.
    public var sentence: String { expected.map { "\(problem); expected \($0)" } ?? problem }

    /// `line:column: problem; expected …`, and the reference it is in.
    public var description: String {
        let place = reference.map { "reference \(JSONPrinter.quoted($0)), \(range)" } ?? "\(range)"
        return "\(place): \(sentence)"
    }
}
