internal import Avro
internal import ProtobufSchema
internal import RegistryModel

/// A schema language as serializers need it. Another one is a case of this protocol.
protocol SchemaLanguage: Sendable {
    associatedtype Schema: Sendable
    static var format: SchemaFormat { get }
    /// For messages: `Avro`.
    static var name: String { get }
    /// Of files, for advice: `avsc`.
    static var fileExtension: String { get }

    /// Reads a text that was accepted once.
    ///
    /// - Parameter references: each behind those it uses itself, names as the text uses them.
    static func parse(_ text: String, references: [(name: String, text: String)]) throws -> Schema

    /// What the schema's one record is called, if the language has but one.
    static func recordName(of schema: Schema) -> String?
}

enum AvroLanguage: SchemaLanguage {
    static let format = SchemaFormat.avro
    static let name = "Avro"
    static let fileExtension = "avsc"

    static func parse(_ text: String, references: [(name: String, text: String)]) throws -> AvroSchema {
        try AvroSchemaParser.parse(
            text, references: references.map { .init(name: $0.name, text: $0.text) }, strictness: .lenient)
    }

    static func recordName(of schema: AvroSchema) -> String? { schema.rootType.name?.fullName }
}

enum ProtobufLanguage: SchemaLanguage {
    static let format = SchemaFormat.protobuf
    static let name = "Protobuf"
    static let fileExtension = "proto"

    static func parse(_ text: String, references: [(name: String, text: String)]) throws -> ProtobufSchema {
        try ProtoCompiler.compile(
            text, imports: references.map { .init(name: $0.name, text: $0.text) }, strictness: .registry)
    }

    /// A file may define any number of messages.
    static func recordName(of schema: ProtobufSchema) -> String? { nil }
}
