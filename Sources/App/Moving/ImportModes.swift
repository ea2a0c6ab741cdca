import RegistryClient
import RegistryModel

/// The modes of a registry while it is moved into: opened for versions that bring their ids, and put back.
struct ImportModes {
    private static let importing = "IMPORT"
    private static let readWrite = "READWRITE"

    let target: RegistryClient
    /// What was in force, or set for a subject, first opened first.
    private var before: [(scope: Subject?, mode: String?)] = []
    /// Scopes that were open before, and are left so: a run that was killed may have opened them.
    private(set) var foundOpen: [Subject?] = []

    init(_ target: RegistryClient) { self.target = target }

    /// Opens the contexts of these subjects, and those subjects that have modes of their own. A context may stand for itself.
    ///
    /// What is opened is known to `close` even if this fails half way.
    mutating func open(_ subjects: Set<Subject>) async throws {
        var scopes = Set(subjects.map(\.context)).subtracting([.global]).map { $0 == .default ? nil : Subject("", in: $0) }
        // An override of the default context holds for all others.
        if try await target.ownMode(of: nil) == "READONLY_OVERRIDE", !scopes.contains(nil) { scopes.append(nil) }
        for scope in scopes { try await open(scope, try await target.ownMode(of: scope)) }
        let target = target
        let own = try await Concurrently.map(subjects.filter { !$0.localName.isEmpty }.sorted()) {
            ($0, try await target.ownMode(of: $0))
        }
        for (subject, mode) in own { if let mode { try await open(subject, mode) } }
    }

    /// Opens one subject, whatever holds around it.
    mutating func openAlone(_ subject: Subject) async throws { try await open(subject, try await target.ownMode(of: subject)) }

    private mutating func open(_ scope: Subject?, _ mode: String?) async throws {
        guard mode != Self.importing else { return foundOpen.append(scope) }
        before.append((scope, mode))
        try await target.setMode(Self.importing, of: scope, forced: true)
    }

    /// Puts back what was there, also for a task that was cancelled.
    func close() async throws {
        let (before, target) = (before, target)
        try await Task {
            var failure: (any Error)?, left: [String] = []
            for (scope, mode) in before.reversed() {
                do {
                    try await Self.put(mode, back: scope, target)
                } catch {
                    failure = failure ?? error
                    left.append(MovedSettings.name(scope))
                }
            }
            guard let failure else { return }
            throw CommandFailure(
                .failure, "MODE", "the mode could not be put back of \(left.joined(separator: ", "))",
                why: "\(failure)", help: "when the registry answers again: herald registry mode set READWRITE")
        }.value
    }

    private static func put(_ mode: String?, back scope: Subject?, _ target: RegistryClient) async throws {
        // Nothing was set, as far as anybody can tell: so nothing is.
        if mode == nil || scope == nil && mode == readWrite { try await target.deleteMode(of: scope) }
        if let mode, try await target.ownMode(of: scope) != mode { try await target.setMode(mode, of: scope, forced: true) }
    }
}
