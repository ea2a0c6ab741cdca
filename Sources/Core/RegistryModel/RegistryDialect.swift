/// Whose registry clients take this one for, where those differ.
package enum RegistryDialect: String, Sendable, CaseIterable {
    case confluent7 = "confluent-7"
    case confluent8 = "confluent-8"
    case karapace

    /// What an incompatible schema is refused with: the plain status, or a number of its own.
    package var incompatibleSchema: RegistryErrorCode {
        self == .confluent8 ? RegistryErrorCode(rawValue: 40901) : .incompatibleSchema
    }

    /// Whether answers say `"schemaType":"AVRO"`, which others leave out.
    package var namesAvro: Bool { self == .confluent8 }

    /// Whether answers tell a schema's GUID, whether it is deleted, and at its registration all of it.
    package var tellsAll: Bool { self == .confluent8 }

    /// Whether a refusal tells Herald's findings beside the messages. Karapace's clients compare whole bodies; Confluent's read past
    /// what they do not know since 6.2.
    package var tellsFindings: Bool { self != .karapace }

    /// Whether a transitive level compares with the oldest version first.
    package var comparesOldestFirst: Bool { self == .karapace }
}
