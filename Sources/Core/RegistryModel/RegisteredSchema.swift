/// A version of a subject with the schema that stands there.
public struct RegisteredSchema: Sendable, Hashable {
    public var subject: Subject
    public var version: SchemaVersion
    public var id: SchemaID
    public var format: SchemaFormat
    public var references: [SchemaReference]
    /// The stored form, as other registries would keep it; not necessarily the text as submitted.
    public var schema: String
    /// What is said about the schema beside its text.
    public var metadata: SchemaMetadata?
    /// What clients do with its records.
    public var ruleSet: SchemaRuleSet?
    /// What it is called by its content; nil if the registry that was asked does not say.
    public var guid: SchemaGUID?
    /// Soft-deleted: hidden from listings, still found by id.
    public var isDeleted: Bool
    /// When it was registered, in milliseconds since 1970-01-01 UTC; nil if the registry that was asked does not say.
    public var timestamp: Int64?

    public init(
        subject: Subject, version: SchemaVersion, id: SchemaID, format: SchemaFormat, references: [SchemaReference],
        schema: String, metadata: SchemaMetadata? = nil, ruleSet: SchemaRuleSet? = nil, guid: SchemaGUID? = nil,
        isDeleted: Bool = false, timestamp: Int64? = nil
    ) {
        self.subject = subject
        self.version = version
        self.id = id
        self.format = format
        self.references = references
        self.schema = schema
        self.metadata = metadata
        self.ruleSet = ruleSet
        self.guid = guid
        self.isDeleted = isDeleted
        self.timestamp = timestamp
    }
}
