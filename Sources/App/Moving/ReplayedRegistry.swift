import DurableState
import Registry
import RegistryModel

/// A registry read out of its topic, `_schemas` as any registry of the family writes it: what it would say if it ran.
///
/// The whole of it is in memory, as in a server that runs on it.
struct ReplayedRegistry: RegistrySource {
    let title: String
    private var state = RegistryState()
    /// Records that mean nothing here and were passed over, with the reason. The first of them.
    private(set) var unreadable: [String] = []
    private(set) var unreadableCount = 0
    /// Keys spelt otherwise than registries spell them today: each is a record that a deletion by the other spelling leaves behind.
    private(set) var foreignKeys: Set<[UInt8]> = []

    /// Versions whose records give an id a second content; registries pass over them.
    private(set) var ignored: [String] = []

    private static let maxToldUnreadable = 20
    private static let everything = SubjectPrefix(":*:")

    init(title: String) { self.title = title }

    /// Records count in the order of their offsets.
    mutating func apply(_ record: StoredRecord) {
        do throws(UnreadableRecord) {
            guard let change = try RegistryRecord.decode(record) else { return }
            if case .schema = change.content, change.key != RegistryRecord(change.content).key { foreignKeys.insert(change.key) }
            state.apply(change)
            if case .schema(let place, let schema?) = change.content, !stands(schema, at: place) {
                ignored.append("\(place.subject)@\(place.version) (id \(schema.id))")
            }
        } catch {
            unreadableCount += 1
            if unreadable.count < Self.maxToldUnreadable { unreadable.append("\(error)") }
        }
    }

    private func stands(_ schema: StoredSchema, at place: SubjectVersion) -> Bool {
        let found = try? state.schema(place.subject, .number(place.version), includesDeleted: true)
        return found?.id == schema.id && found?.schema.utf8.elementsEqual(schema.schema.utf8) == true
    }

    // MARK: What it says

    func subjects() async throws -> [Subject] { state.subjects(Self.everything, .included) }

    func versions(of subject: Subject) async throws -> [SourceVersion] {
        let live = try liveVersions(of: subject)
        return try state.versions(of: subject, .included).map { SourceVersion(version: $0, isDeleted: !live.contains($0)) }
    }

    private func liveVersions(of subject: Subject) throws(RegistryError) -> Set<SchemaVersion> {
        do throws(RegistryError) {
            return Set(try state.versions(of: subject, .hidden))
        } catch {
            guard error.code == .subjectNotFound else { throw error }
            // All of them are deleted.
            return []
        }
    }

    func schema(_ place: SubjectVersion) async throws -> RegisteredSchema {
        try state.schema(place.subject, .number(place.version), includesDeleted: true)
    }

    /// Also those of subjects that have no versions.
    func settings(of subjects: [Subject]) async throws -> MovedSettings {
        var settings = MovedSettings(configs: state.ownConfigs, modes: state.ownModes)
        settings.configs[nil] = try state.config(of: nil, inherits: false)
        settings.modes[nil] = try state.mode(of: nil, inherits: false)
        return settings
    }

    func highestIDs() async throws -> HighestIDs {
        HighestIDs(byContext: Dictionary(uniqueKeysWithValues: state.contexts.map { ($0, state.highestID(in: $0)) }))
    }

    /// What is to be known beside what came over.
    var remarks: [String] {
        var remarks: [String] = []
        if unreadableCount > 0 {
            remarks.append("\(unreadableCount) records mean nothing here and were passed over: \(unreadable[0])")
        }
        if !ignored.isEmpty {
            remarks.append(
                "\(ImportSummary.counted(ignored.count, "record")) gave an id another content than it has and did not come over, as "
                    + "registries do: \(ignored.prefix(5).joined(separator: ", "))")
        }
        if !foreignKeys.isEmpty {
            remarks.append(
                "\(foreignKeys.count) keys of the topic are spelt in an old way; if its registry deleted such a version, it may have "
                    + "come back there with a restart: compare herald schema list with what you expect")
        }
        return remarks
    }
}
