internal import Compatibility
internal import RegistryModel

/// Versions of a subject taken out of the state, to compare a schema with, here or outside of any lock.
///
/// Small whatever the schemas: texts are shared with the state.
struct SubjectHistory: Sendable {
    struct Version: Sendable {
        var place: SchemaCatalog.Entry
        var hash: ContentHash
        var source: SchemaSource
        var metadata: SchemaMetadata?
        var ruleSet: SchemaRuleSet?
    }

    /// Oldest first.
    let versions: [Version]
    let parsedSchemas: ParsedSchemaCache

    /// The version that says the same as `submission`: the same content, else the newest of the same meaning.
    func match(_ submission: ParsedSubmission) -> SchemaCatalog.Entry? {
        let hash = submission.hash
        if let same = versions.last(where: { $0.hash == hash }) { return same.place }
        let equivalent = versions.last { version in
            guard version.source.format == submission.source.format else { return false }
            // A text that writes out what the stored one refers to says the same.
            let references = submission.source.references
            guard references.isEmpty || references == version.source.references else { return false }
            guard version.saysTheSame(submission) else { return false }
            return submission.comparisons.isEquivalent(to: version) {
                // A stored text that cannot be read is the same only by its bytes, which were compared above.
                guard case .success(let stored) = parsed(version) else { return false }
                return stored.isEquivalent(to: submission.schema)
            }
        }
        return equivalent?.place
    }

    /// The latest version, if it says the same as `submission`.
    func matchLatest(_ submission: ParsedSubmission) -> SchemaCatalog.Entry? {
        SubjectHistory(versions: Array(versions.suffix(1)), parsedSchemas: parsedSchemas).match(submission)
    }

    /// Why `submission` must not follow, in the dialect's words; empty if it may. Newest versions are compared first, and
    /// the first one that objects ends it; older ones are then not even parsed.
    ///
    /// - Parameter dialect: May begin with the oldest instead, and word the differences in another way.
    func differences(to submission: ParsedSubmission, level: CompatibilityLevel, _ dialect: RegistryDialect) -> [String] {
        guard level != .none else { return [] }
        let compared = level.isTransitive ? versions : Array(versions.suffix(1))
        for version in dialect.comparesOldestFirst ? compared : compared.reversed() {
            let differences = submission.comparisons.differences(to: version, level) {
                self.differences(to: submission, version, level, dialect)
            }
            guard differences.isEmpty else { return differences }
        }
        return []
    }

    private func differences(
        to submission: ParsedSubmission, _ version: Version, _ level: CompatibilityLevel, _ dialect: RegistryDialect
    ) -> [String] {
        let old: ComparableSchema
        switch comparable(version) {
        case .success(let schema): old = schema
        case .failure(let error):
            return ["Version \(version.place.version) cannot be compared with, for it cannot be read: \(error.message)"]
        }
        let number = Int(version.place.version.rawValue)
        let verdict = CompatibilityCheck.check(
            new: submission.schema.comparable, history: [.init(version: number, schema: old)], level: level)
        if verdict.isCompatible { return [] }
        if dialect.namesDifferencesShortly { return KarapaceMessage.differences(for: verdict) }
        return ConfluentMessage.differences(for: verdict) { _ in version.source.text }
    }

    /// Nil for what cannot be read.
    func written(_ version: Version) -> WrittenSchema? {
        guard case .success(let schema) = comparable(version) else { return nil }
        return WrittenSchema(schema, text: version.source.text, references: version.source.writtenReferences)
    }

    private func comparable(_ version: Version) -> Result<ComparableSchema, RegistryError> {
        // Moved in from a registry that serves more languages: what it is can be told, what it says cannot.
        guard version.source.format.isServed else { return .success(.other(language: version.source.format.rawValue)) }
        return parsed(version).map(\.comparable)
    }

    private func parsed(_ version: Version) -> Result<ParsedSchema, RegistryError> {
        let key = version.source.key(version.hash)
        if let schema = parsedSchemas.find(key) { return .success(schema) }
        do throws(RegistryError) {
            let schema = try ParsedSchema(stored: version.source)
            parsedSchemas.keep(schema, of: version.source, as: key)
            return .success(schema)
        } catch {
            return .failure(error)
        }
    }
}

extension RegistryState {
    /// The versions of `subject` that `isWanted` picks.
    func history(of subject: Subject, where isWanted: (SchemaCatalog.Entry) -> Bool) -> SubjectHistory {
        let versions = catalog.entries(of: subject).filter(isWanted).map { entry in
            let stored = catalog.stored(entry, of: subject)
            return SubjectHistory.Version(
                place: entry, hash: catalog.hash(entry, of: subject), source: source(stored, of: subject),
                metadata: stored.metadata, ruleSet: stored.ruleSet)
        }
        return SubjectHistory(versions: versions, parsedSchemas: parsedSchemas)
    }

    func source(_ stored: StoredSchema, of subject: Subject) -> SchemaSource {
        do throws(RegistryError) {
            return try catalog.source(stored.format, stored.schema, stored.references, in: subject)
        } catch {
            // Moved in without what it refers to. Parsing will say which name is missing.
            return SchemaSource(format: stored.format, text: stored.schema, references: stored.references, dependencies: [])
        }
    }

    /// What new versions of `subject` are held to.
    func demand(of subject: Subject) -> CompatibilityDemand {
        let config = settings.effectiveConfig(of: subject)
        return CompatibilityDemand(
            // A level nobody knows, moved in from elsewhere, holds nobody to less than the default.
            level: config.compatibilityLevel.flatMap { CompatibilityLevel(name: $0) } ?? .default,
            group: config.compatibilityGroup, validatesFields: config.validateFields == true,
            dialect: dialect)
    }
}

/// What a new version is held to.
struct CompatibilityDemand: Sendable {
    var level: CompatibilityLevel
    /// The metadata property that versions are compared within equal values of.
    var group: String?
    /// Fields that the metadata reserves may not be used.
    var validatesFields: Bool
    var dialect: RegistryDialect

    /// Why `submission` must not follow `history`, in the dialect's words; empty if it may.
    func differences(to submission: ParsedSubmission, in history: SubjectHistory) -> [String] {
        let reserved = validatesFields ? ReservedFields.problems(submission, history.versions.last) : []
        let compared = compared(history, with: submission)
        let differences = reserved + compared.differences(to: submission, level: level, dialect)
        if differences.isEmpty || dialect.namesDifferencesShortly { return differences }
        return differences + [ConfluentMessage.trailer(validateFields: validatesFields, level: level)]
    }

    /// The versions of the submission's group.
    func compared(_ history: SubjectHistory, with submission: ParsedSubmission) -> SubjectHistory {
        guard let group else { return history }
        let value = submission.metadata?.properties?[group]
        return SubjectHistory(
            versions: history.versions.filter { $0.metadata?.properties?[group] == value },
            parsedSchemas: history.parsedSchemas)
    }
}

extension SubjectHistory.Version {
    /// Whether metadata and rules are those of `submission`, a note of the version in one of them aside.
    fileprivate func saysTheSame(_ submission: ParsedSubmission) -> Bool {
        guard ruleSet == submission.ruleSet else { return false }
        switch (submission.metadata?.version, metadata?.version) {
        case (nil, .some): return (submission.metadata ?? SchemaMetadata()) == metadata?.withoutVersion.orEmpty
        case (let noted?, nil):
            return noted == place.version.description
                && submission.metadata?.withoutVersion.orEmpty == (metadata ?? SchemaMetadata())
        default: return submission.metadata == metadata
        }
    }
}

extension SchemaMetadata {
    /// Nothing said, in whichever way.
    fileprivate var orEmpty: SchemaMetadata {
        properties?.isEmpty == true ? SchemaMetadata(tags: tags, properties: nil, sensitive: sensitive) : self
    }
}
