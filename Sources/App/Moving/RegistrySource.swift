import RegistryModel

/// Where a registry is moved from: a running one, its topic, or a directory.
protocol RegistrySource: Sendable {
    /// As summaries and errors name it.
    var title: String { get }
    /// Those of all contexts that have versions, deleted ones too.
    func subjects() async throws -> [Subject]
    /// Ascending, deleted ones too.
    func versions(of subject: Subject) async throws -> [SourceVersion]
    /// What stands there. Whether it is deleted is not asked of this.
    func schema(_ place: SubjectVersion) async throws -> RegisteredSchema
    /// The text as it was submitted, where that is another one than `schema`'s and the source has kept it.
    func originalText(of schema: RegisteredSchema, at place: SubjectVersion) async throws -> String?
    /// What was set, for these subjects and around them.
    func settings(of subjects: [Subject]) async throws -> MovedSettings
    /// As far as it can tell.
    func highestIDs() async throws -> HighestIDs
}

extension RegistrySource {
    /// Only Heralds keep it.
    func originalText(of schema: RegisteredSchema, at place: SubjectVersion) async throws -> String? { nil }
}

/// A version as a listing shows it.
struct SourceVersion: Sendable, Hashable {
    var version: SchemaVersion
    var isDeleted: Bool
}

/// What is set where: for subjects, for contexts (`:.staging:`), for all contexts (`:.__GLOBAL:`), and under nil for the default
/// context.
struct MovedSettings: Sendable, Equatable {
    var configs: [Subject?: RegistryConfig] = [:]
    var modes: [Subject?: String] = [:]

    var configScopes: [Subject?] { Self.ordered(configs.keys) }

    var modeScopes: [Subject?] { Self.ordered(modes.keys) }

    /// What is for all comes first.
    private static func ordered(_ scopes: some Sequence<Subject?>) -> [Subject?] {
        scopes.sorted { ($0?.name ?? "").utf8.lexicographicallyPrecedes(($1?.name ?? "").utf8) }
    }

    /// A scope as people name it.
    static func name(_ scope: Subject?) -> String { scope?.name ?? "the registry" }
}

/// All versions of a source, without their texts: what a move holds in memory.
struct RegistryInventory: Sendable {
    /// In order.
    var subjects: [Subject] = []
    var versions: [Subject: [SourceVersion]] = [:]

    var versionCount: Int { versions.values.reduce(0) { $0 + $1.count } }

    var places: [SubjectVersion] {
        subjects.flatMap { subject in (versions[subject] ?? []).map { SubjectVersion(subject, $0.version) } }
    }

    var deletedPlaces: [SubjectVersion] {
        subjects.flatMap { subject in
            (versions[subject] ?? []).filter(\.isDeleted).map { SubjectVersion(subject, $0.version) }
        }
    }

    var contexts: Set<SchemaContext> { Set(subjects.map(\.context)) }

    /// - Parameter wanted: only these subjects; nil for all there are.
    static func read(
        _ source: any RegistrySource, only wanted: [Subject]? = nil, _ progress: MoveProgress
    ) async throws -> RegistryInventory {
        let all: [Subject]
        if let wanted {
            let there = Set(try await source.subjects())
            all = wanted.filter { there.contains($0) }
        } else {
            all = try await source.subjects().sorted()
        }
        progress.begin("listing subjects of \(source.title)", of: all.count)
        let lists = try await Concurrently.map(all) { subject in
            let versions = try await source.versions(of: subject)
            progress.step()
            return versions
        }
        var inventory = RegistryInventory()
        for (subject, versions) in zip(all, lists) where !versions.isEmpty {
            inventory.subjects.append(subject)
            inventory.versions[subject] = versions
        }
        return inventory
    }
}
