package import DurableState
internal import LogFormat
package import Logging
internal import Synchronization

/// A data directory: the logs of all partitions, one process's own.
///
/// Opening it recovers what a crash left. Calls may come from any thread; those that say they block must not come from an
/// event loop. A sync that fails turns it read-only: appends fail with a storage error, reads go on.
package final class LogDirectory: Sendable {
    package struct Options: Sendable {
        package var path: String
        package var durability = Durability.fsync
        package var drive = GroupCommit.Drive.threads(syncing: 4)
        /// Of logs that are opened, until `PartitionLog.config` is set. Nothing is deleted and nothing cleaned before that:
        /// whose topic's options are not known yet must not lose its records to anybody's defaults.
        package var defaultConfig = LogConfig.keepingEverything
        package var maintenance = MaintenanceSchedule()
        /// Bytes the cleaner may use for the keys of one run.
        package var cleanerMemoryByteCount = 64 << 20
        /// Segment files that are open at once; more only while what was written to them is not synced.
        package var openFileLimit = 1024
        /// Bytes the scrub reads per second; nil: there is none, but `scrubNow`.
        package var scrubBytesPerSecond: Int? = 4 << 20
        /// Bytes the cleaner reads and writes per second; nil: as many as there are.
        package var cleanerBytesPerSecond: Int?

        package init(path: String) { self.path = path }
    }

    private struct State {
        var logs: [LogPartition: PartitionLog] = [:]
        /// Partitions that could not be opened, and why. Their files are left alone.
        var damaged: [LogPartition: StorageError] = [:]
        /// Partitions that are being made.
        var creating: Set<LogPartition> = []
        var deletions = 0
        var isClosed = false
    }

    package let options: Options
    /// What recovery found amiss and did about it.
    package let recoveryReports: [RecoveryReport]
    let environment: LogEnvironment
    let maintenance: Maintenance
    let scrubber: Scrubber
    /// Of the cleaner.
    let cleaning: Throttle
    private let lock: any FileLock
    private let checkpoints: Checkpoints
    private let state: Mutex<State>

    /// Takes the directory, which is made if it is not there, and opens every partition in it. Blocks.
    ///
    /// Throws `.directory` if another process has it.
    package static func open(
        _ options: Options, files: any FileSystem = DiskFileSystem(), clock: StorageClock = .system,
        logger: Logger = Logger(label: "herald.storage")
    ) throws(StorageError) -> LogDirectory {
        do throws(FileSystemError) {
            if try !files.exists(options.path) {
                try files.createDirectory(options.path)
                try files.syncDirectory(parent(of: options.path))
            }
            let lock = try files.lock("\(options.path)/\(DirectoryNames.lock)")
            let commit = try GroupCommit(options.durability == .os ? .steps : options.drive)
            let directory = try LogDirectory(options, files, clock, logger, lock: lock, commit: commit)
            try directory.maintenance.start(directory)
            if !options.drive.isSteps, options.scrubBytesPerSecond != nil { try directory.scrubber.start(directory) }
            return directory
        } catch {
            guard case .locked(let holder) = error.code else {
                throw StorageError(.directory, "open the data directory \(options.path): \(error)", underlying: error)
            }
            let who = holder.map { "process \($0)" } ?? "another process"
            throw StorageError(
                .directory, "the data directory \(options.path) is in use by \(who); stop it, or choose another with --data",
                underlying: error)
        }
    }

    private static func parent(of path: String) -> String {
        var parts = path.split(separator: "/")
        if !parts.isEmpty { parts.removeLast() }
        let joined = parts.joined(separator: "/")
        if path.hasPrefix("/") { return "/" + joined }
        return joined.isEmpty ? "." : joined
    }

    private init(
        _ options: Options, _ files: any FileSystem, _ clock: StorageClock, _ logger: Logger, lock: any FileLock,
        commit: GroupCommit
    ) throws(FileSystemError) {
        self.options = options
        self.lock = lock
        let maintenance = Maintenance(options.maintenance, isStepped: options.drive.isSteps)
        self.maintenance = maintenance
        let isStepped = options.drive.isSteps
        scrubber = Scrubber(bytesPerSecond: isStepped ? nil : options.scrubBytesPerSecond)
        cleaning = Throttle(bytesPerSecond: options.cleanerBytesPerSecond)
        environment = LogEnvironment(
            files: files, clock: clock, durability: options.durability, commit: commit,
            openFiles: OpenFiles(limit: options.openFileLimit), logger: logger,
            onRoll: { maintenance.wake() })
        checkpoints = Checkpoints(files: files, directory: options.path)
        var opening = DirectoryOpening(options: options, environment: environment, checkpoints: checkpoints)
        try opening.run()
        recoveryReports = opening.reports
        state = Mutex(State(logs: opening.logs, damaged: opening.damaged))
        try checkpoints.write(Array(opening.logs.values))
    }

    // MARK: Partitions

    /// nil if there is no such partition, or it could not be opened (`damage`).
    package func log(_ partition: LogPartition) -> PartitionLog? { state.withLock { $0.logs[partition] } }

    /// Why a partition that is there cannot be used; nil if it can, or is not there.
    package func damage(of partition: LogPartition) -> StorageError? { state.withLock { $0.damaged[partition] } }

    package var logs: [PartitionLog] { state.withLock { Array($0.logs.values) } }

    /// What all its logs have counted since it was opened.
    package var meter: StorageMeter { environment.meter }

    /// Why nothing can be written any more; nil while all is well.
    package var failure: StorageError? { environment.health.failure }

    package var durability: Durability { options.durability }

    /// The size of the disk that holds the directory. Blocks.
    package func space() throws(StorageError) -> VolumeSpace {
        do throws(FileSystemError) { return try environment.files.space(at: options.path) } catch {
            throw StorageError(error, while: "ask for free space")
        }
    }

    /// Makes a new, empty, durable partition. Blocks for a few syncs.
    ///
    /// - Parameter topicID: The topic's id as text, kept beside the log; may be empty.
    package func create(
        _ partition: LogPartition, topicID: String, config: LogConfig
    ) throws(StorageError) -> PartitionLog {
        if let failure = environment.health.failure { throw failure }
        // The name is taken under the lock, the files are made without it: others look up logs meanwhile.
        let refusal: StorageError? = state.withLock { state in
            if state.isClosed { return .closed(partition) }
            guard state.logs[partition] == nil, state.damaged[partition] == nil, state.creating.insert(partition).inserted else {
                return StorageError(.partitionExists, partition: partition, "the partition exists")
            }
            return nil
        }
        if let refusal { throw refusal }
        defer { state.withLock { _ = $0.creating.remove(partition) } }
        let log = try make(partition, topicID, config)
        let isClosed = state.withLock { state in
            if !state.isClosed { state.logs[partition] = log }
            return state.isClosed
        }
        if isClosed { throw .closed(partition) }
        return log
    }

    private func make(_ partition: LogPartition, _ topicID: String, _ config: LogConfig) throws(StorageError) -> PartitionLog {
        let files = environment.files
        let path = "\(options.path)/\(partition)"
        do throws(FileSystemError) {
            try files.createDirectory(path)
            try files.replace("\(path)/\(DirectoryNames.partitionMetadata)", in: path, with: PartitionMetadata.bytes(topicID: topicID))
            try files.syncDirectory(options.path)
        } catch {
            throw StorageError(error, partition: partition, while: "create the partition")
        }
        var recovery = LogRecovery(
            partition: partition, directory: path, environment: environment, config: config, isClean: false,
            recoveryPoint: 0, logStart: 0, firstDirtyOffset: 0)
        return try recovery.open(topicID: topicID).log
    }

    /// Ends a partition: who waits on it gets `.deleted`, its name is free when this returns, its files go in the
    /// background. Blocks.
    package func delete(_ partition: LogPartition) throws(StorageError) {
        let (log, tag) = state.withLock { state in
            state.deletions += 1
            state.damaged[partition] = nil
            return (state.logs.removeValue(forKey: partition), state.deletions)
        }
        checkpoints.forget(partition)
        log?.end(.deleted(partition))
        log?.retireFiles()
        let name = DirectoryNames.deleted(partition, tag: "\(String(environment.clock.now(), radix: 16))-\(tag)")
        // After the cleaner has let go of it.
        log?.cleaning.withLock { _ in }
        do throws(FileSystemError) {
            guard try environment.files.exists("\(options.path)/\(partition)") else { return }
            try environment.files.rename("\(options.path)/\(partition)", to: "\(options.path)/\(name)")
            try environment.files.syncDirectory(options.path)
        } catch {
            throw StorageError(error, partition: partition, while: "delete the partition")
        }
        background { [self] in removeTree(name) }
    }

    /// Removes a deleted partition's files; what cannot be removed goes at the next start.
    private func removeTree(_ name: String) {
        let path = "\(options.path)/\(name)"
        do throws(FileSystemError) {
            for file in try environment.files.list(path) { try environment.files.remove("\(path)/\(file)") }
            try environment.files.removeDirectory(path)
        } catch {
            environment.logger.warning("files of a deleted partition stay until the next start: \(error)")
        }
    }

    /// Raises the log's start to `offset` (nil: the high watermark): what lies before is gone for readers at once, and
    /// after a crash too. Answers the new start. Blocks.
    package func deleteRecords(_ partition: LogPartition, before offset: Int64?) throws(StorageError) -> Int64 {
        guard let log = log(partition) else { throw .unknown(partition) }
        return try deleteRecords([(log, offset)])[0].get()
    }

    /// The same of many logs, each by itself, with one writing of the checkpoints. Throws if those cannot be written; answers in
    /// the order asked. Blocks.
    package func deleteRecords(
        _ wanted: [(log: PartitionLog, before: Int64?)]
    ) throws(StorageError) -> [Result<Int64, StorageError>] {
        let raised = wanted.map { log, offset in
            Result<Int64, StorageError> { () throws(StorageError) in try log.raiseStart(to: offset) }
        }
        guard raised.contains(where: { (try? $0.get()) != nil }) else { return raised }
        try writeCheckpoints()
        return zip(wanted, raised).map { wanted, raised in
            raised.flatMap { start in
                Result { () throws(StorageError) in
                    try RetentionRunner(directory: self).removeSegments(of: wanted.log)
                    return start
                }
            }
        }
    }

    /// Rolls a log's active segment and cleans it now. Blocks until done. Throws `.notCompacted` for a topic whose records
    /// may have no keys: cleaning would lose them.
    package func compactNow(_ partition: LogPartition) throws(StorageError) -> CompactionOutcome {
        guard let log = log(partition) else { throw .unknown(partition) }
        guard log.config.cleanup.contains(.compact) else {
            throw StorageError(
                .notCompacted, partition: partition, "the topic is not compacted (cleanup.policy has no 'compact'): nothing was done")
        }
        return try Compactor(directory: self, log: log).runNow()
    }

    /// Runs `work` on Storage's maintenance thread, where blocking is allowed; at once if there are no threads.
    package func background(_ work: @escaping @Sendable () -> Void) { maintenance.perform(work) }

    // MARK: Upkeep

    /// Writes everything that waits, and syncs nothing: for those who drive the directory by `steps`.
    package func writeOnly() { environment.commit.writeQueued() }

    /// Writes, syncs and answers everything that waits: for those who drive the directory by `steps`.
    package func commitNow() {
        while environment.commit.writeQueued() || environment.commit.syncDirty() {}
    }

    /// Everything the maintenance thread does when all its times have come. Blocks.
    package func maintainNow() { maintenance.runEverything(self) }

    // MARK: The scrub's place

    var scrubPlace: (partition: LogPartition, offset: Int64)? { checkpoints.readScrub() }

    /// What cannot be written is looked at again.
    func writeScrubPlace(_ place: (partition: LogPartition, offset: Int64)?) {
        do throws(FileSystemError) { try checkpoints.writeScrub(place) } catch {
            if error.code != .crashed { environment.logger.warning("where the scrub has come to cannot be kept: \(error)") }
        }
    }

    func checkCheckpoints() { checkpoints.scrub(environment.logger) }

    func writeCheckpoints() throws(StorageError) {
        do throws(FileSystemError) { try checkpoints.write(logs) } catch {
            throw StorageError(error, while: "write the checkpoints")
        }
    }

    /// From now on cleaning reads and writes so many bytes a second at most; nil: as many as it can.
    package func limitCleaning(bytesPerSecond: Int?) { cleaning.change(bytesPerSecond: bytesPerSecond) }

    /// What cleaning is held to now.
    package var cleanerBytesPerSecond: Int? { cleaning.bytesPerSecond }

    /// Bytes of a log that the cleaner may clean and has not been over; 0 where nothing is compacted.
    package func compactionBacklog(of log: PartitionLog) -> Int {
        log.config.cleanup.contains(.compact) ? Compactor(directory: self, log: log).backlog : 0
    }

    /// Syncs and finishes everything, so that the next start need not look at anything. Appends from here on are refused.
    /// Blocks. What goes wrong is logged; the next start recovers then.
    package func close() {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        guard isFirst else { return }
        environment.health.beginClosing()
        cleaning.close()
        scrubber.stop()
        maintenance.stop()
        environment.commit.close()
        let logs = logs.sorted { ($0.partition.topic, $0.partition.index) < ($1.partition.topic, $1.partition.index) }
        for log in logs { log.end(.closed(log.partition)) }
        do throws(StorageError) {
            try finish(logs)
            try writeCheckpoints()
            try markClean(DirectoryManifest(logs.map { $0.manifestEntry() }).bytes())
        } catch {
            environment.logger.error("closing \(options.path) left work for the next start: \(error)")
        }
        lock.release()
    }

    private func finish(_ logs: [PartitionLog]) throws(StorageError) {
        let results = ParallelWork.map(logs.count, threads: options.drive.isSteps ? 1 : DirectoryOpening.threadCount) { index in
            Result { () throws(StorageError) in try logs[index].finish() }
        }
        for result in results { try result.get() }
    }

    /// The manifest first: the marker names it, and is what counts.
    private func markClean(_ manifest: [UInt8]) throws(StorageError) {
        let damaged = state.withLock { Set($0.damaged.keys) }
        do throws(FileSystemError) {
            try environment.files.replace("\(options.path)/\(DirectoryManifest.fileName)", in: options.path, with: manifest)
            try environment.files.replace(
                "\(options.path)/\(DirectoryNames.cleanShutdown)", in: options.path,
                with: CleanShutdown(except: damaged, manifest: DirectoryManifest.id(of: manifest)).bytes())
        } catch {
            throw StorageError(error, while: "mark the clean shutdown")
        }
    }
}

/// Something recovery found amiss in a partition, and did about it.
package struct RecoveryReport: Sendable, CustomStringConvertible {
    package var partition: LogPartition
    package var sentence: String

    package var description: String { "\(partition): \(sentence)" }
}

extension StorageError {
    static func unknown(_ partition: LogPartition) -> StorageError {
        StorageError(.unknownPartition, partition: partition, "no such partition")
    }
}

extension GroupCommit.Drive {
    var isSteps: Bool {
        if case .steps = self { true } else { false }
    }
}
