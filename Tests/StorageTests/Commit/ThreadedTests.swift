import DurableState
import LogFormat
import Storage
import TestKit
import Testing

/// The same on a real disk with real threads: few, since they say less about what can go wrong.
@Suite struct `With threads on a disk` {
    private let temporary: TemporaryDirectory
    private let partition = LogPartition(topic: "t", index: 0)

    init() throws { temporary = try TemporaryDirectory() }

    private func options(_ durability: Durability = .fsync) -> LogDirectory.Options {
        var options = LogDirectory.Options(path: "\(temporary.path)/data")
        options.durability = durability
        options.defaultConfig.segmentByteCount = 16_384
        return options
    }

    @Test func `many writers share syncs and each is answered once, in order of its log`() async throws {
        let directory = try LogDirectory.open(options())
        let logs = try (Int32(0)..<3).map {
            try directory.create(LogPartition(topic: "t", index: $0), topicID: "", config: options().defaultConfig)
        }
        let outcomes = try await withThrowingTaskGroup(of: (Int, Int64).self) { group in
            for writer in 0..<300 {
                group.addTask {
                    let batch = try TestBatch([("key", "value \(writer)")])
                    let outcome = try await logs[writer % 3].append(batch.validated, bytes: batch.bytes, acks: .all)
                    #expect(logs[writer % 3].highWatermark > outcome.lastOffset)
                    return (writer % 3, outcome.baseOffset)
                }
            }
            return try await group.reduce(into: [(Int, Int64)]()) { $0.append($1) }
        }
        for index in 0..<3 {
            #expect(outcomes.filter { $0.0 == index }.map(\.1).sorted() == Array(0..<100))
        }
        directory.close()
        let again = try LogDirectory.open(options())
        #expect(again.recoveryReports.isEmpty)
        for log in again.logs { #expect(try log.allRecords().count == 100) }
        again.close()
    }

    @Test func `without a clean close everything acknowledged is recovered`() async throws {
        var directory: LogDirectory? = try LogDirectory.open(options())
        let log = try #require(try directory?.create(partition, topicID: "", config: options().defaultConfig))
        for index in 0..<200 {
            let batch = try TestBatch([("key", "value \(index)")])
            _ = try await log.append(batch.validated, bytes: batch.bytes, acks: .all)
        }
        directory?.close()
        directory = nil
        try DiskFileSystem().remove("\(temporary.path)/data/.kafka_cleanshutdown")
        let again = try LogDirectory.open(options())
        let reopened = try #require(again.log(partition))
        #expect(try reopened.allRecords().map(\.value) == (0..<200).map { "value \($0)" })
        #expect(reopened.leaderEpoch == 1)
        again.close()
    }

    @Test func `cleaning that waits at one rate goes on at another as soon as there is one`() async throws {
        var options = options(.os)
        options.maintenance.cleaning = 1
        // Hours for what is there.
        options.cleanerBytesPerSecond = 1
        let directory = try LogDirectory.open(options)
        var config = options.defaultConfig
        config.cleanup = .compact
        config.segmentByteCount = 1500
        let log = try directory.create(partition, topicID: "", config: config)
        for index in 0..<200 {
            let batch = try TestBatch([("key", "value \(index)")])
            _ = try await log.append(batch.validated, bytes: batch.bytes, acks: .all)
        }
        #expect(try log.allRecords().count == 200)
        directory.limitCleaning(bytesPerSecond: nil)
        try await eventually { (try? log.allRecords().count) ?? 200 < 100 }
        #expect(try log.allRecords().last?.value == "value 199")
        directory.close()
    }

    @Test func `in os mode appends, cleaning and reads work side by side`() async throws {
        let directory = try LogDirectory.open(options(.os))
        var config = options().defaultConfig
        config.cleanup = .compact
        let log = try directory.create(partition, topicID: "", config: config)
        for round in 0..<5 {
            for index in 0..<200 {
                let batch = try TestBatch([("key \(index % 10)", "value \(round) \(index)")])
                _ = try await log.append(batch.validated, bytes: batch.bytes, acks: .all)
            }
            _ = try directory.compactNow(partition)
            #expect(try log.allRecords().map(\.key).suffix(10) == (0..<10).map { "key \($0)" })
        }
        #expect(log.logEnd == 1000)
        #expect(try log.allRecords().count == 10)
        let slice = try log.read(from: 999, maxBytes: 1, upTo: 1000)
        #expect(slice.file.descriptor != nil)
        directory.close()
    }

    @Test func `closing waits neither for the scrub nor for a cleaning that are to be slow`() async throws {
        var slow = options(.os)
        slow.scrubBytesPerSecond = 1
        slow.cleanerBytesPerSecond = 1
        slow.maintenance.cleaning = 1
        let directory = try LogDirectory.open(slow)
        var config = options().defaultConfig
        config.cleanup = .compact
        config.minDirtyRatio = 0
        let log = try directory.create(partition, topicID: "", config: config)
        for index in 0..<2000 {
            let batch = try TestBatch([("key \(index % 10)", "value \(index)")])
            _ = try await log.append(batch.validated, bytes: batch.bytes, acks: .all)
        }
        // At one byte a second either would take a day.
        directory.close()
        let again = try LogDirectory.open(options(.os))
        #expect(try again.log(partition)?.allRecords().last?.value == "value 1999")
        again.close()
    }

    @Test func `a second process's directory is refused`() throws {
        let directory = try LogDirectory.open(options())
        let error = #expect(throws: StorageError.self) { try LogDirectory.open(options()) }
        #expect(error?.code == .directory)
        directory.close()
    }
}
