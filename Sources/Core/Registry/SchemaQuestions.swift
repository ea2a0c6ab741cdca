package import Compatibility
package import RegistryModel

/// Is this schema under its subject? Taken out of the state with all it takes to answer, because reading a schema text
/// is no work to do under a lock.
package struct LookupQuestion: Sendable {
    let subject: Subject
    let unparsed: UnparsedSubmission
    let history: SubjectHistory
    let config: RegistryConfig

    package func answer() throws(RegistryError) -> RegisteredSchema {
        let submission = try unparsed.parse()
        guard !history.versions.isEmpty else { throw .subjectNotFound(subject) }
        guard let found = match(submission), let version = history.versions.first(where: { $0.place == found }) else {
            throw .schemaNotFound
        }
        return RegisteredSchema(
            subject: subject, version: found.version, id: found.id, format: version.source.format,
            references: version.source.references, schema: version.source.text, metadata: version.metadata,
            ruleSet: version.ruleSet, guid: version.hash, isDeleted: found.isDeleted, timestamp: found.timestamp)
    }

    /// As submitted, else as a registration would complete it.
    private func match(_ submission: ParsedSubmission) -> SchemaCatalog.Entry? {
        if let found = history.match(submission) { return found }
        guard let last = history.versions.last(where: { !$0.place.isDeleted }) else { return nil }
        var completed = submission
        completed.complete(with: config, after: last)
        if completed.metadata == submission.metadata, completed.ruleSet == submission.ruleSet { return nil }
        return history.match(completed)
    }
}

/// May this schema follow? Taken out of the state like `LookupQuestion`.
package struct CompatibilityQuestion: Sendable {
    let unparsed: Result<UnparsedSubmission, RegistryError>
    let history: SubjectHistory
    let demand: CompatibilityDemand

    /// What the schema is held to.
    package var level: CompatibilityLevel { demand.level }

    /// The differences in Confluent's words; none means yes. Throws for a text that is no schema.
    package func answer() throws(RegistryError) -> [String] {
        let submission = try unparsed.get().parse()
        return demand.differences(to: submission, in: history)
    }
}

extension RegistryState {
    package func question(
        lookingUp submitted: SubmittedSchema, in subject: Subject, normalizes: Bool, includesDeleted: Bool
    ) throws(RegistryError) -> LookupQuestion {
        LookupQuestion(
            subject: subject, unparsed: try prepare(submitted, in: subject, normalizes: normalizes),
            history: history(of: subject) { includesDeleted || !$0.isDeleted }, config: settings.effectiveConfig(of: subject))
    }

    /// - Parameter version: The one version to compare with; nil for those the subject's level names.
    package func question(
        checking submitted: SubmittedSchema, in subject: Subject, against version: SchemaVersionSelector?, normalizes: Bool
    ) throws(RegistryError) -> CompatibilityQuestion {
        let history: SubjectHistory
        let demand = demand(of: subject)
        switch dialect.comparesAllIfTransitive && demand.level.isTransitive && isThere(version, in: subject) ? nil : version {
        case nil: history = self.history(of: subject) { !$0.isDeleted }
        case .latest?:
            let latest = catalog.entries(of: subject).last { !$0.isDeleted }
            if latest == nil, dialect.missesLatestOfNothing { throw .versionNotFound(.latest) }
            history = self.history(of: subject) { $0 == latest }
        case .number(let number)?:
            history = self.history(of: subject) { $0.version == number && !$0.isDeleted }
            guard !history.versions.isEmpty else { throw .versionNotFound(.number(number)) }
        }
        let unparsed: Result<UnparsedSubmission, RegistryError>
        do throws(RegistryError) {
            unparsed = .success(try prepare(submitted, in: subject, normalizes: normalizes))
        } catch {
            unparsed = .failure(error)
        }
        return CompatibilityQuestion(unparsed: unparsed, history: history, demand: demand)
    }

    private func isThere(_ version: SchemaVersionSelector?, in subject: Subject) -> Bool {
        let entries = catalog.entries(of: subject).filter { !$0.isDeleted }
        guard case .number(let number)? = version else { return !entries.isEmpty }
        return entries.contains { $0.version == number }
    }
}
