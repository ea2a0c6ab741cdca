import RegistryClient
import RegistryModel
import Synchronization

/// Writes the versions of a plan: what is referred to before what refers to it, of a subject the oldest first.
///
/// May be used from several tasks; a version that two of them need may be written twice, which is once.
final class ImportWriting: Sendable {
    private static let maxDepth = 100

    private let source: any RegistrySource
    private let target: RegistryClient
    private let progress: MoveProgress
    private let missing: Set<SubjectVersion>
    private let aliases: Set<Subject>
    private let state = Mutex(State())

    private struct State {
        var done: Set<SubjectVersion> = []
        var written = 0
        var refused: [RegistryFinding] = []
    }

    init(_ plan: ImportPlan, from source: any RegistrySource, into target: RegistryClient, _ progress: MoveProgress) {
        (self.source, self.target, self.progress) = (source, target, progress)
        (missing, aliases) = (Set(plan.missing), plan.aliases)
    }

    var writtenCount: Int { state.withLock(\.written) }

    /// Versions the registry did not take.
    var refused: [RegistryFinding] { state.withLock(\.refused) }

    func write(_ plan: ImportPlan) async throws {
        progress.begin("importing versions", of: plan.missing.count)
        let bySubject = Dictionary(grouping: plan.missing, by: \.subject)
        try await Concurrently.forEach(plan.source.subjects) { subject in
            for place in bySubject[subject] ?? [] { try await self.write(place, below: []) }
        }
    }

    /// - Parameter chain: what needs it, so that a circle ends.
    private func write(_ place: SubjectVersion, below chain: [SubjectVersion]) async throws {
        guard missing.contains(place), !chain.contains(place), chain.count < Self.maxDepth else { return }
        if state.withLock({ $0.done.contains(place) }) { return }
        try Task.checkCancellation()
        let schema = try await source.schema(place)
        for reference in schema.references {
            let used = SubjectVersion(place.subject.sibling(reference.subject), reference.version)
            try await write(used, below: chain + [place])
        }
        var refusal: RegistryFinding?
        do {
            if aliases.contains(place.subject) {
                refusal = RegistryFinding(.notImported, place, id: schema.id, ImportPlan.aliasReason)
            } else {
                try await target.importVersion(schema, original: try await source.originalText(of: schema, at: place))
            }
        } catch let error as RegistryClientError where error.httpStatus == 422 || error.httpStatus == 409 {
            refusal = RegistryFinding(.notImported, place, id: schema.id, error.message)
        }
        let isNew = state.withLock { state in
            guard state.done.insert(place).inserted else { return false }
            if let refusal { state.refused.append(refusal) } else { state.written += 1 }
            return true
        }
        if isNew { progress.step() }
    }
}

extension ImportPlan {
    fileprivate static let aliasReason = "its name is an alias of another subject here: take the alias out of its config first"

    /// Hides what is deleted in the source: what refers to others before what is referred to. Answers how many went and what did
    /// not.
    func delete(in target: RegistryClient, _ progress: MoveProgress) async throws -> (count: Int, left: [RegistryFinding]) {
        var open = deletions, count = 0
        progress.begin("hiding deleted versions", of: open.count)
        while true {
            let outcomes = try await Concurrently.map(open) { place in
                try Task.checkCancellation()
                let problem =
                    aliases.contains(place.subject) ? Self.aliasReason : try await Self.hide(place, in: target)
                if problem == nil { progress.step() }
                return problem
            }
            let left = zip(open, outcomes).compactMap { place, problem in problem.map { (place, $0) } }
            count += open.count - left.count
            if left.isEmpty || left.count == open.count {
                return (count, left.map { RegistryFinding(.notDeleted, $0, "it is deleted there, and cannot be here: \($1)") })
            }
            open = left.map(\.0)
        }
    }

    /// Why it could not be hidden; nil if it is.
    private static func hide(_ place: SubjectVersion, in target: RegistryClient) async throws -> String? {
        do {
            try await target.delete(.number(place.version), of: place.subject)
        } catch let error as RegistryClientError {
            if error.code == .versionSoftDeleted { return nil }
            guard error.httpStatus == 422 || error.isNotFound else { throw error }
            return error.message
        }
        return nil
    }
}
