import DurableState
import Foundation
import Glibc
import KafkaClient
import Storage

/// How long `herald serve` takes to be ready on much data: after a stop in order, and after SIGKILL.
struct OpeningSeries {
    let program: String
    let scratch: ScratchDirectory

    private static let topics = 20, partitionsOfTopic = 100
    /// Of 1 MiB each, in every partition.
    private static let batchesOfPartition = 5

    func run(_ take: (SeriesResult) -> Void) async throws {
        let data = scratch.fresh("opening")
        defer { try? FileManager.default.removeItem(atPath: data) }
        let byteCount = try await fill(data)
        // Once each without measuring: what a stop leaves for the next start is what counts.
        let first = try ServerProcess(program, data: data, keepsData: true)
        first.stop()
        var clean: [Double] = [], stops: [Double] = [], cold: [Double] = [], killed: [Double] = [], open: [Double] = []
        for _ in 0..<5 {
            let server = try ServerProcess(program, data: data, keepsData: true)
            clean.append(server.readyAfter)
            open.append(Double(try openFiles(server.id)))
            let start = Stopwatch.now(CLOCK_MONOTONIC)
            server.stop()
            stops.append((Stopwatch.now(CLOCK_MONOTONIC) - start) / 1e6)
        }
        for _ in 0..<3 {
            forgetCached(data)
            let server = try ServerProcess(program, data: data, keepsData: true)
            cold.append(server.readyAfter)
            server.stop()
        }
        for _ in 0..<3 {
            try ServerProcess(program, data: data, keepsData: true).kill()
            let server = try ServerProcess(program, data: data, keepsData: true)
            killed.append(server.readyAfter)
            server.stop()
        }
        let size = String(format: "%.1f GB", Double(byteCount) / 1e9)
        take(
            SeriesResult(
                group: "opening", title: "\(Self.topics * Self.partitionsOfTopic) partitions with \(size)", clock: .wall,
                rounds: clean.count, rows: [],
                facts: [
                    Fact("ready after a clean stop, median of \(clean.count)", median(clean), "ms", bar: 1000),
                    Fact("the slowest of them", clean.max() ?? 0, "ms"),
                    Fact("  files open then", median(open), "files"),
                    Fact("the same, no byte of a file in the page cache, median of \(cold.count)", median(cold), "ms", bar: 1000),
                    Fact("ready after SIGKILL, nothing written since the start, median of \(killed.count)", median(killed), "ms"),
                    Fact("a clean stop, median of \(stops.count)", median(stops), "ms"),
                ]))
    }

    /// Topics as a client makes them, batches as the log itself writes them, without waiting for the disk.
    private func fill(_ data: String) async throws -> Int64 {
        let server = try ServerProcess(program, data: data, keepsData: true)
        let admin = try AdminClient(ClientConfiguration(bootstrapServers: [server.kafka]))
        for topic in 0..<Self.topics {
            var wanted = NewTopic("opening-\(topic)", partitions: Int32(Self.partitionsOfTopic))
            // The batches are of another day.
            wanted.configs["retention.ms"] = "-1"
            try await admin.createTopic(wanted)
        }
        try await admin.close()
        server.stop()
        var options = LogDirectory.Options(path: data)
        options.durability = .os
        options.drive = .steps
        let directory = try LogDirectory.open(options, files: UnsyncedFileSystem())
        let batch = try SampleBatch(records: 100, valueByteCount: 10 << 10)
        var total: Int64 = 0
        for log in directory.logs where log.partition.topic.hasPrefix("opening-") {
            for _ in 0..<Self.batchesOfPartition {
                _ = try await log.append(batch.validated, bytes: batch.bytes, acks: .all)
            }
            total += log.byteCount
        }
        directory.close()
        sync()
        return total
    }

    private func openFiles(_ process: pid_t) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count
    }

    /// The kernel reads the bytes from the disk again; names and sizes it keeps.
    private func forgetCached(_ directory: String) {
        guard let paths = FileManager.default.enumerator(atPath: directory) else { return }
        for case let name as String in paths {
            let file = open("\(directory)/\(name)", O_RDONLY)
            guard file >= 0 else { continue }
            posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED)
            close(file)
        }
    }
}

/// The machine's files, for data that need not outlive this benchmark: syncs do nothing.
private struct UnsyncedFileSystem: FileSystem {
    private let disk = DiskFileSystem()

    func open(_ path: String, _ mode: FileOpening) throws(FileSystemError) -> any File { UnsyncedFile(try disk.open(path, mode)) }
    func list(_ directory: String) throws(FileSystemError) -> [String] { try disk.list(directory) }
    func createDirectory(_ path: String) throws(FileSystemError) { try disk.createDirectory(path) }
    func rename(_ path: String, to newPath: String) throws(FileSystemError) { try disk.rename(path, to: newPath) }
    func remove(_ path: String) throws(FileSystemError) { try disk.remove(path) }
    func removeDirectory(_ path: String) throws(FileSystemError) { try disk.removeDirectory(path) }
    func exists(_ path: String) throws(FileSystemError) -> Bool { try disk.exists(path) }
    func syncDirectory(_ path: String) throws(FileSystemError) {}
    func status(of path: String) throws(FileSystemError) -> FileStatus? { try disk.status(of: path) }
    func setModificationTime(_ path: String, to milliseconds: Int64) throws(FileSystemError) {
        try disk.setModificationTime(path, to: milliseconds)
    }
    func space(at path: String) throws(FileSystemError) -> VolumeSpace { try disk.space(at: path) }
    func bootID() -> String? { disk.bootID() }
    func lock(_ path: String) throws(FileSystemError) -> any FileLock { try disk.lock(path) }
}

private final class UnsyncedFile: File {
    private let file: any File

    init(_ file: any File) { self.file = file }

    var descriptor: Int32? { file.descriptor }
    func read(into buffer: UnsafeMutableRawBufferPointer, at position: Int64) throws(FileSystemError) -> Int {
        try file.read(into: buffer, at: position)
    }
    func write(_ bytes: UnsafeRawBufferPointer, at position: Int64) throws(FileSystemError) { try file.write(bytes, at: position) }
    func write(_ pieces: [UnsafeRawBufferPointer], at position: Int64) throws(FileSystemError) {
        try file.write(pieces, at: position)
    }
    func sync() throws(FileSystemError) {}
    func size() throws(FileSystemError) -> Int64 { try file.size() }
    func truncate(to size: Int64) throws(FileSystemError) { try file.truncate(to: size) }
}
