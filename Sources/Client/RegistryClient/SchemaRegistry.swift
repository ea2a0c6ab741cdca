public import RegistryModel

/// A schema as one writes it: its language, its text and what it refers to.
///
/// ```swift
/// let order = SchemaText(#"{"type":"record","name":"Order","fields":[{"name":"id","type":"string"}]}"#)
/// ```
public struct SchemaText: Hashable, Sendable {
    public var text: String
    public var format: SchemaFormat
    public var references: [SchemaReference]

    public init(_ text: String, format: SchemaFormat = .avro, references: [SchemaReference] = []) {
        self.text = text
        self.format = format
        self.references = references
    }
}

/// What serializers ask of a registry. `RegistryClient` is one; a test may bring its own.
///
/// ```swift
/// struct OneSchema: SchemaRegistry { … }                      // for a unit test without a server
/// let serializer = AvroSerializer<Order>(topic: "orders", registry: OneSchema())
/// ```
/// Every method throws `RegistryClientError`.
public protocol SchemaRegistry: Sendable {
    /// The schema of that id, whichever subjects it is registered under. Never changes.
    func schema(_ id: SchemaID) async throws -> SchemaText
    /// The schema of that GUID. Never changes.
    func schema(_ guid: SchemaGUID) async throws -> SchemaText
    /// One version of a subject.
    func version(_ version: SchemaVersionSelector, of subject: Subject) async throws -> RegisteredSchema
    /// Where under `subject` this schema is registered; throws `isNotFound` when it is not.
    func lookUp(_ schema: SchemaText, under subject: Subject) async throws -> RegisteredSchema
    /// Registers the schema, or finds it registered. Throws `isIncompatible` when it does not fit the subject's history.
    func register(_ schema: SchemaText, under subject: Subject) async throws -> SchemaID
    /// Whether the schema would be accepted.
    func check(_ schema: SchemaText, against subject: Subject) async throws -> CompatibilityVerdict
}

extension SchemaRegistry {
    /// A registry that knows schemas by their ids alone.
    public func schema(_ guid: SchemaGUID) async throws -> SchemaText {
        throw RegistryClientError(
            action: "get schema \(guid)", request: "GET /schemas/guids/\(guid)", server: "the registry", httpStatus: 404,
            message: "the registry knows no GUIDs")
    }
}

/// Whether a schema fits a subject's history, and why not.
///
/// ```swift
/// let verdict = try await registry.check(order, against: Subject("orders-value"))
/// if !verdict.isCompatible { print(verdict.messages.joined(separator: "\n")) }
/// ```
public struct CompatibilityVerdict: Hashable, Sendable {
    public var isCompatible: Bool
    /// The differences, as the registry words them; empty when it fits.
    public var messages: [String]

    public init(isCompatible: Bool, messages: [String] = []) {
        self.isCompatible = isCompatible
        self.messages = messages
    }
}
