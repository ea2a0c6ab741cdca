import RegistryClient
import RegistryModel

/// Who refers to whom in a registry.
struct ReferenceGraph {
    private let registry: RegistryClient
    private let includesDeleted: Bool

    init(_ registry: RegistryClient, includesDeleted: Bool) {
        (self.registry, self.includesDeleted) = (registry, includesDeleted)
    }

    /// The versions that refer to `place` themselves, in order. None for a version that is not there.
    func referrers(of place: SubjectVersion) async throws -> [SubjectVersion] {
        let ids: [SchemaID]
        do {
            ids = try await registry.referrers(of: place, includingDeleted: includesDeleted)
        } catch let error as RegistryClientError where error.isNotFound {
            return []
        }
        var found: Set<SubjectVersion> = []
        for id in ids {
            // A registry answers with ids alone, which count by context: whose they are is seen by what the versions refer to.
            for context in try await contexts(around: place) {
                for use in try await uses(of: id, in: context) where try await refers(use, to: place) { found.insert(use) }
            }
        }
        return found.sorted()
    }

    /// Where referrers may be: mostly in the same context.
    private func contexts(around place: SubjectVersion) async throws -> [SchemaContext] {
        let own = place.subject.context
        return [own] + (try await registry.contexts()).compactMap { SchemaContext($0) }.filter { $0 != own }
    }

    private func uses(of id: SchemaID, in context: SchemaContext) async throws -> [SubjectVersion] {
        do {
            return try await registry.uses(of: id, in: context, includingDeleted: includesDeleted)
        } catch let error as RegistryClientError where error.isNotFound {
            return []
        }
    }

    private func refers(_ user: SubjectVersion, to place: SubjectVersion) async throws -> Bool {
        try await references(of: user).contains(place)
    }

    /// What a version refers to itself, in its order.
    func references(of place: SubjectVersion) async throws -> [SubjectVersion] {
        try await registry.storedVersion(place).references.map {
            SubjectVersion(place.subject.sibling($0.subject), $0.version)
        }
    }

    // MARK: All the way

    struct Node: Sendable {
        var place: SubjectVersion
        /// How many steps from where the walk began.
        var depth: Int
        /// Whether it stands in the tree already and is not gone into again.
        var isRepeated: Bool
    }

    private static let maxNodes = 10_000

    /// Everything that is reached from `root` by `next`, depth first, each gone into once.
    func walk(
        from root: SubjectVersion, _ next: (SubjectVersion) async throws -> [SubjectVersion]
    ) async throws -> [Node] {
        var nodes: [Node] = [], seen: Set<SubjectVersion> = [root]
        var pending = try await next(root).reversed().map { ($0, 1) }
        while let (place, depth) = pending.popLast(), nodes.count < Self.maxNodes {
            let isNew = seen.insert(place).inserted
            nodes.append(Node(place: place, depth: depth, isRepeated: !isNew))
            if isNew { pending += try await next(place).reversed().map { ($0, depth + 1) } }
        }
        return nodes
    }
}
