package import RegistryModel

/// What can be asked of the registry that changes it.
package enum RegistryCommand: Sendable {
    case register(RegisterSchema)
    /// Soft, or for ever: then all versions must be soft-deleted already.
    case deleteSubject(Subject, permanently: Bool)
    case deleteVersion(Subject, SchemaVersionSelector, permanently: Bool)
    /// Of one subject, or of all.
    case updateConfig(Subject?, ConfigUpdateBody)
    case deleteConfig(Subject?)
}

/// A wish to have a schema as the next version of a subject.
package struct RegisterSchema: Sendable {
    package var subject: Subject
    package var schema: SubmittedSchema
    /// Bring the text into its normal form first, whatever the subject's config says.
    package var normalizes: Bool
    /// The version it must become; nil for whichever is next.
    package var version: SchemaVersion?
    /// Asked for when registries are moved.
    package var id: SchemaID?
    /// The schema parsed beforehand, outside of any lock. Used if its references still mean the same.
    package var parsed: ParsedSubmission?

    package init(
        subject: Subject, schema: SubmittedSchema, normalizes: Bool = false, version: SchemaVersion? = nil, id: SchemaID? = nil,
        parsed: ParsedSubmission? = nil
    ) {
        self.subject = subject
        self.schema = schema
        self.normalizes = normalizes
        self.version = version
        self.id = id
        self.parsed = parsed
    }
}

/// A schema as a request brings it.
package struct SubmittedSchema: Sendable, Hashable {
    package var format: SchemaFormat
    package var text: String
    package var references: [RequestedReference]

    package init(format: SchemaFormat = .avro, text: String, references: [RequestedReference] = []) {
        self.format = format
        self.text = text
        self.references = references
    }
}

/// The answer to a command that was not refused.
package enum RegistryReply: Sendable, Equatable {
    case registered(SchemaID, SchemaVersion)
    case deletedVersions([SchemaVersion])
    case deletedVersion(SchemaVersion)
    /// The settings as they are now, or as they were before they were deleted.
    case config(StoredConfig)
}
