internal import RegistryModel

/// How much a registry holds.
package struct RegistryCensus: Sendable, Equatable {
    /// With a version that is not deleted.
    package var subjects = 0
    package var liveVersions = 0
    package var deletedVersions = 0
    /// Ids in use, by context, the default one first.
    package var ids: [(context: String, count: Int)] = []

    package static func == (left: RegistryCensus, right: RegistryCensus) -> Bool {
        left.subjects == right.subjects && left.liveVersions == right.liveVersions && left.deletedVersions == right.deletedVersions
            && left.ids.elementsEqual(right.ids) { $0 == $1 }
    }
}

extension RegistryState {
    package var census: RegistryCensus {
        var census = RegistryCensus()
        for entries in catalog.subjects.values {
            let deleted = entries.count { $0.isDeleted }
            census.deletedVersions += deleted
            census.liveVersions += entries.count - deleted
            if deleted < entries.count { census.subjects += 1 }
        }
        census.ids = catalog.contexts.map { ($0.name, catalog.ids(in: $0).contents.count) }
        return census
    }
}
