import RegistryClient
import RegistryModel

/// What an import comes to: what is there already, what comes, what stands in its way.
struct ImportPlan: Sendable {
    var source: RegistryInventory
    /// Versions to write, by their order in the source.
    var missing: [SubjectVersion] = []
    var unchangedCount = 0
    /// Versions to hide.
    var deletions: [SubjectVersion] = []
    var conflicts: [RegistryFinding] = []
    /// Subjects whose name stands for another one in the registry that is written to: what is sent to them would go there.
    var aliases: Set<Subject> = []

    /// Looks at both sides and changes nothing. Into a registry without schemas everything goes, and no text is read.
    static func make(
        from source: any RegistrySource, into target: RunningRegistry, _ progress: MoveProgress
    ) async throws -> ImportPlan {
        let inventory = try await RegistryInventory.read(source, progress)
        let isEmpty = try await target.subjects().isEmpty
        let present = isEmpty ? RegistryInventory() : try await .read(target, only: inventory.subjects, progress)
        var plan = ImportPlan(source: inventory)
        let there = Dictionary(
            uniqueKeysWithValues: present.subjects.flatMap { subject in
                (present.versions[subject] ?? []).map { (SubjectVersion(subject, $0.version), $0.isDeleted) }
            })
        plan.missing = inventory.places.filter { there[$0] == nil }
        plan.deletions = inventory.deletedPlaces.filter { there[$0] != true }
        guard !isEmpty else { return plan }
        let written = Set((plan.missing + plan.deletions).map(\.subject)).sorted()
        let areAliases = try await Concurrently.map(written) { try await target.isAlias($0) }
        plan.aliases = Set(zip(written, areAliases).filter(\.1).map(\.0))
        progress.begin("comparing with \(target.title)", of: inventory.versionCount)
        let same = SameSchema(target: target)
        let found = try await Concurrently.map(inventory.places) { place in
            defer { progress.step() }
            let schema = try await source.schema(place)
            return try await conflict(schema, at: place, isThere: there[place] != nil, same)
        }
        plan.conflicts = found.compactMap { $0 }
        plan.unchangedCount = there.keys.count { place in
            (inventory.versions[place.subject] ?? []).contains { $0.version == place.version }
        }
        return plan
    }

    private static func conflict(
        _ schema: RegisteredSchema, at place: SubjectVersion, isThere: Bool, _ same: SameSchema
    ) async throws -> RegistryFinding? {
        if isThere {
            guard let difference = try await same.difference(schema, at: place) else { return nil }
            return RegistryFinding(.versionTaken, place, id: schema.id, "the version is there already and another: \(difference)")
        }
        if try await same.takesID(of: schema) { return nil }
        let context = place.subject.context == .default ? "" : " in context \(place.subject.context)"
        return RegistryFinding(.idTaken, place, id: schema.id, "id \(schema.id) stands for another schema here\(context)")
    }
}
