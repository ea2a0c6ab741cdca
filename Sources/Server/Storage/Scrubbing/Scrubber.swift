internal import DurableState
internal import Logging
internal import LogFormat
internal import Synchronization

/// Reads everything again and again, slowly, to find what the disk has changed before somebody needs it. On a thread of its own;
/// where it has come to is kept across restarts.
final class Scrubber: Sendable {
    /// A round begins at most so often, milliseconds.
    private static let roundInterval = 3_600_000
    /// How often its place is written down, milliseconds.
    private static let placeInterval = 60_000

    private struct State {
        var byteCount: Int64 = 0
        var lastRoundEndedAt: Int64?
        var thread: WorkerThread?
    }

    private let throttle: Throttle
    private let state = Mutex(State())

    init(bytesPerSecond: Int?) { throttle = Throttle(bytesPerSecond: bytesPerSecond) }

    func start(_ directory: LogDirectory) throws(FileSystemError) {
        let thread = try WorkerThread("herald-scrub") { [self, weak directory] in
            while let directory {
                let begin = MonotonicTime.milliseconds()
                guard round(directory) else { return }
                guard throttle.pause(max(0, begin + Self.roundInterval - MonotonicTime.milliseconds())) else { return }
            }
        }
        state.withLock { $0.thread = thread }
    }

    func stop() {
        throttle.close()
        let thread = state.withLock { state in
            defer { state.thread = nil }
            return state.thread
        }
        thread?.join()
    }

    var facts: ScrubFacts {
        state.withLock { ScrubFacts(byteCount: $0.byteCount, lastRoundEndedAt: $0.lastRoundEndedAt) }
    }

    /// One round, from where the last one was left. False if it was stopped.
    func round(_ directory: LogDirectory) -> Bool {
        let logger = directory.environment.logger
        let place = directory.scrubPlace
        let logs = directory.logs.sorted { ($0.partition.topic, $0.partition.index) < ($1.partition.topic, $1.partition.index) }
        var written = MonotonicTime.milliseconds()
        for log in logs {
            var offset = log.logStart
            if let place {
                if (log.partition.topic, log.partition.index) < (place.partition.topic, place.partition.index) { continue }
                if log.partition == place.partition { offset = max(offset, place.offset) }
            }
            let scrub = PartitionScrub(log: log, throttle: throttle)
            while offset < log.logEnd {
                guard let (next, byteCount) = scrub.segment(at: offset) else {
                    directory.writeScrubPlace((log.partition, offset))
                    return false
                }
                state.withLock { $0.byteCount += byteCount }
                guard next > offset else { break }
                offset = next
                if MonotonicTime.milliseconds() - written > Self.placeInterval {
                    directory.writeScrubPlace((log.partition, offset))
                    written = MonotonicTime.milliseconds()
                }
            }
            scrub.others()
        }
        directory.checkCheckpoints()
        let now = directory.environment.clock.now()
        state.withLock { $0.lastRoundEndedAt = now }
        directory.writeScrubPlace(nil)
        logger.debug("the scrub has been over everything")
        return true
    }
}

/// What the scrub has done since the start.
package struct ScrubFacts: Equatable, Sendable {
    package var byteCount: Int64
    /// Milliseconds since 1970-01-01 UTC; nil if no round has ended yet.
    package var lastRoundEndedAt: Int64?
}

extension LogDirectory {
    package var scrubFacts: ScrubFacts { scrubber.facts }

    /// What is known to be damaged, of all partitions that are served.
    package var damages: [SegmentDamage] { logs.flatMap(\.damages) }

    /// One round of the scrub now, on this thread. Blocks.
    package func scrubNow() { _ = scrubber.round(self) }
}
