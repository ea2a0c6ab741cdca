import Bytes
import Glibc
import Storage

/// Compaction of ten million records of a million keys, beside reading, checking and writing the same bytes once.
struct CompactionSeries {
    private let effort: Effort
    private let scratch: ScratchDirectory
    private static let recordCount = 10_000_000, keyCount: UInt64 = 1_000_000, perBatch = 150

    init(_ effort: Effort, _ scratch: ScratchDirectory) {
        self.effort = effort
        self.scratch = scratch
    }

    func series() throws -> Series {
        let home = try LogHome(scratch, .fsync)
        let first = try Self.batch(0)
        var sizes: [Int] = []
        for index in 0..<Self.batchCount { sizes.append(try Self.batch(index).bytes.count) }
        let byteCount = sizes.reduce(0, +)
        let perRecord = Double(byteCount) / Double(Self.recordCount)
        var config = LogConfig.compacted
        config.segmentByteCount = 256 << 20
        // Nothing is cleaned before its time.
        config.minDirtyRatio = 1
        let source = ScratchFile(scratch), target = ScratchFile(scratch), tally = Tally()
        return Series(
            group: "log",
            title: "compaction of 10,000,000 records of 1,000,000 keys, \(byteCount / 1_000_000) MB; per record", clock: .wall,
            subjects: [
                Subject(
                    name: "copy with CRC-32C, one fdatasync",
                    work: .sample(
                        operations: Self.recordCount,
                        prepare: {
                            try source.open()
                            for index in 0..<Self.batchCount { try source.append(try Self.batch(index).bytes) }
                            try target.open()
                        },
                        body: { try Self.copy(source, target, sizes) },
                        cleanUp: {
                            source.remove(); target.remove()
                        }),
                    bytesPerOperation: perRecord),
                Subject(
                    name: "compaction",
                    work: .sample(
                        operations: Self.recordCount,
                        prepare: {
                            try home.begin(first, 0, config: config)
                            for index in 0..<Self.batchCount { try await home.append(CollectionOfOne(try Self.batch(index))) }
                        },
                        body: { tally.outcome = try home.compact() }, cleanUp: { try await home.end() }),
                    bytesPerOperation: perRecord, against: [Against("copy with CRC-32C, one fdatasync", bar: 1 / 0.6)], allocationBar: 0.1),
            ],
            facts: {
                [
                    Fact("records kept of 10,000,000", Double(tally.outcome.recordsKept), "records"),
                    Fact("rounds the key map needed", Double(tally.outcome.rounds), "rounds"),
                ]
            })
    }

    private static var batchCount: Int { (recordCount + perBatch - 1) / perBatch }

    /// Keys come in an order that is not their own, the next one anywhere.
    private static func batch(_ index: Int) throws -> SampleBatch {
        let numbers = index * perBatch..<min((index + 1) * perBatch, recordCount)
        return try SampleBatch(
            keys: numbers.map { number in
                // Murmur3's last step: one number to another, none of them twice.
                var key = UInt64(number)
                key = (key ^ key >> 33) &* 0xff51_afd7_ed55_8ccd
                key = (key ^ key >> 33) &* 0xc4ce_b9fe_1a85_ec53
                return (key ^ key >> 33) % keyCount
            }, valueByteCount: 100)
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
