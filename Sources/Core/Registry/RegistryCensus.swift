package import RegistryModel

/// How much a registry holds.
package struct RegistryCensus: Sendable, Equatable {
    /// Of one type, deleted or not.
    package struct Kind: Hashable, Sendable {
        package var format: SchemaFormat
        package var isDeleted: Bool

        package init(format: SchemaFormat, isDeleted: Bool) {
            self.format = format
            self.isDeleted = isDeleted
        }
    }

    package struct Holding: Sendable, Equatable {
        package var versions = 0
        /// Of the texts as stored, each once for every id that stands for it. A text of which one version is live is live.
        package var byteCount = 0

        package init(versions: Int = 0, byteCount: Int = 0) {
            self.versions = versions
            self.byteCount = byteCount
        }
    }

    /// With a version that is not deleted.
    package var subjects = 0
    package var holdings: [Kind: Holding] = [:]
    /// Ids in use, by context, the default one first.
    package var ids: [(context: String, count: Int)] = []

    package static func == (left: RegistryCensus, right: RegistryCensus) -> Bool {
        left.subjects == right.subjects && left.holdings == right.holdings
            && left.ids.elementsEqual(right.ids) { $0 == $1 }
    }
}

extension RegistryState {
    /// Takes a look at every version.
    package var census: RegistryCensus {
        var census = RegistryCensus()
        /// Whether a text that several versions share is live.
        var shared: [SchemaContext: [SchemaID: Bool]] = [:]
        for (subject, entries) in catalog.subjects {
            var isLive = false
            for entry in entries {
                let size = catalog.size(of: entry, of: subject)
                let kind = RegistryCensus.Kind(format: size.format, isDeleted: entry.isDeleted)
                census.holdings[kind, default: .init()].versions += 1
                if !entry.isDeleted { isLive = true }
                if size.isShared {
                    shared[subject.context, default: [:]][entry.id, default: false] |= !entry.isDeleted
                } else {
                    census.holdings[kind, default: .init()].byteCount += size.byteCount
                }
            }
            if isLive { census.subjects += 1 }
        }
        for (context, ids) in shared {
            for (id, isLive) in ids {
                guard let stored = catalog.ids(in: context).contents[id]?.stored else { continue }
                let kind = RegistryCensus.Kind(format: stored.format, isDeleted: !isLive)
                census.holdings[kind, default: .init()].byteCount += stored.schema.utf8.count
            }
        }
        census.ids = catalog.contexts.map { ($0.name, catalog.ids(in: $0).contents.count) }
        return census
    }
}

extension Bool {
    fileprivate static func |= (left: inout Bool, right: Bool) { left = left || right }
}
