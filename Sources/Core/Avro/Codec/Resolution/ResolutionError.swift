/// One reason why data of a writer's schema cannot be read with a reader's (Avro 1.12, "Schema Resolution").
public struct ResolutionError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: Sendable, Hashable {
        case typeMismatch, nameMismatch, fixedSizeMismatch, missingUnionBranch
        /// A reader's field that the writer does not have and that has no default.
        case missingDefault
        /// A reader's field whose name and aliases fit several of the writer's fields.
        case ambiguousField
        /// A default that is no value of its type; strict parsing refuses such schemas earlier.
        case badDefault
        /// The pair is larger or deeper than resolution goes.
        case tooComplex
    }

    public var code: Code
    /// The place in the reader's schema.
    public var path: AvroPath
    /// What the reader wants, and what the writer has: clauses.
    public var expected: String
    public var found: String

    public var description: String { "\(path): the reader wants \(expected), the writer has \(found)" }
}

/// Everything that stands in the way of a plan.
public struct SchemaResolutionError: Error, Sendable, CustomStringConvertible {
    /// At least one.
    public var errors: [ResolutionError]

    /// The first of them; a schema of thousands of fields can have thousands.
    public var description: String {
        let shown = errors.prefix(Self.shownErrors).map(\.description).joined(separator: "; ")
        let hidden = errors.count - Self.shownErrors
        return "the writer's data cannot be read with the reader's schema: \(shown)" + (hidden > 0 ? "; and \(hidden) more" : "")
    }

    private static let shownErrors = 20
}
