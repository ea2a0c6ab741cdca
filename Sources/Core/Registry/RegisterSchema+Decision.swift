internal import DurableState
internal import RegistryModel

extension RegistryState {
    /// What a registration comes to: the version that is there already, or records that make one.
    func register(_ wish: RegisterSchema) throws(RegistryError) -> Outcome {
        let subject = wish.subject
        guard subject.isRegistrable else { throw .invalidSubject(subject) }
        try wish.schema.ruleSet?.check()
        var submission: ParsedSubmission
        do throws(RegistryError) { submission = try self.submission(of: wish) } catch {
            return try keptUnread(wish, because: error)
        }
        guard submission.fitsRecord else { throw .schemaTooLarge }
        let config = settings.effectiveConfig(of: subject)
        let entries = catalog.entries(of: subject)
        let history = history(of: subject) { !$0.isDeleted }
        let next = SchemaVersion(unchecked: (entries.last?.version.rawValue ?? 0) + 1)

        // As submitted first: who registers again what is there gets it, whatever the mode.
        if !config.addsToSchemas, submission.tagEdits.isEmpty, let found = present(submission, wish, in: history) { return answer(found, of: subject) }
        try settings.checkRegistrable(subject, withID: wish.id != nil)

        let isImported = settings.effectiveMode(of: subject).takesIDs
        let submitted = submission
        if !isImported {
            submission.complete(with: config, after: history.versions.last)
            if wish.version != .next || submission.metadata?.version != nil {
                submission.metadata = (submission.metadata ?? SchemaMetadata()).settingVersion(next)
            }
        }
        let isChanged = submission.metadata != submitted.metadata || submission.ruleSet != submitted.ruleSet
        if wish.version == .next, let found = history.match(submission), wish.id == nil || wish.id == found.id {
            return answer(found, of: subject, isChanged: isChanged)
        }
        if !isImported, !wish.isForced {
            let differences = demand(of: subject).differences(to: submission, in: history)
            guard differences.isEmpty else {
                let level = config.compatibilityLevel ?? RegistrySettings.defaultLevel
                throw dialect.incompatible(subject, level: level, messages: differences)
            }
        }
        let version = try version(wish.version, next: next, isImported: isImported)
        return try decision(
            submission, wish, at: SubjectVersion(subject, version), replacing: entries, isChanged: isChanged)
    }

    /// The version that already is what is wished for.
    private func present(
        _ submission: ParsedSubmission, _ wish: RegisterSchema, in history: SubjectHistory
    ) -> SchemaCatalog.Entry? {
        let found = wish.version == .latest ? history.matchLatest(submission) : history.match(submission)
        guard let found, wish.id == nil || wish.id == found.id else { return nil }
        guard case .exactly(let version) = wish.version else { return found }
        // Who names a version without its id wants a new one.
        guard wish.id != nil else { return nil }
        // The same content may have been moved in as several versions.
        if version == found.version { return found }
        return history.versions.first { $0.place.version == version && $0.hash == submission.hash }?.place
    }

    private func version(
        _ requested: RequestedVersion, next: SchemaVersion, isImported: Bool
    ) throws(RegistryError) -> SchemaVersion {
        guard case .exactly(let version) = requested else { return next }
        guard isImported || version == next else { throw .versionOutOfTurn }
        return version
    }

    private func answer(_ entry: SchemaCatalog.Entry, of subject: Subject, isChanged: Bool = false) -> Outcome {
        Decision(records: [], reply: .registered(catalog.schema(entry, of: subject), isChanged: isChanged))
    }

    private func decision(
        _ submission: ParsedSubmission, _ wish: RegisterSchema, at place: SubjectVersion,
        replacing entries: [SchemaCatalog.Entry], isChanged: Bool
    ) throws(RegistryError) -> Outcome {
        let context = place.subject.context
        let ids = catalog.ids(in: context)
        let hash = submission.hash
        let known = ids.id(of: hash) ?? catalog.formerID(of: hash, in: context)
        let id = wish.id ?? known ?? SchemaID(ids.highestID.rawValue + 1)
        let stored = StoredSchema(
            id: id, format: submission.source.format, references: submission.source.references, schema: submission.source.text,
            metadata: submission.metadata, ruleSet: submission.ruleSet)
        guard ids.takes(stored) else {
            throw .idTaken(id, context)
        }
        // What is brought back where it stood was registered then.
        let time = entries.first { $0.version == place.version && $0.id == id }?.timestamp ?? wish.time
        var records = try ownRecords(of: submission, id: id, at: place)
        if !catalog.isDeclared(context) { records.append(RegistryRecord(.context(context, isThere: true))) }
        records += tombstonesOfDeleted(entries, of: place, with: id)
        records.append(try fitting(RegistryRecord(.schema(place, stored), at: time)))
        let registered = RegisteredSchema(
            subject: place.subject, version: place.version, id: id, format: stored.format, references: stored.references,
            schema: stored.schema, metadata: stored.metadata, ruleSet: stored.ruleSet, guid: hash,
            timestamp: time)
        return Decision(records: records, reply: .registered(registered, isChanged: isChanged))
    }

    /// What goes into our own log first: an id that is lost, and the text as submitted.
    private func ownRecords(
        of submission: ParsedSubmission, id: SchemaID, at place: SubjectVersion
    ) throws(RegistryError) -> [RegistryRecord] {
        var records = promises(losing: replaced(at: place, by: id), of: place.subject)
        let submitted = submission.original ?? submission.submittedText
        if !submitted.utf8.elementsEqual(submission.source.text.utf8) {
            records.append(try fitting(RegistryRecord(.submittedText(place, submitted))))
        } else if catalog.submittedTexts[place] != nil {
            // Left behind by a registration that did not get as far as `_schemas`.
            records.append(RegistryRecord(.submittedText(place, nil)))
        }
        return records
    }

    /// The version an import writes another id over: its record is gone with the next compaction.
    func replaced(at place: SubjectVersion, by id: SchemaID) -> [SchemaCatalog.Entry] {
        catalog.entries(of: place.subject).filter { $0.version == place.version && $0.id != id }
    }

    /// A version that comes back takes the place of its deleted forebears, unless somebody still builds on them.
    private func tombstonesOfDeleted(
        _ entries: [SchemaCatalog.Entry], of place: SubjectVersion, with id: SchemaID
    ) -> [RegistryRecord] {
        entries.filter { $0.isDeleted && $0.id == id && $0.version < place.version }
            .map { SubjectVersion(place.subject, $0.version) }
            .filter { catalog.referrers(of: $0).isEmpty }
            .flatMap { foreignKeys.tombstones(.schema($0, nil)) }
    }

    private func fitting(_ record: RegistryRecord) throws(RegistryError) -> RegistryRecord {
        guard record.value?.count ?? 0 <= RegistryRecord.maxValueBytes else { throw .schemaTooLarge }
        return record
    }

    /// The schema of a wish in the form it is stored in.
    private func submission(of wish: RegisterSchema) throws(RegistryError) -> ParsedSubmission {
        try submission(of: wish.schema, in: wish.subject, normalizes: wish.normalizes, parsed: wish.parsed)
    }
}
