internal import DurableState
internal import RegistryModel

extension RegistryState {
    typealias Outcome = Decision<RegistryRecord, RegistryReply>

    // MARK: Subjects

    func softDelete(_ subject: Subject) throws(RegistryError) -> Outcome {
        let entries = try entriesForDeletion(of: subject)
        let versions = entries.filter { !$0.isDeleted }.map(\.version)
        guard let highest = entries.last, !versions.isEmpty else { throw .subjectSoftDeleted(subject) }
        try settings.checkNotReadOnly(subject)
        for version in versions {
            try checkUnused(subject, version, byOthersThan: subject, countsDeleted: dialect.keepsWhatDeletedOnesUse)
        }
        return Decision(
            records: promises(losing: entries, of: subject) + [RegistryRecord(.deleteSubject(subject, upTo: highest.version))],
            reply: .deletedVersions(versions))
    }

    func hardDelete(_ subject: Subject) throws(RegistryError) -> Outcome {
        let entries = try entriesForDeletion(of: subject)
        guard entries.allSatisfy(\.isDeleted) else { throw .subjectNotSoftDeleted(subject) }
        try settings.checkNotReadOnly(subject)
        for entry in entries { try checkUnused(subject, entry.version, byOthersThan: subject, countsDeleted: true) }
        return Decision(
            records: promises(losing: entries, of: subject) + removal(of: entries.map(\.version), from: subject, isLast: true),
            reply: .deletedVersions(entries.map(\.version)))
    }

    // MARK: Versions

    func softDelete(_ subject: Subject, _ selector: SchemaVersionSelector) throws(RegistryError) -> Outcome {
        let entry = try entryForDeletion(of: subject, selector)
        guard !entry.isDeleted else { throw .versionSoftDeleted(subject, entry.version) }
        try settings.checkNotReadOnly(subject)
        try checkUnused(subject, entry.version, byOthersThan: nil, countsDeleted: dialect.keepsWhatDeletedOnesUse)
        var stored = catalog.stored(entry, of: subject)
        stored.isDeleted = true
        return Decision(
            records: promises(losing: [entry], of: subject)
                + [RegistryRecord(.schema(SubjectVersion(subject, entry.version), stored), at: entry.timestamp)],
            reply: .deletedVersion(entry.version))
    }

    func hardDelete(_ subject: Subject, _ selector: SchemaVersionSelector) throws(RegistryError) -> Outcome {
        let entry = try entryForDeletion(of: subject, selector)
        guard entry.isDeleted else { throw .versionNotSoftDeleted(subject, entry.version) }
        try settings.checkNotReadOnly(subject)
        try checkUnused(subject, entry.version, byOthersThan: nil, countsDeleted: true)
        let isLast = catalog.entries(of: subject).count == 1
        return Decision(
            records: promises(losing: [entry], of: subject) + removal(of: [entry.version], from: subject, isLast: isLast),
            reply: .deletedVersion(entry.version))
    }

    // MARK: Parts

    private func entriesForDeletion(of subject: Subject) throws(RegistryError) -> [SchemaCatalog.Entry] {
        let entries = catalog.entries(of: subject)
        guard !entries.isEmpty else { throw .subjectNotFound(subject) }
        return entries
    }

    private func entryForDeletion(
        of subject: Subject, _ selector: SchemaVersionSelector
    ) throws(RegistryError) -> SchemaCatalog.Entry {
        let entries = try entriesForDeletion(of: subject)
        let found =
            switch selector {
            case .latest: entries.last { !$0.isDeleted }
            case .number(let version): entries.first { $0.version == version }
            }
        guard let entry = found else { throw .versionNotFound(selector) }
        return entry
    }

    /// What keeps the highest id from being given out again when versions go: as long as one is there, its record says the id.
    ///
    /// Written with the soft deletion, so that it is durable before a permanent one can be asked for; and with that once more,
    /// as somebody else may have hidden the version.
    func promises(losing entries: [SchemaCatalog.Entry], of subject: Subject) -> [RegistryRecord] {
        let highest = catalog.ids(in: subject.context).highestID
        guard entries.contains(where: { $0.id == highest }) else { return [] }
        return [RegistryRecord(.highestID(highest, subject.context))]
    }

    /// Tombstones for every spelling of every key that goes. With the last version go the subject's own settings.
    private func removal(of versions: [SchemaVersion], from subject: Subject, isLast: Bool) -> [RegistryRecord] {
        var records = versions.flatMap { removal(of: SubjectVersion(subject, $0)) }
        guard isLast else { return records }
        if settings.mode(of: subject) != nil { records += foreignKeys.tombstones(.mode(subject, nil)) }
        if settings.config(of: subject) != nil { records += foreignKeys.tombstones(.config(subject, nil)) }
        return records
    }

    func removal(of place: SubjectVersion) -> [RegistryRecord] {
        let text = catalog.submittedTexts[place] == nil ? [] : [RegistryRecord(.submittedText(place, nil))]
        return text + foreignKeys.tombstones(.schema(place, nil))
    }

    /// Refuses while a schema uses the version: one that is not deleted, or, for a permanent deletion, any.
    private func checkUnused(
        _ subject: Subject, _ version: SchemaVersion, byOthersThan own: Subject?, countsDeleted: Bool
    ) throws(RegistryError) {
        for user in catalog.referrers(of: SubjectVersion(subject, version)) where user.subject != own {
            guard let entry = catalog.entry(at: user), countsDeleted || !entry.isDeleted else { continue }
            throw .referenceExists(subject, version)
        }
    }
}
