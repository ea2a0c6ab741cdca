internal import Avro
internal import Compatibility
internal import RegistryModel

/// A schema that has been read, in whichever language it is written: the one place that knows what languages there are.
enum ParsedSchema: Sendable {
    case avro(AvroSchema)

    /// Reads a new schema by the strict rules.
    init(submitted source: SchemaSource) throws(RegistryError) { try self.init(source, .strict) }

    /// Reads a schema that was accepted once, here or elsewhere.
    init(stored source: SchemaSource) throws(RegistryError) { try self.init(source, .lenient) }

    private init(_ source: SchemaSource, _ strictness: AvroSchemaParser.Strictness) throws(RegistryError) {
        switch source.format {
        case .avro:
            let references = source.dependencies.map { AvroSchemaParser.Reference(name: $0.name, text: $0.text) }
            do throws(AvroSchemaError) {
                self = .avro(try AvroSchemaParser.parse(source.text, references: references, strictness: strictness))
            } catch {
                throw .invalidSchema(.avro, details: error.description)
            }
        default: throw .invalidSchemaType(source.format.rawValue)
        }
    }

    /// The text that is stored, compared and hashed.
    func storedText(normalizes: Bool) -> String {
        switch self {
        case .avro(let schema): schema.text(normalizes ? .normalized : .stored)
        }
    }

    /// The text with all it refers to written out, where the language can do that.
    func resolvedText() -> String {
        switch self {
        case .avro(let schema): schema.text(.resolved)
        }
    }

    var comparable: ComparableSchema {
        switch self {
        case .avro(let schema): .avro(schema)
        }
    }

    /// Whether both mean the same, so that registering the one where the other stands changes nothing.
    func isEquivalent(to other: ParsedSchema) -> Bool {
        switch (self, other) {
        case (.avro(let left), .avro(let right)): left.isEquivalent(to: right)
        }
    }
}
