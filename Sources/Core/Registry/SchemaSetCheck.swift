package import Compatibility
package import RegistryModel

/// What a set of schemas would come to: every schema is looked at, none stops another.
package struct SchemaSetCheck: Sendable {
    /// What would become of one schema.
    package struct Outcome: Sendable {
        package var subject: Subject
        package var format: SchemaFormat
        /// What the subject's new versions are held to.
        package var level: CompatibilityLevel
        package var result: Result<RegisteredInSet, RegistryError>
        /// What it was compared with; nil for a text that is no schema.
        package var explanation: CompatibilityExplanation?
    }

    /// With what was read on the way.
    package private(set) var set: SchemaSetWish
    /// In the order the schemas came.
    package let outcomes: [Outcome]

    /// The first refusal.
    package var refusal: RegistryError? {
        for case .failure(let error) in outcomes.map(\.result) { return error }
        return nil
    }

    /// Takes as long as the texts are long: to be made on a copy of the state, outside of any lock.
    package init(_ set: SchemaSetWish, in state: RegistryState) {
        var set = set, trial = SchemaSetTrial(state), refused: Set<Subject> = []
        var outcomes: [Outcome] = []
        for (place, given) in set.wishes.enumerated() {
            var wish = trial.pinned(given)
            var outcome = Outcome(
                subject: wish.subject, format: wish.schema.format, level: trial.state.demand(of: wish.subject).level,
                result: .failure(.schemaNotFound), explanation: nil)
            do throws(RegistryError) {
                try Self.checkReferences(of: wish, refused)
                let submission = try trial.state.prepare(wish.schema, in: wish.subject, normalizes: wish.normalizes).parse()
                set.keep(submission, at: place)
                wish.parsed = submission
                outcome.explanation = trial.state.explanation(of: submission, in: wish.subject)
                do throws(RegistryError) {
                    outcome.result = .success(try trial.register(wish))
                } catch where error.isIncompatible {
                    outcome.result = .failure(error)
                    // Those that refer to it are judged all the same.
                    wish.isForced = true
                    _ = try trial.register(wish)
                }
            } catch {
                if case .failure(let first) = outcome.result, !first.isIncompatible { outcome.result = .failure(error) }
                refused.insert(wish.subject)
            }
            outcomes.append(outcome)
        }
        self.set = set
        self.outcomes = set.order.map { outcomes[$0] }
    }

    private static func checkReferences(of wish: RegisterSchema, _ refused: Set<Subject>) throws(RegistryError) {
        for reference in wish.schema.references where reference.version == -1 {
            guard refused.contains(wish.subject.sibling(reference.subject)) else { continue }
            throw .invalidSchema(
                wish.schema.format, details: "the set's schema of subject \"\(reference.subject)\", to which it refers, is refused")
        }
    }
}

extension RegistryState {
    fileprivate func explanation(of submission: ParsedSubmission, in subject: Subject) -> CompatibilityExplanation {
        let history = history(of: subject) { !$0.isDeleted }
        var completed = submission
        if !settings.effectiveMode(of: subject).takesIDs {
            completed.complete(with: settings.effectiveConfig(of: subject), after: history.versions.last)
        }
        return demand(of: subject).explanation(of: completed, in: history, of: subject)
    }
}
