/// What a file in a partition's directory is, by its name: twenty digits of base offset, a kind, perhaps a stage.
///
/// The same names as Kafka's, so that its tools open our directories.
package struct SegmentFileName: Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, CaseIterable, Sendable {
        /// Batches, nothing between them.
        case log = ".log"
        case offsetIndex = ".index"
        case timeIndex = ".timeindex"
        case transactionIndex = ".txnindex"
        /// Producers as they were before the base offset.
        case producerSnapshot = ".snapshot"
    }

    /// Where the file stands in its life.
    package enum Stage: String, CaseIterable, Sendable {
        case live = ""
        /// Being written by the cleaner; worthless after a crash.
        case cleaned = ".cleaned"
        /// Written whole and synced, about to replace what it was made from; finished after a crash.
        case swap = ".swap"
        /// Replaced or expired, to be unlinked soon; unlinked after a crash.
        case deleted = ".deleted"
    }

    package static let digitCount = 20

    package var baseOffset: Int64
    package var kind: Kind
    package var stage: Stage

    package init(baseOffset: Int64, kind: Kind, stage: Stage = .live) {
        precondition(baseOffset >= 0, "offsets are not negative")
        self.baseOffset = baseOffset
        self.kind = kind
        self.stage = stage
    }

    /// nil for names that are not a segment's.
    package init?(_ name: String) {
        let digits = name.utf8.prefix(Self.digitCount)
        guard digits.count == Self.digitCount, digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let baseOffset = Int64(name.prefix(Self.digitCount))
        else { return nil }
        let suffix = name.dropFirst(Self.digitCount)
        for kind in Kind.allCases where suffix.hasPrefix(kind.rawValue) {
            guard let stage = Stage(rawValue: String(suffix.dropFirst(kind.rawValue.count))) else { continue }
            self.init(baseOffset: baseOffset, kind: kind, stage: stage)
            return
        }
        return nil
    }

    package var description: String {
        let digits = String(baseOffset)
        return String(repeating: "0", count: Self.digitCount - digits.count) + digits + kind.rawValue + stage.rawValue
    }
}
