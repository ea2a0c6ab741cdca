package import RegistryModel

/// What can be asked of the registry that changes it.
package enum RegistryCommand: Sendable {
    case register(RegisterSchema)
    /// All of them or none.
    case registerSet(SchemaSetWish)
    /// Soft, or for ever: then all versions must be soft-deleted already.
    case deleteSubject(Subject, permanently: Bool)
    case deleteVersion(Subject, SchemaVersionSelector, permanently: Bool)
    /// Of one subject, or of all.
    case updateConfig(Subject?, ConfigUpdateBody)
    case deleteConfig(Subject?)
    /// Of one subject, a context, or the default context; nil goes back to what holds around it.
    case setMode(RegistryMode?, of: Subject?, isForced: Bool)
    case deleteMode(of: Subject?, isRecursive: Bool)
    case deleteContext(SchemaContext)
    case associate(Associate)
    /// Takes the associations of a topic away, of its keys, its values or, if no types are given, both.
    case dissociate(resourceID: String, type: String, types: [String], cascades: Bool, isDryRun: Bool)
}

/// A wish to have a schema as the next version of a subject.
package struct RegisterSchema: Sendable {
    package var subject: Subject
    package var schema: SubmittedSchema
    /// Bring the text into its normal form first, whatever the subject's config says.
    package var normalizes: Bool
    package var version: RequestedVersion
    /// Asked for when registries are moved.
    package var id: SchemaID?
    /// Take it though it is not compatible.
    package var isForced: Bool
    /// When it is asked for, in milliseconds since 1970-01-01 UTC.
    package var time: Int64?
    /// The schema parsed beforehand, outside of any lock. Used if its references still mean the same.
    package var parsed: ParsedSubmission?

    package init(
        subject: Subject, schema: SubmittedSchema, normalizes: Bool = false, version: RequestedVersion = .next,
        id: SchemaID? = nil,
        isForced: Bool = false, parsed: ParsedSubmission? = nil
    ) {
        self.subject = subject
        self.schema = schema
        self.normalizes = normalizes
        self.version = version
        self.id = id
        self.isForced = isForced
        self.parsed = parsed
    }
}

/// Which version a schema is to become.
package enum RequestedVersion: Sendable, Hashable {
    /// Whichever is next, unless the schema is there already.
    case next
    /// −1: whichever is next, unless the latest is this schema; noted in its metadata.
    case latest
    /// This one and no other.
    case exactly(SchemaVersion)

    /// As requests say it: 0 and nothing at all leave it open.
    package init(_ number: Int32?) {
        switch number {
        case nil, 0?: self = .next
        case let number?: self = SchemaVersion(number).map { .exactly($0) } ?? .latest
        }
    }
}

/// A schema as a request brings it.
package struct SubmittedSchema: Sendable, Hashable {
    package var format: SchemaFormat
    package var text: String
    package var references: [RequestedReference]
    package var metadata: SchemaMetadata?
    package var ruleSet: SchemaRuleSet?
    /// What becomes of the tags in the text.
    package var tags: TagChange
    /// The text as it was submitted elsewhere, to be kept beside what is stored; `text` itself if nil.
    package var original: String?

    package init(
        format: SchemaFormat = .avro, text: String, references: [RequestedReference] = [], metadata: SchemaMetadata? = nil,
        ruleSet: SchemaRuleSet? = nil, tags: TagChange = TagChange(), original: String? = nil
    ) {
        self.format = format
        self.text = text
        self.references = references
        self.metadata = metadata
        self.ruleSet = ruleSet
        self.tags = tags
        self.original = original
    }
}

/// The answer to a command that was not refused.
package enum RegistryReply: Sendable, Equatable {
    /// `isChanged`: the version says more than the request did, out of the config or the version before.
    case registered(RegisteredSchema, isChanged: Bool)
    /// In the order they were asked for.
    case registeredSet([RegisteredInSet])
    case deletedVersions([SchemaVersion])
    case deletedVersion(SchemaVersion)
    /// The settings as they are now, or as they were before they were deleted.
    case config(RegistryConfig)
    /// Likewise.
    case mode(RegistryMode)
    case associations(AssociationReply)
    case done
}
