public import Avro
public import RegistryClient
public import RegistryModel

/// Which schema values are written with.
///
/// ```swift
/// let mine = WriterSchema.given(SchemaText(Order.schema))        // the one this program was built with
/// let theirs = WriterSchema.latest                              // whatever stands at the top of the subject
/// ```
public enum WriterSchema: Hashable, Sendable {
    /// This text. Must be registered under the subject, unless the policy registers it.
    case given(SchemaText)
    /// The subject's latest version, as old as the registry client's cache allows. Values must fit it.
    case latest
    /// That version of the subject.
    case version(SchemaVersion)
}

/// What happens when the given schema is not registered under its subject.
///
/// ```swift
/// options.registration = .ifCompatible                          // on a developer's machine
/// ```
public enum RegistrationPolicy: Hashable, Sendable {
    /// Writing fails, with the command that registers it: schemas are registered by CI, not by whoever runs first.
    case never
    /// It is checked against the subject's history first, and registered if it fits.
    case ifCompatible
    /// It is registered; the registry may still refuse.
    case always
}

/// Where a record says which schema it was written with.
///
/// ```swift
/// options.placement = .header                                   // the payload is then Avro or Protobuf alone
/// ```
/// Deserializers read both.
public enum SchemaIDPlacement: Hashable, Sendable {
    /// In front of the data: the schema's id in this registry (Confluent's prefix format).
    case prefix
    /// In a header: the schema's GUID, which is the same in every registry (Confluent's clients, from 8.0 on). Takes a registry that
    /// says GUIDs: Herald, or Confluent's from 8.0 on.
    case header
}

/// How values and schemas meet.
///
/// ```swift
/// var options = SerializerOptions()
/// options.side = .key
/// options.strategy = .topicRecord
/// ```
public struct SerializerOptions: Sendable {
    public var side: SubjectNameStrategy.Side
    public var strategy: SubjectNameStrategy
    public var registration: RegistrationPolicy
    public var placement: SchemaIDPlacement
    /// The record's full name, for strategies that need it when the schema is `.latest` or `.version`.
    public var recordName: String?
    /// How types that Avro does not know are written: by default Foundation's `Date`, `UUID`, `Decimal` and `Data`.
    public var bridges: AvroTypeBridges

    public init() {
        side = .value
        strategy = .topic
        registration = .never
        placement = .prefix
        recordName = nil
        bridges = .foundation
    }
}
