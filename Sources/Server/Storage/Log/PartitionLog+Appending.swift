package import LogFormat
internal import DurableState
internal import Measures
internal import Synchronization

extension PartitionLog {
    /// Appends one batch, unless its producer's sequence says it is here already, or out of turn.
    ///
    /// In `os` mode the batch is written, and `completion` called, before this returns. In `fsync` mode it is queued for
    /// Storage's own thread, and `completion` is called on one of Storage's threads, without locks: `acks=all` ones in
    /// the order of their appends, the others in that order among themselves. When too much is queued already,
    /// `completion` gets `.busy` at once and nothing was queued. It must not block, and must not close the directory.
    ///
    /// - Parameter bytes: What `batch` was validated from.
    package func append(
        _ batch: ValidatedBatch, bytes: BatchBytes, acks: RequiredAcks, completion: @escaping AppendCompletion
    ) {
        submit(AppendJob(batch: batch, bytes: bytes, acks: acks, fences: false, completion: completion))
    }

    package func append(
        _ batch: ValidatedBatch, bytes: [UInt8], acks: RequiredAcks, completion: @escaping AppendCompletion
    ) {
        append(batch, bytes: BatchBytes(copying: bytes), acks: acks, completion: completion)
    }

    /// `append` for callers that may suspend.
    package func append(_ batch: ValidatedBatch, bytes: [UInt8], acks: RequiredAcks) async throws(StorageError) -> AppendOutcome {
        let result: Result<AppendOutcome, StorageError> = await withCheckedContinuation { continuation in
            append(batch, bytes: bytes, acks: acks) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    /// - Parameter ignoringLimit: It is queued however much waits already.
    func submit(_ job: consuming AppendJob, ignoringLimit: Bool = false) {
        if environment.durability == .os { return write([job]) }
        let completion = job.completion
        if !environment.commit.submit(job, to: self, ignoringLimit: ignoringLimit) {
            completion(.failure(StorageError(
                .busy, partition: partition, "more than \(GroupCommit.queuedByteLimit) bytes wait to be written; try again")))
        }
    }

    /// Refuses fencing writers until `liftFence`.
    func raiseFence() { writer.withLock { $0.isFenced = true } }

    /// Lets fencing writers append again.
    func liftFence() { writer.withLock { $0.isFenced = false } }

    /// Writes the batches in order, those that may be, in as few calls as possible, and answers those that need not wait.
    func write(_ jobs: [AppendJob]) {
        let start = MonotonicTime.nanoseconds()
        let answers: [AppendAnswer] = writer.withLock { writer in
            var pass = WritePass(log: self, mayCoalesce: jobs.count > 1)
            for job in jobs { pass.take(job, &writer) }
            pass.settle(&writer)
            return pass.answers
        }
        environment.meter.appendDuration.observe(MonotonicTime.nanoseconds() - start)
        for answer in answers { answer.deliver() }
        if environment.durability == .os { wakeListeners() }
    }

    func wakeListeners() {
        let listeners = view.withLock { $0.listeners }
        for listener in listeners.values { listener() }
    }

    /// Begins a new segment at the log's end. The old one is finished later (`sealRolled`).
    func roll(_ writer: borrowing Writer) throws(FileSystemError) {
        let base = view.withLock { $0.logEnd }
        let name = SegmentFileName(baseOffset: base, kind: .log)
        let file = try SegmentFile(creating: path("\(name)"), environment)
        let producers = writer.producers
        let now = environment.clock.now()
        view.withLock { view in
            let full = view.active
            full.indexes?.noteLargestTimestamp()
            view.rolled.append(RolledSegment(segment: full, end: base, producers: producers, time: now))
            view.segments.append(
                LogSegment(
                    baseOffset: base, file: file, indexes: SegmentIndexes(baseOffset: base), createdAt: now))
            view.directoryIsUnsynced = true
        }
        environment.onRoll()
    }
}

/// One go through batches that wait for a log, under its writer's lock.
private struct WritePass {
    let log: PartitionLog
    /// More batches follow the first, which may be laid together.
    let mayCoalesce: Bool
    /// For those who need not wait for a sync.
    var answers: [AppendAnswer] = []
    private var run = AppendRun()

    init(log: PartitionLog, mayCoalesce: Bool) {
        self.log = log
        self.mayCoalesce = mayCoalesce
    }

    /// Gives the batch its place, or an answer.
    mutating func take(_ job: AppendJob, _ writer: inout PartitionLog.Writer) {
        do throws(StorageError) {
            if !writer.isReady { try log.makeReady(&writer) }
            try checkState(job, writer)
            if let known = try duplicate(job, writer) {
                let outcome = AppendOutcome(
                    baseOffset: known.baseOffset, lastOffset: known.lastOffset, logAppendTime: -1,
                    logStartOffset: log.logStart, isDuplicate: true)
                // Those before it are answered first.
                settle(&writer)
                return answer(job, .success(outcome), end: known.lastOffset + 1)
            }
            try place(job, &writer)
        } catch {
            settle(&writer)
            if job.fences { writer.isFenced = true }
            answer(job, .failure(error), end: nil)
        }
    }

    private func checkState(_ job: AppendJob, _ writer: borrowing PartitionLog.Writer) throws(StorageError) {
        if let failure = log.environment.health.failure { throw failure }
        if let ending = log.view.withLock({ $0.ending }) { throw ending }
        if job.fences, writer.isFenced {
            throw StorageError(.fenced, partition: log.partition, "an earlier append failed and has not been recovered from")
        }
    }

    private func duplicate(
        _ job: AppendJob, _ writer: borrowing PartitionLog.Writer
    ) throws(StorageError) -> ProducerSequences.Batch? {
        do throws(BatchRejection) {
            switch try run.check(job.batch.header, against: writer.producers) {
            case .new: return nil
            case .duplicate(let known): return known
            }
        } catch {
            throw StorageError(.sequence(error), partition: log.partition, error.message)
        }
    }

    private mutating func place(_ job: AppendJob, _ writer: inout PartitionLog.Writer) throws(StorageError) {
        let count = job.batch.byteCount
        let now = log.environment.clock.now()
        if !run.hasRoom(for: count) { settle(&writer) }
        let (config, facts, epoch) = log.view.withLock { ($0.config, $0.facts(of: $0.segments.count - 1), $0.leaderEpoch) }
        guard count <= config.segmentByteCount else {
            throw StorageError(
                .batchTooLarge, partition: log.partition,
                "the batch has \(count) bytes, segment.bytes of the topic is \(config.segmentByteCount)")
        }
        var active = facts
        active.byteCount += run.byteCount
        active.nextOffset = run.nextOffset ?? facts.nextOffset
        // The age of a segment counts from its first batch, which may be one of the run.
        if facts.byteCount == 0, let first = run.items.first?.header.maxTimestamp, first >= 0 { active.firstBatchTimestamp = first }
        var incoming = job.batch.header
        incoming.baseOffset = active.nextOffset
        if config.rollPolicy.reason(toRoll: active, before: incoming, now: now) != nil {
            settle(&writer)
            do throws(FileSystemError) {
                // What was waiting may have failed, and the segment be empty still.
                if log.view.withLock({ $0.active.byteCount }) > 0 { try log.roll(writer) }
            } catch {
                throw StorageError(error, partition: log.partition, while: "begin a new segment")
            }
        }
        let base = run.nextOffset ?? log.logEnd
        let header = job.batch.placed(at: base, leaderEpoch: epoch, now: now, job.bytes.bytes)
        run.add(AppendRun.Item(job: job, header: header), known: writer.producers, mayFollow: mayCoalesce, now: now)
    }

    /// Writes what has been placed. If that fails, none of it has happened.
    mutating func settle(_ writer: inout PartitionLog.Writer) {
        guard !run.isEmpty else { return }
        defer { run.removeAll() }
        let (segment, position) = log.view.withLock { ($0.active, $0.active.byteCount) }
        do throws(FileSystemError) {
            if writer.hasDebris {
                try segment.file.truncate(to: position)
                writer.hasDebris = false
            }
            try run.write(to: segment.file, at: position)
        } catch {
            // Cut off what did get there: else it could stand behind the next batch as if it had been accepted.
            do throws(FileSystemError) { try segment.file.truncate(to: position) } catch { writer.hasDebris = true }
            let failure = StorageError(error, partition: log.partition, while: "append \(run.byteCount) bytes")
            for item in run.items {
                if item.job.fences { writer.isFenced = true }
                answer(item.job, .failure(failure), end: nil)
            }
            return
        }
        publish(segment, &writer)
    }

    private mutating func publish(_ segment: LogSegment, _ writer: inout PartitionLog.Writer) {
        let now = log.environment.clock.now()
        for item in run.items {
            writer.producers.apply(item.header, at: now)
            log.environment.meter.batchBytes.observe(item.header.totalByteCount)
            log.traffic.appendedBytes.add(item.header.totalByteCount)
            // Markers are none of anybody's records.
            if !item.header.isControl { log.traffic.appendedRecords.add(Int(item.header.nextOffset - item.header.baseOffset)) }
        }
        let items = run.items
        let logStart = log.view.withLock { view in
            for item in items {
                segment.note(item.header, interval: view.config.indexIntervalByteCount)
                if item.header.isTransactional { view.noteTransaction(item.header, isCommit: item.job.isCommit, in: segment) }
            }
            segment.modifiedAt = now
            view.logEnd = items[items.count - 1].header.nextOffset
            if log.environment.durability == .os { view.transactions.settle(view.logEnd) }
            if !view.unsynced.contains(where: { $0 === segment }) { view.unsynced.append(segment) }
            return view.logStart
        }
        for item in items {
            let outcome = AppendOutcome(
                baseOffset: item.header.baseOffset, lastOffset: item.header.lastOffset,
                logAppendTime: item.header.timestampType == .logAppend ? item.header.maxTimestamp : -1,
                logStartOffset: logStart, isDuplicate: false)
            answer(item.job, .success(outcome), end: item.header.nextOffset)
        }
    }

    /// Answers at once, or, if the append asked for more, when the log is durable up to `end`; a failure when all that
    /// came before has been answered.
    private mutating func answer(_ job: AppendJob, _ result: Result<AppendOutcome, StorageError>, end: Int64?) {
        let answer = AppendAnswer(completion: job.completion, result: result)
        guard job.acks == .all, log.environment.durability == .fsync else { return answers.append(answer) }
        log.view.withLock { view in
            view.waiters.append(PartitionLog.Waiter(end: end ?? view.logEnd, answer: answer))
        }
    }
}

extension PartitionLog.View {
    func facts(of index: Int) -> SegmentFacts {
        let segment = segments[index]
        return SegmentFacts(
            baseOffset: segment.baseOffset,
            nextOffset: index + 1 < segments.count ? segments[index + 1].baseOffset : logEnd,
            byteCount: Int(segment.byteCount),
            largestTimestamp: segment.largestTimestamp < 0 ? nil : segment.largestTimestamp,
            firstBatchTimestamp: segment.firstTimestamp, modifiedAt: segment.modifiedAt,
            offsetIndexByteCount: segment.indexes?.offsets.byteCount ?? 0,
            timeIndexByteCount: segment.indexes?.times.byteCount ?? 0)
    }
}

extension LogConfig {
    package var rollPolicy: RollPolicy {
        RollPolicy(
            segmentByteCount: segmentByteCount,
            segmentMilliseconds: cleanup.contains(.compact) ? min(segmentAge, maxCompactionLag) : segmentAge,
            indexByteCount: indexByteCount)
    }
}
