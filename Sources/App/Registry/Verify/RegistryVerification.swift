import Compatibility
import Registry
import RegistryClient
import RegistryModel
import SchemaSets
import Synchronization

/// Reads a whole registry again, a subject at a time, and says what of it does not hold.
///
/// Memory is bounded by the longest history; of ids their contents' GUIDs are kept.
final class RegistryVerification: Sendable {
    struct Outcome: Sendable {
        var subjects = 0
        var versions = 0
        var ids = 0
        /// Versions in languages that are kept and handed out and not read here.
        var unchecked = 0
        var findings: [RegistryFinding] = []
    }

    private struct State {
        var ledger = IDLedger()
        var outcome = Outcome()
        var askedIDs: Set<String> = []
    }

    private let registry: RunningRegistry
    private let progress: MoveProgress
    private let references: ReferencedTexts
    private let state = Mutex(State())

    init(_ registry: RunningRegistry, _ progress: MoveProgress) {
        (self.registry, self.progress) = (registry, progress)
        references = ReferencedTexts(registry)
    }

    /// - Parameter wanted: only these; nil for all.
    func run(_ wanted: [Subject]?) async throws -> Outcome {
        var subjects = wanted ?? []
        if wanted == nil { subjects = try await registry.subjects().sorted() }
        progress.begin("verifying subjects of \(registry.title)", of: subjects.count)
        let found = try await Concurrently.map(subjects) { subject in
            let found = try await self.verify(subject)
            self.progress.step()
            return found
        }
        progress.end()
        var outcome = state.withLock { state in
            state.outcome.ids = state.ledger.count
            return state.outcome
        }
        outcome.findings = found.flatMap { $0 }
        return outcome
    }

    private func verify(_ subject: Subject) async throws -> [RegistryFinding] {
        let versions = try await registry.versions(of: subject)
        guard !versions.isEmpty else { return [] }
        var found: [RegistryFinding] = [], chain: [ChainCheck.Version] = []
        for listed in versions {
            let place = SubjectVersion(subject, listed.version)
            let schema = try await registry.schema(place)
            found += try await identity(schema, at: place)
            switch try await read(schema, at: place) {
            case .failure(let finding): found.append(finding.finding)
            case .success(let comparable):
                guard !listed.isDeleted else { continue }
                chain.append(.init(version: listed.version, id: schema.id, schema: comparable, metadata: schema.metadata))
            }
        }
        let config = try await registry.client.effectiveConfig(of: subject)
        let level = config.compatibilityLevel.flatMap { CompatibilityLevel(name: $0) } ?? .default
        found += ChainCheck(level: level, group: config.compatibilityGroup).findings(subject, chain)
        state.withLock { state in
            state.outcome.subjects += 1
            state.outcome.versions += versions.count
        }
        return found
    }

    /// The id and the GUID, against what was seen, what is computed, and what the registry answers for the id.
    private func identity(_ schema: RegisteredSchema, at place: SubjectVersion) async throws -> [RegistryFinding] {
        let computed = SchemaGUID(of: schema)
        var found = state.withLock { $0.ledger.note(place, schema.id, computed) }
        if let said = schema.guid, said != computed {
            found.append(
                RegistryFinding(.guid, place, id: schema.id, "its GUID is said to be \(said), its content makes it \(computed)"))
        }
        let context = place.subject.context
        guard state.withLock({ $0.askedIDs.insert("\(context.prefix)\(schema.id)").inserted }) else { return found }
        guard let content = try await registry.client.content(schema.id, in: context) else {
            return found + [RegistryFinding(.twoContents, place, id: schema.id, "the registry answers nothing for its id")]
        }
        if let difference = SchemaMembers(schema).difference(SchemaMembers(content)) {
            found.append(
                RegistryFinding(
                    .twoContents, place, id: schema.id,
                    "the registry answers another content for its id (\(difference.sentence.replacing(" here", with: "")))"))
        }
        return found
    }

    private struct Unread: Error { var finding: RegistryFinding }

    private func read(
        _ schema: RegisteredSchema, at place: SubjectVersion
    ) async throws -> Result<ComparableSchema, Unread> {
        func failure(_ code: RegistryFinding.Code, _ message: String) -> Result<ComparableSchema, Unread> {
            .failure(Unread(finding: RegistryFinding(code, place, id: schema.id, message)))
        }
        let texts: [(name: String, text: String)]
        switch try await references.resolve(schema) {
        case .texts(let list): texts = list
        case .tooMany: return failure(.unreadable, "it refers to more schemas than are followed")
        case .missing(let reference, let user):
            let via = user == place ? "" : ", by way of \(user.subject)@\(user.version)"
            return failure(
                .missingReference, "it refers to \(reference.subject)@\(reference.version), which is not there\(via)")
        }
        guard let language = SchemaLanguage(rawValue: schema.format.rawValue) else {
            state.withLock { $0.outcome.unchecked += 1 }
            return .success(.other(language: schema.format.rawValue))
        }
        let name = "\(place.subject)@\(place.version)"
        var set = SchemaSet(
            [SchemaSource(name: name, importName: "\(name).\(language.fileExtension)", language: language, text: schema.schema)],
            isNew: false, references: texts)
        do {
            return .success(try set.document(at: 0).written.schema)
        } catch {
            return failure(.unreadable, "the text cannot be read: \(error)")
        }
    }
}
