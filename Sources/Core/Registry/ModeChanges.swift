internal import DurableState
internal import RegistryModel

extension RegistryState {
    /// - Parameters:
    ///   - mode: nil goes back to what holds around the subject.
    ///   - isForced: Begin to import into what holds schemas already.
    func setMode(_ mode: RegistryMode?, of subject: Subject?, isForced: Bool) throws(RegistryError) -> Outcome {
        if let subject, !subject.isConfigurable { throw .invalidSubject(subject) }
        if mode == .forward, subject != Subject("", in: .global) {
            throw RegistryError(.invalidMode, "Forward mode only supported on global level")
        }
        guard let mode else {
            return Decision(
                records: foreignKeys.tombstones(.mode(subject, nil)), reply: .mode(settings.effectiveMode(of: subject)))
        }
        var records: [RegistryRecord] = []
        if mode == .importing, settings.effectiveMode(of: subject) != .importing, !isForced {
            records = try clearance(for: subject)
        }
        records.append(RegistryRecord(.mode(subject, mode.rawValue)))
        return Decision(records: records, reply: .mode(mode))
    }

    /// An import begins with nothing: what is only soft-deleted goes for good, anything else is in its way.
    private func clearance(for scope: Subject?) throws(RegistryError) -> [RegistryRecord] {
        var records: [RegistryRecord] = []
        // What is set for no subject holds in the default context.
        let covered = catalog.subjects.keys.filter { scope?.covers($0) ?? ($0.context == .default) }
        for subject in covered.sorted() {
            let entries = catalog.entries(of: subject)
            guard entries.allSatisfy(\.isDeleted) else {
                throw .operationNotPermitted("Cannot import since found existing subjects")
            }
            records += promises(losing: entries, of: subject)
            for entry in entries {
                let place = SubjectVersion(subject, entry.version)
                guard catalog.referrers(of: place).isEmpty else { throw .referenceExists(subject, entry.version) }
                records += removal(of: place)
            }
        }
        return records + [RegistryRecord(.clearSubject(scope))]
    }

    /// Answers the mode as it was.
    /// - Parameter isRecursive: of a context, its subjects' modes too.
    func deleteMode(of subject: Subject?, isRecursive: Bool) throws(RegistryError) -> Outcome {
        guard let name = settings.mode(of: subject) else {
            if let subject { throw .subjectNotFound(subject) }
            return Decision(records: [], reply: .mode(.readWrite))
        }
        var records = foreignKeys.tombstones(.mode(subject, nil))
        if isRecursive, let subject, subject.isContext {
            for inner in settings.modes.keys.compactMap({ $0 }).sorted() where inner != subject && subject.covers(inner) {
                records += foreignKeys.tombstones(.mode(inner, nil))
            }
        }
        return Decision(records: records, reply: .mode(RegistryMode(rawValue: name) ?? .readOnly))
    }

    /// Forgets a context that holds no schemas.
    func deleteContext(_ context: SchemaContext) throws(RegistryError) -> Outcome {
        guard !catalog.subjects.keys.contains(where: { $0.context == context }), context != .default else {
            throw RegistryError(.contextNotEmpty, "The specified context '\(context)' is not empty.")
        }
        return Decision(records: [RegistryRecord(.context(context, isThere: false))], reply: .done)
    }
}
