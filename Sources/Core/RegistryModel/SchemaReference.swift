/// A schema that another one uses by name.
public struct SchemaReference: Hashable, Sendable {
    /// What the using schema calls it: for Avro the full name of the type.
    public var name: String
    public var subject: Subject
    public var version: SchemaVersion

    public init(name: String, subject: Subject, version: SchemaVersion) {
        self.name = name
        self.subject = subject
        self.version = version
    }
}
