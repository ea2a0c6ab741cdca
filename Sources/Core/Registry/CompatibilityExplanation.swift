package import Compatibility
package import RegistryModel

/// Everything that keeps a schema from following its subject's history, for people: the one verdict with places, fragments,
/// witnesses and fixes, where Confluent's words end at the first version that objects.
///
/// Takes far longer than the verdict and is made outside of any lock, for those whose schema was refused.
package struct CompatibilityExplanation: Sendable {
    /// What is known of one version compared with.
    package struct Version: Sendable {
        package var place: SubjectVersion
        package var id: SchemaID
        package var written: WrittenSchema
    }

    /// As submitted.
    package var written: WrittenSchema
    package var level: CompatibilityLevel
    /// Oldest first; those the level leaves out are not among them.
    package var versions: [Version]

    package var verdict: CompatibilityVerdict {
        let history = versions.map {
            CompatibilityCheck.OldVersion(version: Int($0.place.version.rawValue), schema: $0.written.schema)
        }
        let verdict = CompatibilityCheck.check(new: written.schema, history: history, level: level, visiting: .everything)
        guard !verdict.isCompatible else { return verdict }
        let old = Dictionary(versions.map { (Int($0.place.version.rawValue), $0.written) }) { first, _ in first }
        return FindingEvidence.complete(verdict, new: written, old: old)
    }
}

extension CompatibilityQuestion {
    /// Throws for a text that is no schema.
    package func explanation(in subject: Subject) throws(RegistryError) -> CompatibilityExplanation {
        demand.explanation(of: try unparsed.get().parse(), in: history, of: subject)
    }
}

extension CompatibilityDemand {
    func explanation(
        of submission: ParsedSubmission, in history: SubjectHistory, of subject: Subject
    ) -> CompatibilityExplanation {
        let compared = self.compared(history, with: submission)
        let versions = level.isTransitive ? compared.versions : Array(compared.versions.suffix(1))
        return CompatibilityExplanation(
            written: submission.written, level: level,
            versions: level == .none ? [] : versions.compactMap { version in
                guard let written = compared.written(version) else { return nil }
                return .init(place: SubjectVersion(subject, version.place.version), id: version.place.id, written: written)
            })
    }
}

extension ParsedSubmission {
    var written: WrittenSchema { WrittenSchema(schema.comparable, text: submittedText, references: source.writtenReferences) }
}

extension SchemaSource {
    var writtenReferences: [WrittenSchema.Reference] {
        dependencies.map { WrittenSchema.Reference(name: $0.name, text: $0.text) }
    }
}
