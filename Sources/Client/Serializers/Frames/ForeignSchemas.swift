public import RegistryModel

/// Records that other registries' serializers wrote, read with schemas of this one: which of its ids stands for each of theirs.
///
/// AWS Glue's header, Azure's content type and Apicurio's 8-byte ids are recognised wherever they are met; without a mapping
/// reading such a record fails and says whose it is.
/// ```swift
/// let foreign = ForeignSchemas { reference in
///     if case .glue(let version) = reference { moved[version] } else { nil }
/// }
/// let deserializer = AvroDeserializer<Order>(registry, foreign: foreign)
/// ```
public struct ForeignSchemas: Sendable {
    /// A schema of another registry, as its records name it.
    public enum Reference: Hashable, Sendable, CustomStringConvertible {
        /// A schema version's UUID, in lower case with its four dashes.
        case glue(String)
        /// A schema's 32 hexadecimal digits.
        case azure(String)
        case apicurio(Int64)

        public var description: String {
            switch self {
            case .glue(let version): "AWS Glue's schema version \(version)"
            case .azure(let id): "Azure's schema \(id)"
            case .apicurio(let id): "Apicurio's schema \(id)"
            }
        }
    }

    /// Whether four zero bytes and 32 hexadecimal digits in front are Azure's, as its first serializers wrote them. They look like
    /// an id of Confluent's between 48 and 102.
    public var readsAzurePreamble: Bool
    /// The id here, or nil for a schema that is not here. Asked once for each reference and deserializer.
    public var schemaID: @Sendable (Reference) async throws -> SchemaID?

    public init(readsAzurePreamble: Bool = false, schemaID: @escaping @Sendable (Reference) async throws -> SchemaID?) {
        self.readsAzurePreamble = readsAzurePreamble
        self.schemaID = schemaID
    }
}
