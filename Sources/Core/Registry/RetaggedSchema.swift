package import RegistryModel

extension RegistryState {
    /// The wish to have a version of `subject` again as another one, with the tags, metadata and rules that a request says.
    package func retagged(
        _ subject: Subject, _ selector: SchemaVersionSelector, _ request: TagRequestBody
    ) throws(RegistryError) -> RegisterSchema {
        let schema = try schema(subject, selector, includesDeleted: false)
        if request.ruleSet != nil, request.rulesToMerge != nil || request.rulesToRemove != nil {
            throw RegistryError(.invalidRuleSet, "ruleSet should be omitted if specifying rulesToMerge or rulesToRemove")
        }
        try request.rulesToMerge?.check()
        try request.ruleSet?.check()
        let submitted = SubmittedSchema(
            format: schema.format, text: schema.schema, references: schema.references.map { RequestedReference($0) },
            metadata: request.metadata ?? schema.metadata, ruleSet: rules(of: schema.subject, after: request),
            tags: request.tags)
        // Like a version that is asked for by −1: noted in the metadata, and new unless nothing changes.
        return RegisterSchema(
            subject: schema.subject, schema: submitted, version: RequestedVersion(request.newVersion ?? -1))
    }

    /// The rules of the new version; nil keeps those of the version before.
    private func rules(of subject: Subject, after request: TagRequestBody) -> SchemaRuleSet? {
        guard request.rulesToMerge != nil || request.rulesToRemove != nil else { return request.ruleSet }
        let previous = request.newVersion.flatMap { $0 > 1 ? SchemaVersion($0 - 1) : nil }
        let entry = catalog.entries(of: subject).last { !$0.isDeleted && (previous == nil || $0.version == previous) }
        var rules = SchemaRuleSet.merged(entry.flatMap { catalog.stored($0, of: subject).ruleSet }, request.rulesToMerge)
        rules?.removeRules(named: Set(request.rulesToRemove ?? []))
        return rules
    }
}
