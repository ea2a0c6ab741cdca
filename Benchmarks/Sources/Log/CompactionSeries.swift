import Bytes
import Glibc
import Storage

/// Compaction of a million records of which half survive, beside reading, checking and writing the same bytes once.
struct CompactionSeries {
    private let effort: Effort
    private let scratch: ScratchDirectory
    private static let recordCount = 1_000_000, keyCount: UInt64 = 500_000, perBatch = 150

    init(_ effort: Effort, _ scratch: ScratchDirectory) {
        self.effort = effort
        self.scratch = scratch
    }

    func series() throws -> Series {
        let home = try LogHome(scratch, .fsync)
        let batches = try Self.batches()
        let byteCount = batches.reduce(0) { $0 + $1.bytes.count }
        let perRecord = Double(byteCount) / Double(Self.recordCount)
        var config = LogConfig.compacted
        config.segmentByteCount = 32 << 20
        let source = ScratchFile(scratch), target = ScratchFile(scratch), tally = Tally()
        return Series(
            group: "log",
            title: "compaction of 1,000,000 records, \(byteCount / 1_000_000) MB, keys written twice; per record", clock: .wall,
            subjects: [
                Subject(
                    name: "copy with CRC-32C, one fdatasync",
                    work: .sample(
                        operations: Self.recordCount,
                        prepare: {
                            try source.open()
                            for batch in batches { try source.append(batch.bytes) }
                            try target.open()
                        },
                        body: { try Self.copy(source, target, batches.map(\.bytes.count)) },
                        cleanUp: {
                            source.remove(); target.remove()
                        }),
                    bytesPerOperation: perRecord),
                Subject(
                    name: "compaction",
                    work: .sample(
                        operations: Self.recordCount,
                        prepare: {
                            try home.begin(batches[0], 0, config: config)
                            try await home.append(batches)
                        },
                        body: { tally.outcome = try home.compact() }, cleanUp: { try await home.end() }),
                    bytesPerOperation: perRecord, against: [Against("copy with CRC-32C, one fdatasync")]),
            ],
            facts: {
                [
                    Fact("records kept of 1,000,000", Double(tally.outcome.recordsKept), "records"),
                    Fact("rounds the key map needed", Double(tally.outcome.rounds), "rounds"),
                ]
            })
    }

    /// Every key comes twice, in an order that is not its own.
    private static func batches() throws -> [SampleBatch] {
        var batches: [SampleBatch] = []
        var next = 0
        while next < recordCount {
            let end = min(next + perBatch, recordCount)
            batches.append(
                try SampleBatch(keys: (next..<end).map { UInt64($0) &* 2_654_435_761 % keyCount }, valueByteCount: 100))
            next = end
        }
        return batches
    }

    private static func copy(_ source: ScratchFile, _ target: ScratchFile, _ sizes: [Int]) throws {
        source.rewind()
        for size in sizes {
            let piece = try source.readPiece(size)
            try piece.withUnsafeBytes {
                keep(CRC32C.checksum($0))
                try target.append($0)
            }
        }
        try target.sync()
    }

    private final class Tally { var outcome = CompactionOutcome() }
}
