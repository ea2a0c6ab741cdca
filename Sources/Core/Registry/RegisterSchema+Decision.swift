internal import DurableState
internal import RegistryModel

extension RegistryState {
    /// What a registration comes to: the id that is there already, or records that make a version.
    func register(_ wish: RegisterSchema) throws(RegistryError) -> Decision<RegistryRecord, RegistryReply> {
        let subject = wish.subject
        guard subject.isRegistrable else { throw .invalidSubject(subject) }
        let submission = try submission(of: wish)
        let entries = catalog.entries(of: subject)
        let history = history(of: subject) { !$0.isDeleted }
        let next = SchemaVersion(unchecked: (entries.last?.version.rawValue ?? 0) + 1)

        if let found = history.match(submission) {
            guard wish.version == nil || wish.version == found.version || wish.version == next else { throw .versionOutOfTurn }
            if wish.id == nil || wish.id == found.id {
                return Decision(records: [], reply: .registered(found.id, found.version))
            }
        }
        try settings.checkWritable(subject)
        guard wish.id == nil else {
            throw .operationNotPermitted("Subject \(subject) in context . is not in import mode")
        }
        let differences = history.differences(to: submission, level: effectiveLevel(of: subject))
        guard differences.isEmpty else { throw .incompatible(subject, messages: differences) }
        guard wish.version == nil || wish.version == next else { throw .versionOutOfTurn }

        let known = catalog.id(of: submission.hash)
        let id = known ?? SchemaID(catalog.highestID.rawValue + 1)
        let place = SubjectVersion(subject, next)
        let stored = StoredSchema(
            id: id, format: submission.source.format, references: submission.source.references, schema: submission.source.text)
        let records = try ownRecords(of: submission, id: id, isNew: known == nil, at: place)
            + tombstonesOfDeleted(entries, of: subject, with: id) + [fitting(RegistryRecord(.schema(place, stored)))]
        return Decision(records: records, reply: .registered(id, next))
    }

    /// What goes into our own log first: the id as taken, and the text as submitted.
    private func ownRecords(
        of submission: ParsedSubmission, id: SchemaID, isNew: Bool, at place: SubjectVersion
    ) throws(RegistryError) -> [RegistryRecord] {
        var records: [RegistryRecord] = []
        if isNew { records.append(RegistryRecord(.highestID(id))) }
        if !submission.submittedText.utf8.elementsEqual(submission.source.text.utf8) {
            records.append(try fitting(RegistryRecord(.submittedText(place, submission.submittedText))))
        } else if catalog.submittedTexts[place] != nil {
            // Left behind by a registration that did not get as far as `_schemas`.
            records.append(RegistryRecord(.submittedText(place, nil)))
        }
        return records
    }

    /// A version that comes back takes the place of its deleted forebears, unless somebody still builds on them.
    private func tombstonesOfDeleted(
        _ entries: [SchemaCatalog.Entry], of subject: Subject, with id: SchemaID
    ) -> [RegistryRecord] {
        entries.filter { $0.isDeleted && $0.id == id }
            .map { SubjectVersion(subject, $0.version) }
            .filter { catalog.referrers(of: $0).isEmpty }
            .flatMap { foreignKeys.tombstones(.schema($0, nil)) }
    }

    private func fitting(_ record: RegistryRecord) throws(RegistryError) -> RegistryRecord {
        guard record.value?.count ?? 0 <= RegistryRecord.maxValueBytes else { throw .schemaTooLarge }
        return record
    }

    /// The schema of a wish in the form it is stored in.
    private func submission(of wish: RegisterSchema) throws(RegistryError) -> ParsedSubmission {
        try submission(
            of: wish.schema, in: wish.subject, normalizes: wish.normalizes || settings.effectiveNormalize(of: wish.subject),
            parsed: wish.parsed)
    }
}
