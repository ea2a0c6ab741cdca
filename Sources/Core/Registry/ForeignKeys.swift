internal import RegistryModel

/// Keys that were not written as we write them, by what they mean.
///
/// Compaction compares bytes. A deletion that leaves such a record without a tombstone of its own lets it rise again at
/// the next start, so every deletion writes one per spelling seen.
struct ForeignKeys: Sendable {
    private enum Meaning: Hashable {
        case schema(SubjectVersion)
        case config(Subject?)
        case mode(Subject?)
    }

    private var spellings: [Meaning: Set<[UInt8]>] = [:]

    mutating func see(_ record: RegistryRecord) {
        guard let meaning = Self.meaning(record.content), !record.hasCanonicalKey else { return }
        if record.value == nil {
            spellings[meaning]?.remove(record.key)
            if spellings[meaning]?.isEmpty == true { spellings[meaning] = nil }
        } else {
            spellings[meaning, default: []].insert(record.key)
        }
    }

    /// The tombstones that remove what `content`, itself without a value, stands for.
    func tombstones(_ content: RegistryRecord.Content) -> [RegistryRecord] {
        let foreign = Self.meaning(content).flatMap { spellings[$0] } ?? []
        let ordered = foreign.sorted { $0.lexicographicallyPrecedes($1) }
        return [RegistryRecord(content)] + ordered.map { RegistryRecord(content, key: $0, value: nil) }
    }

    private static func meaning(_ content: RegistryRecord.Content) -> Meaning? {
        switch content {
        case .schema(let place, _): .schema(place)
        case .config(let subject, _): .config(subject)
        case .mode(let subject, _): .mode(subject)
        case .deleteSubject, .clearSubject, .submittedText, .highestID, .context, .association: nil
        }
    }
}
