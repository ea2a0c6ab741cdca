internal import DurableState
internal import RegistryModel

extension RegistryState {
    /// Takes a version as it comes though it cannot be read here: a registry is moved in whose ids stand before records that
    /// must stay readable. It is handed out by id and version, and compared with nothing, as when it comes with the topic.
    ///
    /// Only where an import insists: in a mode that takes ids, with id, version and force. Anybody else is told `reason`.
    func keptUnread(_ wish: RegisterSchema, because reason: RegistryError) throws(RegistryError) -> Outcome {
        let subject = wish.subject, context = subject.context
        guard reason.code == .invalidSchema, wish.isForced, let id = wish.id, case .exactly(let version) = wish.version,
            settings.effectiveMode(of: subject).takesIDs, !wish.schema.text.isEmpty
        else { throw reason }
        var references: [SchemaReference] = []
        for reference in wish.schema.references {
            guard let version = SchemaVersion(reference.version) else { throw reason }
            references.append(SchemaReference(name: reference.name, subject: reference.subject, version: version))
        }
        let place = SubjectVersion(subject, version)
        let stored = StoredSchema(
            id: id, format: wish.schema.format, references: references, schema: wish.schema.text, metadata: wish.schema.metadata,
            ruleSet: wish.schema.ruleSet)
        guard catalog.ids(in: context).takes(stored) else { throw .idTaken(id, context) }
        let registered = RegisteredSchema(
            subject: subject, version: version, id: id, format: stored.format, references: references, schema: stored.schema,
            metadata: stored.metadata, ruleSet: stored.ruleSet, guid: stored.contentHash)
        if let entry = catalog.entry(at: place), entry.id == id, !entry.isDeleted {
            return Decision(records: [], reply: .registered(registered, isChanged: false))
        }
        let record = RegistryRecord(.schema(place, stored))
        guard record.value?.count ?? 0 <= RegistryRecord.maxValueBytes else { throw .schemaTooLarge }
        var records = promises(losing: replaced(at: place, by: id), of: subject)
        if catalog.submittedTexts[place] != nil { records.append(RegistryRecord(.submittedText(place, nil))) }
        if !catalog.isDeclared(context) { records.append(RegistryRecord(.context(context, isThere: true))) }
        return Decision(records: records + [record], reply: .registered(registered, isChanged: false))
    }
}

extension RegistryError {
    static func idTaken(_ id: SchemaID, _ context: SchemaContext) -> RegistryError {
        .operationNotPermitted("Overwrite new schema with id \(id) in context \(context.prefix) is not permitted.")
    }
}
