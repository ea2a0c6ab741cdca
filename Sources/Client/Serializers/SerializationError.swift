public import RegistryModel

/// A value that could not become a record's bytes, or the other way round: which topic, schema and field, and what to do.
///
/// ```swift
/// do { order = try await deserializer.deserialize(record.value, topic: record.topic) }
/// catch let error as SerializationError where error.code == .notFramed { … }     // somebody writes without a schema id
/// ```
public struct SerializationError: Error, Sendable {
    public enum Code: Hashable, Sendable {
        /// Neither the bytes nor a header names a schema.
        case notFramed
        /// The registry knows no schema of that id, version or subject.
        case unknownSchema
        /// The schema is not registered and the policy says not to do so.
        case unregistered
        /// The schema does not fit the subject's history.
        case incompatible
        /// A text that is no Avro schema, or a schema in another language.
        case invalidSchema
        /// The value does not fit the schema.
        case encoding
        /// The bytes do not fit the schema.
        case decoding
        /// Data of the writer's schema cannot be read as the reader's.
        case unresolvable
        /// The schema's root has no name, but the subject strategy needs one.
        case unnamedRecord
    }

    public var code: Code
    public var topic: String
    public var side: SubjectNameStrategy.Side
    /// What is wrong, as a sentence without its full stop. Names the field where there is one: `Order.lines[3].sku`.
    public var problem: String
    public var subject: Subject?
    public var version: SchemaVersion?
    public var schemaID: SchemaID?
    /// Where the record names its schema by it.
    public var schemaGUID: SchemaGUID?
    /// What to do about it.
    public var advice: String?
    /// What the codec or the registry said.
    public var underlying: (any Error)?

    init(
        _ code: Code, topic: String, side: SubjectNameStrategy.Side, _ problem: String, subject: Subject? = nil,
        version: SchemaVersion? = nil, schema: SchemaKey? = nil, advice: String? = nil, underlying: (any Error)? = nil
    ) {
        self.code = code
        self.topic = topic
        self.side = side
        self.problem = problem
        self.subject = subject
        self.version = version
        switch schema {
        case .id(let id): schemaID = id
        case .guid(let guid): schemaGUID = guid
        case nil: break
        }
        self.advice = advice
        self.underlying = underlying
    }
}

extension SerializationError: CustomStringConvertible {
    public var description: String {
        let isWriting = code == .encoding || code == .unregistered || code == .incompatible
        var schema: [String] = []
        if let subject { schema.append("subject \(subject)") }
        if let version { schema.append("version \(version)") }
        if let schemaID { schema.append("schema id \(schemaID)") }
        if let schemaGUID { schema.append("schema GUID \(schemaGUID)") }
        let detail = schema.isEmpty ? "" : " (\(schema.joined(separator: ", ")))"
        return "Could not \(isWriting ? "write" : "read") a \(side.rawValue) of topic \(topic): \(problem)\(detail)"
            + (advice.map { ". \($0)" } ?? "")
    }
}
