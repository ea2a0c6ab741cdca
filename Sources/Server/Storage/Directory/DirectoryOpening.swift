internal import Bytes
internal import DurableState
internal import Logging
internal import LogFormat

/// Goes through a data directory at start and opens what is in it, several partitions at a time.
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
        let manifest = shutdown.map(readManifest)
        let points = try checkpoints.read(environment.logger)
        if shutdown != nil {
            // Gone for certain before anything is written: a crash from here on is one. The manifest is worth nothing
            // without it.
            try files.remove(marker)
            try files.remove("\(options.path)/\(DirectoryManifest.fileName)")
            try files.syncDirectory(options.path)
        }
        for name in names where DirectoryNames.isDeleted(name) { try removeTree(name) }
        let boot = files.bootID().map { Array("\($0)\n".utf8) }
        let bootPath = "\(options.path)/\(DirectoryNames.boot)"
        let isSameBoot = names.contains(DirectoryNames.boot) ? try boot == files.contents(of: bootPath) : false
        let start = Start(shutdown: shutdown, manifest: manifest ?? .none, points: points, isSameBoot: isSameBoot)
        try openAll(names.compactMap { DirectoryNames.partition($0) }, start)
        // When all has been looked at: a start that dies before is repeated as a whole.
        if !isSameBoot, let boot { try files.replace(bootPath, in: options.path, with: boot) }
        for report in reports { environment.logger.warning("\(report)") }
        for error in damaged.values { environment.logger.error("\(error); the partition is not served") }
    }

    // MARK: The manifest

    /// What the last process left for this one.
    private struct Start: Sendable {
        var shutdown: CleanShutdown?
        var manifest: Manifest
        var points: Checkpoints.Points
        /// The machine has not been down since the last start: what was written is there.
        var isSameBoot: Bool
    }

    private enum Manifest: Sendable {
        /// The shutdown, if there was one, wrote none.
        case none
        /// It wrote one that cannot be used: what stood only there is not known.
        case unusable
        case entries([LogPartition: DirectoryManifest.Partition])
    }

    private func readManifest(_ shutdown: CleanShutdown) -> Manifest {
        guard let id = shutdown.manifest else { return .none }
        let path = "\(options.path)/\(DirectoryManifest.fileName)"
        let problem: String
        do {
            let bytes = try environment.files.contents(of: path, limit: 1 << 30)
            let found = DirectoryManifest.id(of: bytes)
            if found == id {
                let entries = try DirectoryManifest(reading: bytes).partitions.map {
                    (LogPartition(topic: $0.topic, index: $0.index), $0)
                }
                return .entries(Dictionary(entries, uniquingKeysWith: { first, _ in first }))
            }
            problem = "it is manifest \(found), the last stop wrote \(id): it was damaged, or comes from elsewhere"
        } catch {
            problem = "\(error)"
        }
        environment.logger.warning("the manifest \(path) is not used: \(problem); every partition's files are looked at instead")
        return .unusable
    }

    // MARK: Partitions

    private enum Opened: Sendable {
        case log(PartitionLog, [String])
        case damaged(StorageError)
        /// A disk that fails ends the start; one damaged log does not.
        case failed(FileSystemError)
    }

    private mutating func openAll(_ partitions: [LogPartition], _ start: Start) throws(FileSystemError) {
        let threads = options.drive.isSteps ? 1 : Self.threadCount
        let opening = self
        let opened = ParallelWork.map(partitions.count, threads: threads) { opening.open(partitions[$0], start) }
        for (partition, opened) in zip(partitions, opened) {
            switch opened {
            case .log(let log, let sentences):
                logs[partition] = log
                reports += sentences.map { RecoveryReport(partition: partition, sentence: $0) }
            case .damaged(let error):
                damaged[partition] = error
                checkpoints.keep(partition, start.points)
            case .failed(let error): throw error
            }
        }
    }

    private func open(_ partition: LogPartition, _ start: Start) -> Opened {
        do throws(FileSystemError) {
            var sentences: [String] = []
            var isClean = start.shutdown?.covers(partition) == true && start.points.knows(partition)
            if isClean, case .entries(let entries) = start.manifest {
                guard let entry = entries[partition] else {
                    return try recover(partition, isClean: false, start, ["the last stop did not close it in order"])
                }
                let opening = ManifestOpening(
                    partition: partition, directory: "\(options.path)/\(partition)", environment: environment,
                    config: options.defaultConfig)
                switch try opening.open(entry) {
                case .log(let log): return .log(log, [])
                case .differs(let difference):
                    isClean = false
                    sentences.append("the files are not those of the last stop: \(difference); they are looked at as after a crash")
                }
            }
            return try recover(partition, isClean: isClean, start, sentences)
        } catch {
            return .failed(error)
        }
    }

    private func recover(
        _ partition: LogPartition, isClean: Bool, _ start: Start, _ sentences: [String]
    ) throws(FileSystemError) -> Opened {
        let path = "\(options.path)/\(partition)"
        let metadata = "\(path)/\(DirectoryNames.partitionMetadata)"
        let isNamed = try environment.files.exists(metadata)
        let topicID = isNamed ? PartitionMetadata.topicID(try environment.files.contents(of: metadata)) : nil
        var recovery = LogRecovery(
            partition: partition, directory: path, environment: environment, config: options.defaultConfig, isClean: isClean,
            recoveryPoint: start.points.recoveryPoint(partition), logStart: start.points.logStart(partition),
            firstDirtyOffset: start.points.firstDirty(partition))
        recovery.trustsDisk = start.isSameBoot
        recovery.isPointUnknown = start.points.offsets[.recoveryPoint] == nil
        // An epoch may have begun that stood in the manifest alone.
        if case .unusable = start.manifest { recovery.beginsEpoch = true }
        do throws(StorageError) {
            let (log, found) = try recovery.open(topicID: topicID ?? "")
            return .log(log, sentences + found)
        } catch {
            if error.code != .corrupt, let underlying = error.underlying { throw underlying }
            return .damaged(error)
        }
    }

    /// Opening waits for the disk more than it computes.
    static let threadCount = 8

    private func removeTree(_ name: String) throws(FileSystemError) {
        let path = "\(options.path)/\(name)"
        for file in try environment.files.list(path) { try environment.files.remove("\(path)/\(file)") }
        try environment.files.removeDirectory(path)
    }
}
