internal import DurableState
internal import Logging
internal import LogFormat

/// Goes through a data directory at start and opens what is in it.
struct DirectoryOpening {
    let options: LogDirectory.Options
    let environment: LogEnvironment
    let checkpoints: Checkpoints

    private(set) var logs: [LogPartition: PartitionLog] = [:]
    private(set) var damaged: [LogPartition: StorageError] = [:]
    private(set) var reports: [RecoveryReport] = []

    init(options: LogDirectory.Options, environment: LogEnvironment, checkpoints: Checkpoints) {
        self.options = options
        self.environment = environment
        self.checkpoints = checkpoints
    }

    mutating func run() throws(FileSystemError) {
        let files = environment.files
        let marker = "\(options.path)/\(DirectoryNames.cleanShutdown)"
        let names = try files.list(options.path).sorted()
        let shutdown = names.contains(DirectoryNames.cleanShutdown) ? CleanShutdown(reading: try files.contents(of: marker)) : nil
        let points = try checkpoints.read()
        if shutdown != nil {
            // Gone for certain before anything is written: a crash from here on is one.
            try files.remove(marker)
            try files.syncDirectory(options.path)
        }
        for name in names where DirectoryNames.isDeleted(name) { try removeTree(name) }
        for name in names {
            guard let partition = DirectoryNames.partition(name) else { continue }
            try open(partition, isClean: shutdown?.covers(partition) == true && points.knows(partition), points)
        }
        for report in reports { environment.logger.warning("\(report)") }
        for error in damaged.values { environment.logger.error("\(error); the partition is not served") }
    }

    private mutating func open(_ partition: LogPartition, isClean: Bool, _ points: Checkpoints.Points) throws(FileSystemError) {
        let path = "\(options.path)/\(partition)"
        let metadata = "\(path)/\(DirectoryNames.partitionMetadata)"
        let topicID = try environment.files.exists(metadata) ? PartitionMetadata.topicID(try environment.files.contents(of: metadata)) : nil
        var recovery = LogRecovery(
            partition: partition, directory: path, environment: environment, config: options.defaultConfig, isClean: isClean,
            recoveryPoint: points.recoveryPoint(partition), logStart: points.logStart(partition),
            firstDirtyOffset: points.firstDirty(partition))
        do throws(StorageError) {
            let (log, sentences) = try recovery.open(topicID: topicID ?? "")
            logs[partition] = log
            reports += sentences.map { RecoveryReport(partition: partition, sentence: $0) }
        } catch {
            // A disk that fails ends the start; one damaged log does not.
            if error.code != .corrupt, let underlying = error.underlying { throw underlying }
            damaged[partition] = error
            checkpoints.keep(partition, points)
        }
    }

    private func removeTree(_ name: String) throws(FileSystemError) {
        let path = "\(options.path)/\(name)"
        for file in try environment.files.list(path) { try environment.files.remove("\(path)/\(file)") }
        try environment.files.removeDirectory(path)
    }
}
