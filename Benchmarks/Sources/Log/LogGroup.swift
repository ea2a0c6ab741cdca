import Bytes
import DurableState
import Glibc
import LogFormat
import Storage

/// The log on its own, without sockets: validation, appending, reading, compaction, each beside what the kernel or the
/// checksum alone would take for the same bytes.
struct LogGroup {
    let effort: Effort
    let scratch: ScratchDirectory

    func series() throws -> [Series] {
        [
            try validation(), try appendingToCache(), try appendingDurably(), try reading(),
            try CompactionSeries(effort, scratch).series(),
        ]
    }

    private func validation() throws -> Series {
        let batch = try SampleBatch(records: 100, valueByteCount: 10 << 10)
        let small = try SampleBatch(records: 150, valueByteCount: 100)
        let scratch = ScratchWriter()
        func subjects(_ name: String, _ batch: SampleBatch) -> [Subject] {
            let bytes = Double(batch.bytes.count)
            return [
                Subject(
                    name: "CRC-32C alone, \(name)", work: .repeated { for _ in 0..<$0 { keep(CRC32C.checksum(batch.bytes)) } },
                    bytesPerOperation: bytes),
                Subject(
                    name: "validation, \(name)", work: .repeated { for _ in 0..<$0 { try scratch.validate(batch.bytes) } },
                    bytesPerOperation: bytes, against: [Against("CRC-32C alone, \(name)")], allocationBar: 0),
            ]
        }
        return Series(
            group: "log", title: "checks before a batch is taken", clock: .threadTime,
            subjects: subjects("1 MiB of 100 records", batch) + subjects("18 KB of 150 records", small))
    }

    private func appendingToCache() throws -> Series {
        let home = try LogHome(scratch, .os)
        var subjects: [Subject] = []
        for (name, batch, count) in [
            ("18 KB", try SampleBatch(records: 150, valueByteCount: 100), 1500 * effort.scale),
            ("1 MiB", try SampleBatch(records: 100, valueByteCount: 10 << 10), 48 * effort.scale),
        ] {
            let file = ScratchFile(scratch), bytes = Double(batch.bytes.count)
            subjects.append(
                Subject(
                    name: "pwrite \(name)",
                    work: .sample(
                        operations: count, prepare: { try file.open() },
                        body: { for _ in 0..<count { try file.append(batch.bytes) } }, cleanUp: { file.remove() }),
                    bytesPerOperation: bytes))
            subjects.append(
                Subject(
                    name: "append \(name), os mode",
                    work: .sample(
                        operations: count, prepare: { try home.begin(batch, count) }, body: { try home.appendAll() },
                        cleanUp: { try await home.end() }),
                    bytesPerOperation: bytes, against: [Against("pwrite \(name)")], allocationBar: 8))
        }
        return Series(group: "log", title: "append to the page cache, one writer", clock: .wall, subjects: subjects)
    }

    private func appendingDurably() throws -> Series {
        let home = try LogHome(scratch, .fsync), batch = try SampleBatch(records: 150, valueByteCount: 100)
        let bytes = Double(batch.bytes.count), alone = 150 * effort.scale, writers = 32, each = 30 * effort.scale
        let burst = Array(repeating: batch.bytes, count: writers).flatMap { $0 }
        let one = ScratchFile(scratch), many = ScratchFile(scratch)
        return Series(
            group: "log", title: "append 18 KB with acks=all, fsync mode", clock: .wall,
            subjects: [
                Subject(
                    name: "pwrite + fdatasync",
                    work: .sample(
                        operations: alone, prepare: { try one.open() },
                        body: { for _ in 0..<alone { try one.append(batch.bytes); try one.sync() } }, cleanUp: { one.remove() }),
                    bytesPerOperation: bytes),
                Subject(
                    name: "1 writer",
                    work: .sample(
                        operations: alone, prepare: { try home.begin(batch, 0) },
                        body: { try await home.appendDurably(batch, writers: 1, each: alone) },
                        cleanUp: { try await home.end() }),
                    bytesPerOperation: bytes, against: [Against("pwrite + fdatasync")], allocationBar: 20),
                Subject(
                    name: "pwrite + fdatasync of 32 at once",
                    work: .sample(
                        operations: writers * each, prepare: { try many.open() },
                        body: { for _ in 0..<each { try many.append(burst); try many.sync() } }, cleanUp: { many.remove() }),
                    bytesPerOperation: bytes),
                Subject(
                    name: "32 writers",
                    work: .sample(
                        operations: writers * each, prepare: { try home.begin(batch, 0) },
                        body: { try await home.appendDurably(batch, writers: writers, each: each) },
                        cleanUp: { try await home.end() }),
                    bytesPerOperation: bytes,
                    against: [Against("pwrite + fdatasync of 32 at once"), Against("pwrite + fdatasync")], allocationBar: 10),
            ])
    }

    private func reading() throws -> Series {
        let home = try LogHome(scratch, .os), batch = try SampleBatch(records: 150, valueByteCount: 100)
        try home.begin(batch, (128 << 20) / batch.bytes.count)
        try home.appendAll()
        let path = home.segmentPath, size = 1 << 20
        let file = ScratchFile(scratch)
        try file.open(existing: path)
        return Series(
            group: "log", title: "read 1 MiB pieces from the page cache", clock: .threadTime,
            subjects: [
                Subject(name: "pread", work: .repeated { try file.readPieces($0, size) }, bytesPerOperation: Double(size)),
                Subject(
                    name: "read from the log", work: .repeated { try home.readPieces($0, size) },
                    bytesPerOperation: Double(size), against: [Against("pread")], allocationBar: 6),
            ])
    }
}

/// Validation with the room it reuses.
private final class ScratchWriter {
    private var scratch = ByteWriter()
    private let validation = BatchValidation()

    func validate(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { keep(try validation.validate($0, now: SampleBatch.time, scratch: &scratch)) }
    }
}
