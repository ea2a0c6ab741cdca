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
            // A stored text that cannot be read is the same only by its bytes, which were compared above.
            guard case .success(let stored) = parsed(version) else { return false }
            return stored.isEquivalent(to: submission.schema)
        }
        return equivalent?.place
    }

    /// Why `submission` must not follow, in Confluent's words; empty if it may. Newest versions are compared first, and
    /// the first one that objects ends it; older ones are then not even parsed.
    func differences(to submission: ParsedSubmission, level: CompatibilityLevel) -> [String] {
        guard level != .none else { return [] }
        for version in level.isTransitive ? versions.reversed() : versions.suffix(1) {
            let old: ComparableSchema
            switch comparable(version) {
            case .success(let schema): old = schema
            case .failure(let error):
                return ["Version \(version.place.version) cannot be compared with, for it cannot be read: \(error.message)"]
            }
            let number = Int(version.place.version.rawValue)
            let verdict = CompatibilityCheck.check(
                new: submission.schema.comparable, history: [.init(version: number, schema: old)], level: level)
            guard verdict.isCompatible else {
                return ConfluentMessage.messages(for: verdict) { _ in version.source.text }
            }
        }
        return []
    }

    private func comparable(_ version: Version) -> Result<ComparableSchema, RegistryError> {
        // Moved in from a registry that serves more languages: what it is can be told, what it says cannot.
        guard version.source.format.isServed else { return .success(.other(language: version.source.format.rawValue)) }
        return parsed(version).map(\.comparable)
    }

    private func parsed(_ version: Version) -> Result<ParsedSchema, RegistryError> {
        let key = version.source.key
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
            let stored = catalog.stored(entry)
            return SubjectHistory.Version(place: entry, hash: catalog.hash(entry), source: source(stored))
        }
        return SubjectHistory(versions: versions, parsedSchemas: parsedSchemas)
    }

    private func source(_ stored: StoredSchema) -> SchemaSource {
        do throws(RegistryError) {
            return try catalog.source(stored.format, stored.schema, stored.references)
        } catch {
            // Moved in without what it refers to. Parsing will say which name is missing.
            return SchemaSource(format: stored.format, text: stored.schema, references: stored.references, dependencies: [])
        }
    }

    func effectiveLevel(of subject: Subject) -> CompatibilityLevel {
        // A level nobody knows, moved in from elsewhere, holds nobody to less than the default.
        CompatibilityLevel(name: settings.effectiveLevel(of: subject)) ?? .default
    }
}
