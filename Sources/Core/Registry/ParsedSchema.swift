internal import Avro
internal import Compatibility
internal import ProtobufSchema
internal import RegistryModel

/// A schema that has been read, in whichever language it is written: the one place that knows what languages there are.
enum ParsedSchema: Sendable {
    case avro(AvroSchema)
    case protobuf(ProtobufSchema)

    /// Reads a new schema by the strict rules, or all of them but that defaults fit their types.
    init(
        submitted source: SchemaSource, checksDefaults: Bool, protobuf: ProtoCompiler.Strictness
    ) throws(UnreadableSchema) {
        var strictness = AvroSchemaParser.Strictness.strict
        strictness.checksDefaults = checksDefaults
        try self.init(source, strictness, protobuf)
    }

    /// Reads a schema that was accepted once, here or elsewhere.
    init(stored source: SchemaSource) throws(RegistryError) {
        do throws(UnreadableSchema) {
            try self.init(source, .lenient, .registry)
        } catch {
            throw error.refusal
        }
    }

    private init(
        _ source: SchemaSource, _ strictness: AvroSchemaParser.Strictness, _ protobuf: ProtoCompiler.Strictness
    ) throws(UnreadableSchema) {
        switch source.format {
        case .avro:
            let references = source.dependencies.map { AvroSchemaParser.Reference(name: $0.name, text: $0.text) }
            do throws(AvroSchemaError) {
                self = .avro(try AvroSchemaParser.parse(source.text, references: references, strictness: strictness))
            } catch {
                throw .avro(error)
            }
        case .protobuf:
            do throws(ProtobufSchemaError) {
                self = .protobuf(try ProtobufSource.compile(source, protobuf))
            } catch {
                throw .protobuf(error)
            }
        default: throw .foreign(source.format)
        }
    }

    /// The text that is stored, compared and hashed.
    func storedText(normalizes: Bool) -> String {
        switch self {
        case .avro(let schema): schema.text(normalizes ? .normalized : .stored)
        case .protobuf(let schema): schema.text(normalizes ? .normalized : .stored)
        }
    }

    /// The text in a form that requests ask for by name; nil where the language has no such form, which means the stored one.
    func text(_ form: SchemaTextForm) -> String? {
        switch (self, form) {
        case (.avro(let schema), .resolved): schema.text(.resolved)
        case (.protobuf(let schema), .serialized): ProtobufSource.base64(schema)
        case (.protobuf(let schema), .withoutExtensions): schema.text(.withoutExtensions)
        case (.avro, .serialized), (.avro, .withoutExtensions), (.protobuf, .resolved): nil
        }
    }

    var comparable: ComparableSchema {
        switch self {
        case .avro(let schema): .avro(schema)
        case .protobuf(let schema): .protobuf(schema)
        }
    }

    /// Whether both mean the same, so that registering the one where the other stands changes nothing.
    func isEquivalent(to other: ParsedSchema) -> Bool {
        switch (self, other) {
        case (.avro(let left), .avro(let right)): left.isEquivalent(to: right)
        case (.protobuf(let left), .protobuf(let right)): left.isEquivalent(to: right)
        case (.avro, .protobuf), (.protobuf, .avro): false
        }
    }
}

/// Forms of a stored schema that are derived when asked for: the values of the query parameter `format`.
package enum SchemaTextForm: String, Sendable {
    /// Avro with all it refers to written out.
    case resolved
    /// Protobuf as the base64 of its `FileDescriptorProto`.
    case serialized
    /// Protobuf without custom options and extensions.
    case withoutExtensions = "ignore_extensions"
}
