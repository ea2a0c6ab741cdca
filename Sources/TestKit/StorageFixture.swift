package import DurableState
package import Logging
package import Storage
internal import Synchronization

/// A data directory on a simulated disk, moved step by step: what a test, and each life of a crash test, begins with.
package struct StorageFixture {
    package let disk: SimulatedFileSystem
    package let clock: ManualClock
    package var durability = Durability.fsync
    package var config: LogConfig
    package var cleanerMemoryByteCount = 64 << 10
    package var openFileLimit = 16
    /// What is said at level warning and above, line by line.
    package let lines = LogLines()

    package static let path = "/data"
    package static let partition = LogPartition(topic: "t", index: 0)

    package init(seed: UInt64 = 1, config: LogConfig = StorageFixture.smallSegments) {
        disk = SimulatedFileSystem(seed: seed)
        clock = ManualClock()
        self.config = config
    }

    /// A few batches to a segment, an index entry for nearly every batch.
    package static var smallSegments: LogConfig {
        var config = LogConfig()
        config.segmentByteCount = 1500
        config.indexIntervalByteCount = 100
        return config
    }

    private var logger: Logger { Logger(label: "test") { [lines] _ in lines } }

    package func open() throws(StorageError) -> LogDirectory {
        var options = LogDirectory.Options(path: Self.path)
        options.durability = durability
        options.drive = .steps
        options.defaultConfig = config
        options.cleanerMemoryByteCount = cleanerMemoryByteCount
        options.openFileLimit = openFileLimit
        return try LogDirectory.open(options, files: disk, clock: clock.storageClock, logger: logger)
    }

    /// A directory with one empty log.
    package func openWithLog() throws(StorageError) -> (LogDirectory, PartitionLog) {
        let directory = try open()
        if let log = directory.log(Self.partition) { return (directory, log) }
        if let damage = directory.damage(of: Self.partition) { throw damage }
        return (directory, try directory.create(Self.partition, topicID: "topic-id", config: config))
    }
}

/// Keeps what is logged as warnings and errors.
package final class LogLines: LogHandler {
    private let kept = Mutex<[String]>([])

    package init() {}

    package var all: [String] { kept.withLock { $0 } }

    package func log(
        level: Logger.Level, message: Logger.Message, metadata: Logger.Metadata?, source: String, file: String, function: String,
        line: UInt
    ) {
        if level >= .warning { kept.withLock { $0.append("\(message)") } }
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    package var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }

    package var logLevel: Logger.Level {
        get { .warning }
        set {}
    }
}
