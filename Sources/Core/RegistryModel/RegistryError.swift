package import JSONText

/// A refused registry request as clients see it: `{"error_code":40401,"message":"Subject 'a' not found."}`.
///
/// The sentences are Confluent's to the letter, for programs exist that read them.
public struct RegistryError: Error, Hashable, Sendable, CustomStringConvertible {
    public var code: RegistryErrorCode
    public var message: String
    /// What is told beside the message: members of the body that programs read, such as `findings`.
    package var details: JSONObject?

    public init(_ code: RegistryErrorCode, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Whether a schema was refused for the versions before it, in whichever dialect.
    package var isIncompatible: Bool { code == .incompatibleSchema || code.rawValue == 40901 }

    public var description: String { "\(message) (error code \(code))" }
}

extension RegistryError {
    package static func subjectNotFound(_ subject: Subject) -> RegistryError {
        RegistryError(.subjectNotFound, "Subject '\(subject)' not found.")
    }

    package static func versionNotFound(_ version: SchemaVersionSelector) -> RegistryError {
        switch version {
        case .latest: RegistryError(.versionNotFound, "Version -1 not found.")
        case .number(let number): RegistryError(.versionNotFound, "Version \(number) not found.")
        }
    }

    /// The schema of a lookup is not under its subject.
    package static let schemaNotFound = RegistryError(.schemaNotFound, "Schema not found")

    /// - Parameter key: an id or a GUID.
    package static func schemaNotFound(_ key: some CustomStringConvertible) -> RegistryError {
        RegistryError(.schemaNotFound, "Schema \(key) not found")
    }

    package static func subjectSoftDeleted(_ subject: Subject) -> RegistryError {
        RegistryError(.subjectSoftDeleted, "Subject '\(subject)' was soft deleted.Set permanent=true to delete permanently")
    }

    package static func subjectNotSoftDeleted(_ subject: Subject) -> RegistryError {
        RegistryError(
            .subjectNotSoftDeleted, "Subject '\(subject)' was not deleted first before being permanently deleted")
    }

    package static func versionSoftDeleted(_ subject: Subject, _ version: SchemaVersion) -> RegistryError {
        RegistryError(
            .versionSoftDeleted,
            "Subject '\(subject)' Version \(version) was soft deleted.Set permanent=true to delete permanently")
    }

    package static func versionNotSoftDeleted(_ subject: Subject, _ version: SchemaVersion) -> RegistryError {
        RegistryError(
            .versionNotSoftDeleted,
            "Subject '\(subject)' Version \(version) was not deleted first before being permanently deleted")
    }

    package static func noSubjectCompatibility(_ subject: Subject) -> RegistryError {
        RegistryError(
            .noSubjectCompatibility, "Subject '\(subject)' does not have subject-level compatibility configured")
    }

    package static func noSubjectMode(_ subject: Subject) -> RegistryError {
        RegistryError(.noSubjectMode, "Subject '\(subject)' does not have subject-level mode configured")
    }

    /// - Parameter messages: The differences, one sentence each, in the order they were found.
    package static func incompatible(
        _ subject: Subject, messages: [String], code: RegistryErrorCode = .incompatibleSchema
    ) -> RegistryError {
        RegistryError(
            code,
            "Schema being registered is incompatible with an earlier schema for subject \"\(subject)\", details: "
                + "[\(messages.joined(separator: ", "))]")
    }

    package static func invalidSchema(_ format: SchemaFormat, details: String) -> RegistryError {
        RegistryError(.invalidSchema, "Invalid schema of type \(format), details: \(details)")
    }

    package static let emptySchema = RegistryError(.invalidSchema, "Empty schema")

    package static func invalidSchemaType(_ name: String) -> RegistryError {
        RegistryError(.invalidSchema, "Invalid schema type \(name)")
    }

    package static let versionOutOfTurn = RegistryError(
        .invalidSchema, "Version is not one more than previous version")

    package static func invalidVersion(_ text: String) -> RegistryError {
        RegistryError(
            .invalidVersion,
            "The specified version '\(text)' is not a valid version id. "
                + "Allowed values are between [1, 2^31-1] and the string \"latest\"")
    }

    package static let invalidCompatibilityLevel = RegistryError(
        .invalidCompatibilityLevel,
        "Invalid compatibility level. Valid values are none, backward, forward, full, backward_transitive, "
            + "forward_transitive, and full_transitive")

    package static let invalidMode = RegistryError(
        .invalidMode, "Invalid mode. Valid values are READWRITE, READONLY, IMPORT and FORWARD.")

    package static func operationNotPermitted(_ sentence: String) -> RegistryError {
        RegistryError(.operationNotPermitted, sentence)
    }

    package static func referenceExists(_ subject: Subject, _ version: SchemaVersion) -> RegistryError {
        RegistryError(
            .referenceExists,
            "One or more references exist to the schema "
                + "{magic=1,keytype=SCHEMA,subject=\(subject),version=\(version)}.")
    }

    package static func invalidSubject(_ subject: Subject) -> RegistryError {
        RegistryError(.invalidSubject, "The specified subject '\(subject)' is not a valid.")
    }

    package static let schemaTooLarge = RegistryError(
        .schemaTooLarge, "Register operation failed because schema is too large")
}
