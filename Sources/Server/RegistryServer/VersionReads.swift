internal import Measures
package import Registry
package import RegistryModel

/// How often the versions of subjects were handed out since the start: who finds that nobody asks for one any more may delete it.
///
/// A request that names its subject counts for that version. One by id or GUID alone may be about any version that has it, and
/// counts for all of them, the soft-deleted ones too.
package struct VersionReads: Equatable, Sendable {
    package private(set) var counts: [SubjectVersion: UInt64] = [:]
    /// Of schemas beyond the bound, and by ids that stand for nothing any more.
    package private(set) var others: UInt64 = 0

    init(_ reads: [RegistryMeter.Read: UInt64], in state: borrowing RegistryState) {
        for (read, count) in reads {
            let places: [SubjectVersion]
            switch read {
            case .version(let place): places = [place]
            case .id(let id, let context): places = Array(state.uses(of: id, in: context))
            case .guid(let guid): places = Self.uses(of: guid, state)
            case .others: places = []
            }
            for place in places { counts[place, default: 0] += count }
            if places.isEmpty { others += count }
        }
    }

    private static func uses(of guid: SchemaGUID, _ state: borrowing RegistryState) -> [SubjectVersion] {
        // Gone for ever since it was read.
        guard let ids = try? state.ids(of: guid) else { return [] }
        var places: [SubjectVersion] = []
        for id in ids { places += state.uses(of: id.id, in: id.context) }
        return places
    }
}

extension RegistryService {
    /// nil while the log cannot be read.
    package func versionReads() async -> VersionReads? {
        let reads = meter.reads.all
        return try? await read { state throws(RegistryError) in VersionReads(reads, in: state) }
    }
}
