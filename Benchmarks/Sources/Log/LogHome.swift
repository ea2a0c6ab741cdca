import DurableState
import Glibc
import Storage

/// A data directory on a real disk; every sample gets a partition of its own in it.
final class LogHome {
    private let directory: LogDirectory
    private var number: Int32 = -1
    private var log: PartitionLog?
    private var batch: SampleBatch?
    private var pending: [BatchBytes] = []
    private var readOffset: Int64 = 0

    init(_ scratch: ScratchDirectory, _ durability: Durability) throws {
        var options = LogDirectory.Options(path: scratch.fresh("log"))
        options.durability = durability
        directory = try LogDirectory.open(options)
    }

    deinit { directory.close() }

    /// A new partition, and `count` copies of the batch to append to it.
    func begin(_ batch: SampleBatch, _ count: Int, config: LogConfig = .keepingEverything) throws {
        number += 1
        log = try directory.create(partition, topicID: "", config: config)
        self.batch = batch
        pending = (0..<count).map { _ in BatchBytes(copying: batch.bytes) }
    }

    /// In `os` mode: every append is done when it returns.
    func appendAll() throws {
        guard let log, let batch else { return }
        var failure: StorageError?
        while let bytes = pending.popLast() {
            let outcome = OneAnswer()
            log.append(batch.validated, bytes: bytes, acks: .all) { outcome.take($0) }
            failure = failure ?? outcome.failure
        }
        if let failure { throw failure }
    }

    /// Each writer waits for its append to be durable before the next one.
    func appendDurably(_ batch: SampleBatch, writers: Int, each: Int) async throws {
        guard let log else { return }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for _ in 0..<writers {
                tasks.addTask {
                    for _ in 0..<each { _ = try await log.append(batch.validated, bytes: batch.bytes, acks: .all) }
                }
            }
            try await tasks.waitForAll()
        }
    }

    /// Appends different batches in order, 64 under way at a time.
    func append(_ batches: some Sequence<SampleBatch>) async throws {
        guard let log else { return }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for (index, batch) in batches.enumerated() {
                if index >= 64 { try await tasks.next() }
                tasks.addTask { _ = try await log.append(batch.validated, bytes: batch.bytes, acks: .all) }
            }
            try await tasks.waitForAll()
        }
    }

    func compact() throws -> CompactionOutcome { try directory.compactNow(partition) }

    /// From the beginning again when the end is reached.
    func readPieces(_ count: Int, _ size: Int) throws {
        guard let log else { return }
        for _ in 0..<count {
            if readOffset >= log.highWatermark { readOffset = log.logStart }
            let slice = try log.read(from: readOffset, maxBytes: size, upTo: log.highWatermark)
            keep(try slice.bytes())
            readOffset = slice.nextOffset
        }
    }

    /// Deletes the partition and waits until its files are gone and the disk rests: the next sample pays for nothing of this one.
    func end() async throws {
        log = nil
        try directory.delete(partition)
        await withCheckedContinuation { continuation in directory.background { continuation.resume() } }
        sync()
    }

    /// The log's only segment.
    var segmentPath: String { "\(directory.options.path)/\(partition)/00000000000000000000.log" }

    private var partition: LogPartition { LogPartition(topic: "benchmark", index: number) }
}

/// What an append answered before it returned; touched by one thread, as `os` mode promises.
private final class OneAnswer: @unchecked Sendable {
    private(set) var failure: StorageError?

    func take(_ result: Result<AppendOutcome, StorageError>) {
        if case .failure(let error) = result { failure = error }
    }
}
