package import RegistryModel

/// A registration taken out of the state with all that its decision will compare: what takes long is done outside of the lock,
/// and known when the state decides. What has changed by then is done there.
package struct Rehearsal: Sendable {
    let unparsed: UnparsedSubmission
    let history: SubjectHistory
    /// nil: versions are not held to those before them.
    let demand: CompatibilityDemand?
    let config: RegistryConfig

    /// Reads the schema and compares it with the versions. Takes as long as all their texts are long.
    package func play() throws(RegistryError) -> ParsedSubmission {
        let submission = try unparsed.parse()
        // Of what no record has room for nobody needs to know more.
        guard submission.fitsRecord else { throw .schemaTooLarge }
        var completed = submission
        completed.complete(with: config, after: history.versions.last)
        if history.match(completed) == nil, let demand { _ = demand.differences(to: completed, in: history) }
        return submission
    }
}

extension RegistryState {
    package func rehearsal(of wish: RegisterSchema) throws(RegistryError) -> Rehearsal {
        let subject = wish.subject, isImported = settings.effectiveMode(of: subject).takesIDs
        return Rehearsal(
            unparsed: try prepare(wish.schema, in: subject, normalizes: wish.normalizes),
            history: history(of: subject) { !$0.isDeleted },
            demand: isImported || wish.isForced ? nil : demand(of: subject), config: settings.effectiveConfig(of: subject))
    }
}

extension ParsedSubmission {
    /// Whether a record may have room for its text, which is no shorter in it.
    var fitsRecord: Bool { source.text.utf8.count <= RegistryRecord.maxValueBytes }
}
