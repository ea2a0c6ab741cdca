package import RegistryModel

/// Which versions a listing shows.
package enum DeletedFilter: Sendable {
    case hidden, included, only

    func shows(isDeleted: Bool) -> Bool {
        switch self {
        case .hidden: !isDeleted
        case .included: true
        case .only: isDeleted
        }
    }
}

/// What can be seen without changing anything.
extension RegistryState {
    /// In order. A subject counts as deleted when all its versions are.
    package func subjects(prefix: String, _ filter: DeletedFilter) -> [Subject] {
        catalog.subjects.filter { subject, entries in
            subject.name.hasPrefix(prefix) && filter.shows(isDeleted: entries.allSatisfy(\.isDeleted))
        }.keys.sorted()
    }

    package func versions(of subject: Subject, _ filter: DeletedFilter) throws(RegistryError) -> [SchemaVersion] {
        let versions = catalog.entries(of: subject).filter { filter.shows(isDeleted: $0.isDeleted) }.map(\.version)
        guard !versions.isEmpty else { throw .subjectNotFound(subject) }
        return versions
    }

    package func schema(
        _ subject: Subject, _ selector: SchemaVersionSelector, includesDeleted: Bool
    ) throws(RegistryError) -> RegisteredSchema {
        let entries = catalog.entries(of: subject).filter { includesDeleted || !$0.isDeleted }
        guard !entries.isEmpty else { throw .subjectNotFound(subject) }
        let found =
            switch selector {
            case .latest: entries.last
            case .number(let version): entries.first { $0.version == version }
            }
        guard let entry = found else { throw .versionNotFound(selector) }
        return catalog.schema(entry, of: subject)
    }

    /// Every version of every subject, subjects in order, versions in order.
    package func schemas(prefix: String, _ filter: DeletedFilter, latestOnly: Bool) -> [RegisteredSchema] {
        catalog.subjects.filter { $0.key.name.hasPrefix(prefix) }.sorted { $0.key < $1.key }.flatMap { subject, entries in
            let shown = entries.filter { filter.shows(isDeleted: $0.isDeleted) }
            return (latestOnly ? shown.suffix(1) : shown[...]).map { catalog.schema($0, of: subject) }
        }
    }

    // MARK: By id

    /// What an id stands for, soft-deleted or not.
    package func content(_ id: SchemaID) throws(RegistryError) -> SchemaStringBody {
        guard let stored = catalog.contents[id]?.stored else { throw .schemaNotFound(id) }
        return SchemaStringBody(format: stored.format, schema: stored.schema, references: stored.references)
    }

    /// Where an id is used, in order.
    package func uses(of id: SchemaID, includesDeleted: Bool) throws(RegistryError) -> [SubjectVersion] {
        guard let uses = catalog.contents[id]?.uses else { throw .schemaNotFound(id) }
        return uses.filter { includesDeleted || catalog.entry(at: $0)?.isDeleted == false }.sorted()
    }

    package var highestID: SchemaID { catalog.highestID }

    /// The ids of the schemas that use a version, in order.
    package func referrers(
        of subject: Subject, _ selector: SchemaVersionSelector, includesDeleted: Bool
    ) throws(RegistryError) -> [SchemaID] {
        let target = try schema(subject, selector, includesDeleted: true)
        let users = catalog.referrers(of: SubjectVersion(subject, target.version)).compactMap { catalog.entry(at: $0) }
        return Set(users.filter { includesDeleted || !$0.isDeleted }.map(\.id)).sorted()
    }

    // MARK: Texts

    /// The text a version was registered with.
    package func submittedText(of schema: RegisteredSchema) -> String {
        catalog.submittedTexts[SubjectVersion(schema.subject, schema.version)] ?? schema.schema
    }

    /// The text an id was first registered with, among the versions that are still there.
    package func submittedText(of id: SchemaID) throws(RegistryError) -> String {
        let uses = try uses(of: id, includesDeleted: true)
        if let text = uses.compactMap({ catalog.submittedTexts[$0] }).first { return text }
        return try content(id).schema
    }

    /// A stored schema ready to be read, with what it refers to.
    package func stored(_ id: SchemaID) throws(RegistryError) -> ResolvableSchema {
        guard let stored = catalog.contents[id]?.stored else { throw .schemaNotFound(id) }
        return ResolvableSchema(source: try catalog.source(stored.format, stored.schema, stored.references))
    }

    // MARK: Settings

    /// - Parameter inherits: Answer with what holds for the subject if it has nothing of its own.
    package func config(of subject: Subject?, inherits: Bool) throws(RegistryError) -> StoredConfig {
        var config: StoredConfig
        if let subject {
            let own = settings.config(of: subject)
            guard own != nil || inherits else { throw .noSubjectCompatibility(subject) }
            config = own ?? settings.globalConfig ?? StoredConfig()
            guard inherits else { return config }
            config.compatibilityLevel = settings.effectiveLevel(of: subject)
        } else {
            config = settings.globalConfig ?? StoredConfig()
            config.compatibilityLevel = config.compatibilityLevel ?? RegistrySettings.defaultLevel
        }
        return config
    }

    package func mode(of subject: Subject?, inherits: Bool) throws(RegistryError) -> String {
        if let own = settings.mode(of: subject) { return own }
        if let subject, !inherits { throw .noSubjectMode(subject) }
        return settings.globalMode ?? RegistrySettings.defaultMode
    }
}

/// A stored schema taken out of the state, to be written in another form.
package struct ResolvableSchema: Sendable {
    let source: SchemaSource

    /// Parses the schema. A form that its language does not have is the stored one.
    package func text(_ form: SchemaTextForm) throws(RegistryError) -> String {
        try ParsedSchema(stored: source).text(form) ?? source.text
    }
}
