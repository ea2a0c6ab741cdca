/// A version of a subject with the schema that stands there.
public struct RegisteredSchema: Sendable, Hashable {
    public var subject: Subject
    public var version: SchemaVersion
    public var id: SchemaID
    public var format: SchemaFormat
    public var references: [SchemaReference]
    /// The stored form, as other registries would keep it; not necessarily the text as submitted.
    public var schema: String
    /// Soft-deleted: hidden from listings, still found by id.
    public var isDeleted: Bool

    public init(
        subject: Subject, version: SchemaVersion, id: SchemaID, format: SchemaFormat, references: [SchemaReference],
        schema: String, isDeleted: Bool = false
    ) {
        self.subject = subject
        self.version = version
        self.id = id
        self.format = format
        self.references = references
        self.schema = schema
        self.isDeleted = isDeleted
    }
}
