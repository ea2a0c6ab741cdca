internal import Logging
internal import Synchronization

/// When the high watermark passes a record.
package enum Durability: Sendable, Equatable {
    /// When it is on stable storage.
    case fsync
    /// When it is in the kernel's hands.
    case os
}

/// What all logs of a data directory share.
final class LogEnvironment: Sendable {
    let files: any FileSystem
    let clock: StorageClock
    let durability: Durability
    let commit: GroupCommit
    let openFiles: OpenFiles
    let health = DirectoryHealth()
    let meter = StorageMeter()
    let logger: Logger
    /// Woken when a segment was rolled, to finish it.
    let onRoll: @Sendable () -> Void

    init(
        files: any FileSystem, clock: StorageClock, durability: Durability, commit: GroupCommit, openFiles: OpenFiles,
        logger: Logger,
        onRoll: @escaping @Sendable () -> Void
    ) {
        self.files = files
        self.clock = clock
        self.durability = durability
        self.commit = commit
        self.openFiles = openFiles
        self.logger = logger
        self.onRoll = onRoll
    }
}

/// Whether the data directory still takes writes. It only ever gets worse: a failed sync leaves pages behind of which
/// nobody knows whether they are on the disk, and syncing again would report success for them.
final class DirectoryHealth: Sendable {
    private let state = Mutex<StorageError?>(nil)
    private let closing = Atomic(false)

    /// The directory is being closed: what takes long and can begin again later ends now.
    var isClosing: Bool { closing.load(ordering: .relaxed) }

    func beginClosing() { closing.store(true, ordering: .relaxed) }

    /// Why nothing can be written any more; nil if all is well.
    var failure: StorageError? { state.withLock { $0 } }

    /// Turns the directory read-only; the first reason stays.
    func fail(_ error: FileSystemError, while doing: String) -> StorageError {
        state.withLock { failure in
            if let failure { return failure }
            let first = StorageError(
                .storage,
                "\(doing): \(error); the data directory is read-only until the process is restarted", underlying: error)
            failure = first
            return first
        }
    }
}
