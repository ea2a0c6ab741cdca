package import DurableState
internal import LogFormat
internal import Synchronization

/// The log of one partition: whole batches in segment files, appended at the end, read anywhere, cleaned behind.
///
/// Calls may come from any thread. Reads take a lock for a moment only and are never behind a write or sync. Batches from
/// `highWatermark` on are not yet what consumers may see: in `fsync` mode they may still be lost to a power cut.
package final class PartitionLog: Sendable {
    /// Who appends, and what only appenders need. Held while a batch is being written.
    struct Writer {
        var producers: ProducerSequences
        /// An append of a fencing writer failed and it has not recovered yet.
        var isFenced = false
        /// What the first append needs has been read and written (`makeReady`).
        var isReady = false
        /// A failed write may have left bytes behind the end that could not be cut off.
        var hasDebris = false
    }

    /// What readers see. Held for moments, never during file calls.
    struct View {
        var config: LogConfig
        /// By base offset; the last one is appended to.
        var segments: [LogSegment]
        var epochs: LeaderEpochCheckpoint
        var leaderEpoch: Int32
        var logStart: Int64
        var logEnd: Int64
        /// Everything before is on stable storage.
        var durableEnd: Int64
        var transactions = OpenTransactions()
        /// Segments written to since the last sync.
        var unsynced: [LogSegment] = []
        var directoryIsUnsynced = false
        /// The epochs stand in their file. A new one gets there with the first append in it.
        var epochsAreWritten = false
        /// Where the log ended when all that a start reads besides the segments was written; nil if that is not so.
        var finished: Finished?
        /// Everything before needs no look after a power cut.
        var recoveryPoint: Int64
        /// The first offset the cleaner has not been over.
        var firstDirtyOffset: Int64
        /// When the first tombstones that were cleaned may go, milliseconds.
        var nextDeleteHorizon: Int64?
        /// In the order of the appends they answer.
        var waiters: [Waiter] = []
        /// Full segments whose files are to be written, then those that are to be synced; oldest first.
        var rolled: [RolledSegment] = []
        var settling: [SettlingSegment] = []
        var listeners: [UInt64: @Sendable () -> Void] = [:]
        var nextListener: UInt64 = 0
        /// Why nothing more can be asked of it.
        var ending: StorageError?

        var active: LogSegment { segments[segments.count - 1] }
    }

    /// What the files beside the segments speak of.
    struct Finished: Equatable {
        var end: Int64
        /// Of the active segment.
        var baseOffset: Int64
    }

    /// An `acks=all` append that is answered when the log is durable up to `end`.
    struct Waiter {
        var end: Int64
        var answer: AppendAnswer
    }

    package let partition: LogPartition
    /// The topic's id as text, opaque here; empty if the topic has none.
    package let topicID: String
    let directory: String
    let environment: LogEnvironment
    package let traffic = LogTraffic()
    /// Order of locks: `writer`, then `view`. `flushing` is taken with neither held.
    let writer: Mutex<Writer>
    let view: Mutex<View>
    let flushing = Mutex<Void>(())
    /// One who takes old segments away at a time: retention, cleaner, deletion.
    let cleaning = Mutex<Void>(())

    init(
        partition: LogPartition, topicID: String, directory: String, environment: LogEnvironment, view: sending View,
        producers: ProducerSequences
    ) {
        self.partition = partition
        self.topicID = topicID
        self.directory = directory
        self.environment = environment
        self.writer = Mutex(Writer(producers: producers))
        self.view = Mutex(view)
    }

    // MARK: What it holds

    /// The first offset that is still there.
    package var logStart: Int64 { view.withLock { $0.logStart } }

    /// The offset the next record gets.
    package var logEnd: Int64 { view.withLock { $0.logEnd } }

    /// Consumers may see what lies before.
    package var highWatermark: Int64 { view.withLock { highWatermark($0) } }

    /// Where a log begins and how far readers may go, at one moment.
    package struct Bounds: Equatable, Sendable {
        package var logStart: Int64
        package var lastStableOffset: Int64
        package var highWatermark: Int64
        package var logEnd: Int64

        /// - Parameter lastStableOffset: nil for the high watermark.
        package init(logStart: Int64, lastStableOffset: Int64? = nil, highWatermark: Int64, logEnd: Int64) {
            self.logStart = logStart
            self.lastStableOffset = lastStableOffset ?? highWatermark
            self.highWatermark = highWatermark
            self.logEnd = logEnd
        }
    }

    package var bounds: Bounds {
        view.withLock { view in
            let highWatermark = highWatermark(view)
            return Bounds(
                logStart: view.logStart, lastStableOffset: view.transactions.lastStableOffset(highWatermark),
                highWatermark: highWatermark, logEnd: view.logEnd)
        }
    }

    /// Who reads only what is committed may see what lies before.
    package var lastStableOffset: Int64 { view.withLock { $0.transactions.lastStableOffset(highWatermark($0)) } }

    /// Bytes of all segments.
    package var byteCount: Int64 { view.withLock { $0.segments.reduce(0) { $0 + $1.byteCount } } }

    /// Of the first batch that is still there, milliseconds; nil if there is none, or none with a timestamp.
    package var oldestTimestamp: Int64? { view.withLock { $0.segments[0].firstTimestamp } }

    package var segmentCount: Int { view.withLock { $0.segments.count } }

    package var leaderEpoch: Int32 { view.withLock { $0.leaderEpoch } }

    /// Takes effect with the next append, roll, retention or cleaning.
    package var config: LogConfig {
        get { view.withLock { $0.config } }
        set { view.withLock { $0.config = newValue } }
    }

    func highWatermark(_ view: borrowing View) -> Int64 {
        environment.durability == .os ? view.logEnd : view.durableEnd
    }

    // MARK: Waking

    /// Calls `body` after every move of the high watermark, and when the log ends, until `removeListener`. On the thread
    /// that moved it, without locks: it must be quick, must not block, and looks at the log itself.
    package func onAdvance(_ body: @escaping @Sendable () -> Void) -> UInt64 {
        view.withLock { view in
            view.nextListener += 1
            view.listeners[view.nextListener] = body
            return view.nextListener
        }
    }

    /// How many wait for the log to move.
    package var listenerCount: Int { view.withLock { $0.listeners.count } }

    /// A call that is under way may still arrive.
    package func removeListener(_ id: UInt64) {
        view.withLock { view in _ = view.listeners.removeValue(forKey: id) }
    }

    // MARK: Ending

    /// Refuses everything from now on and answers all who wait: the partition is deleted or the directory closed.
    func end(_ reason: StorageError) {
        // After the write that may be under way.
        writer.withLock { _ in
            view.withLock { $0.ending = $0.ending ?? reason }
        }
        flushing.withLock { _ in
            let (waiters, listeners) = view.withLock { view in
                defer { view.waiters = [] }
                return (view.waiters, view.listeners)
            }
            for waiter in waiters { AppendAnswer(completion: waiter.answer.completion, result: .failure(reason)).deliver() }
            for listener in listeners.values { listener() }
        }
    }

    /// Nobody opens its files any more: their names may belong to another log soon.
    func retireFiles() {
        view.withLock { view in
            for segment in view.segments { segment.file.retire() }
        }
    }

    func path(_ name: String) -> String { "\(directory)/\(name)" }
}
