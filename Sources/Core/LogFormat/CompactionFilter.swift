package import Bytes
internal import Compression

/// Compaction's second pass: what becomes of each batch. Offsets never change; gaps appear.
///
/// A record stays if it lies beyond the map, or has a key of which the map knows nothing later, and is no tombstone
/// whose time is over. The first cleaning that sees a tombstone stamps its batch with a delete horizon; a cleaning at or
/// after the horizon takes it away (KIP-534). So every reader that saw the value it deletes has `delete.retention.ms`
/// to see the tombstone too.
package struct CompactionFilter: Sendable {
    package enum Outcome: Equatable, Sendable {
        /// To be copied byte for byte.
        case unchanged
        /// Fewer records, or the same with a delete horizon.
        case rewritten([UInt8])
        /// No records, kept for what its header says.
        case emptyHeader([UInt8])
        case dropped
    }

    /// The last thing in the log of a producer that is still active: it must survive, or its next batch would find
    /// neither its sequence nor its epoch after a restart.
    package struct LastOfProducer: Equatable, Sendable {
        package var epoch: Int16
        /// Last offset of its last data batch; nil if there are only markers of it.
        package var lastDataOffset: Int64?

        package init(epoch: Int16, lastDataOffset: Int64?) {
            self.epoch = epoch
            self.lastDataOffset = lastDataOffset
        }
    }

    /// What one cleaning did, so far.
    package struct Tally: Equatable, Sendable {
        package var recordsRead = 0
        package var recordsKept = 0
        /// Superseded, expired, aborted or without a key.
        package var recordsDropped: Int { recordsRead - recordsKept }
        /// Of those dropped: records no compacted topic should have had.
        package var keylessDropped = 0
        package var tombstonesDropped = 0
        package var batchesRead = 0
        package var batchesDropped = 0
        package var batchesEmptied = 0
        /// When the first of the tombstones and markers that are left may go, milliseconds: a cleaning is worth while then,
        /// even if nothing new has come.
        package var earliestDeleteHorizon: Int64?

        package init() {}
    }

    private let map: OffsetMap
    private let roundEnd: Int64
    private let now: Int64
    private let newHorizon: Int64
    private let lastOfProducers: [Int64: LastOfProducer]
    private var transactions: TransactionScan
    private let limit: Int
    /// Of the batch that was looked at last: what stays of it, in its unpacked block.
    private var runs: [RecordRun] = []
    package private(set) var tally = Tally()

    /// - Parameters:
    ///   - map: Of the whole dirty part that is cleaned in this round.
    ///   - now: Milliseconds since 1970-01-01 UTC.
    ///   - deleteRetention: `delete.retention.ms`.
    ///   - producers: Who is still active.
    ///   - aborted: Aborted transactions from the log's start to the end of the round.
    package init(
        map: OffsetMap, now: Int64, deleteRetention: Int64, producers: ProducerSequences = ProducerSequences(),
        aborted: [AbortedTransaction] = [], limit: Int = BatchView.defaultUnpackedLimit
    ) {
        self.map = map
        self.roundEnd = map.latestOffset + 1
        self.now = now
        let (horizon, overflow) = now.addingReportingOverflow(deleteRetention)
        self.newHorizon = overflow ? .max : horizon
        self.lastOfProducers = producers.producers.mapValues {
            LastOfProducer(epoch: $0.epoch, lastDataOffset: $0.batches.last?.lastOffset)
        }
        self.transactions = TransactionScan(aborted: aborted)
        self.limit = limit
    }

    /// Aborted transactions whose data this cleaning has met, and whose markers it has passed since this was asked for last.
    package mutating func takeAborted() -> [AbortedTransaction] { transactions.takePassedAborted() }

    /// Decides about the next batch, from the log's start on and in order.
    package mutating func filter(_ batch: BatchView, scratch: inout ByteWriter) throws(MalformedBytes) -> Outcome {
        let header = batch.header
        let canDiscard = try transactions.receive(batch, scratch: &scratch)
        tally.batchesRead += 1
        tally.recordsRead += Int(header.recordCount)
        let outcome: Outcome
        if header.baseOffset >= roundEnd {
            outcome = .unchanged
            tally.recordsKept += Int(header.recordCount)
        } else if header.isControl {
            outcome = try filterMarker(batch, canDiscard: canDiscard, scratch: &scratch)
        } else if canDiscard || header.recordCount == 0 {
            outcome = withoutRecords(header)
        } else {
            outcome = try filterData(batch, scratch: &scratch)
        }
        switch outcome {
        case .dropped: tally.batchesDropped += 1
        case .emptyHeader: tally.batchesEmptied += 1
        case .unchanged, .rewritten: break
        }
        return outcome
    }

    private mutating func filterData(_ batch: BatchView, scratch: inout ByteWriter) throws(MalformedBytes) -> Outcome {
        // In a log that is cleaned for the first time, that is most of what is old.
        if map.isSuperseded(all: batch.header.baseOffset..<batch.header.nextOffset) { return withoutRecords(batch.header) }
        let survey = try survey(batch, scratch: &scratch)
        tally.recordsKept += survey.kept
        tally.keylessDropped += survey.keyless
        tally.tombstonesDropped += survey.expired
        if survey.kept == 0 { return withoutRecords(batch.header) }
        let needsHorizon = survey.keepsTombstone && !batch.header.hasDeleteHorizon
        if survey.keepsTombstone { noteHorizon(batch.header.deleteHorizon ?? newHorizon) }
        if survey.kept == Int(batch.header.recordCount), !needsHorizon { return .unchanged }
        guard needsHorizon else { return try rewriteRuns(batch, scratch: scratch) }
        return try rewrite(batch, deleteHorizon: newHorizon, scratch: &scratch)
    }

    /// A marker stays until its transaction has no data left and its own horizon has passed.
    private mutating func filterMarker(
        _ batch: BatchView, canDiscard: Bool, scratch: inout ByteWriter
    ) throws(MalformedBytes) -> Outcome {
        let header = batch.header
        if canDiscard, header.recordCount == 0 || isPast(header.deleteHorizon) { return withoutRecords(header) }
        tally.recordsKept += Int(header.recordCount)
        guard canDiscard else { return .unchanged }
        noteHorizon(header.deleteHorizon ?? newHorizon)
        if header.hasDeleteHorizon { return .unchanged }
        return try rewrite(batch, deleteHorizon: newHorizon, scratch: &scratch)
    }

    /// What a batch leaves behind when all its records go.
    private func withoutRecords(_ header: RecordBatchHeader) -> Outcome {
        // The last batch of the round stays, so that the log's end can be told from the cleaned part alone.
        guard isLastOfActiveProducer(header) || header.nextOffset == roundEnd else { return .dropped }
        return header.recordCount == 0 ? .unchanged : .emptyHeader(header.emptied())
    }

    private func isLastOfActiveProducer(_ header: RecordBatchHeader) -> Bool {
        guard header.hasProducerID, let last = lastOfProducers[header.producerID] else { return false }
        guard let lastDataOffset = last.lastDataOffset else { return header.isControl && header.producerEpoch == last.epoch }
        return header.lastOffset == lastDataOffset
    }

    private mutating func noteHorizon(_ horizon: Int64) {
        tally.earliestDeleteHorizon = min(tally.earliestDeleteHorizon ?? horizon, horizon)
    }

    private func isPast(_ horizon: Int64?) -> Bool { horizon.map { now >= $0 } ?? false }
}

// MARK: Records

extension CompactionFilter {
    private enum Fate {
        case kept
        /// Kept, and a reason to stamp the batch.
        case keptTombstone
        case superseded
        case expired
        case keyless
    }

    private struct Survey {
        var kept = 0
        var keyless = 0
        var expired = 0
        var keepsTombstone = false
    }

    private func fate(of record: RecordGlance, in header: RecordBatchHeader) -> Fate {
        // Nothing beyond the map is touched, not even stamped: what such a tombstone deletes is still there, so its time
        // has not begun.
        if record.offset > map.latestOffset { return .kept }
        guard let key = record.key else { return .keyless }
        if map.isSuperseded(key, at: record.offset) { return .superseded }
        guard record.isTombstone else { return .kept }
        return isPast(header.deleteHorizon) ? .expired : .keptTombstone
    }

    private mutating func survey(_ batch: BatchView, scratch: inout ByteWriter) throws(MalformedBytes) -> Survey {
        var survey = Survey(), runs = runs
        self.runs = []
        let header = batch.header
        try batch.forEachGlance(
            limit: limit, scratch: &scratch,
            begin: {
                survey = Survey()
                runs.removeAll(keepingCapacity: true)
            }
        ) { record in
            switch fate(of: record, in: header) {
            case .kept:
                survey.kept += 1
                Self.keep(record, &runs)
            case .keptTombstone:
                survey.kept += 1
                survey.keepsTombstone = true
                Self.keep(record, &runs)
            case .superseded: break
            case .expired: survey.expired += 1
            case .keyless: survey.keyless += 1
            }
        }
        self.runs = runs
        return survey
    }

    private static func keep(_ record: RecordGlance, _ runs: inout [RecordRun]) {
        if let last = runs.indices.last, runs[last].range.upperBound == record.range.lowerBound {
            runs[last].add(record)
        } else {
            runs.append(RecordRun(record))
        }
    }

    /// The batch with the records that stay, byte for byte as they were.
    private func rewriteRuns(_ batch: BatchView, scratch: borrowing ByteWriter) throws(MalformedBytes) -> Outcome {
        let header = batch.header
        let byteCount = runs.reduce(0) { $0 + $1.range.count }
        var builder = RecordBatchBuilder(rewriting: header, codec: try codec(of: header), deleteHorizon: nil, capacity: byteCount)
        try batch.withUnpackedBlock(in: scratch) { block throws(MalformedBytes) in
            for run in runs { builder.append(run, of: block) }
        }
        return try finish(builder)
    }

    /// The batch with the records that stay, and another base timestamp. Control records stay whole.
    private func rewrite(
        _ batch: BatchView, deleteHorizon: Int64, scratch: inout ByteWriter
    ) throws(MalformedBytes) -> Outcome {
        let header = batch.header
        var builder = RecordBatchBuilder(rewriting: header, codec: try codec(of: header), deleteHorizon: deleteHorizon)
        try batch.forEachRecord(limit: limit, scratch: &scratch) { record in
            let isKept =
                switch fate(of: RecordGlance(record), in: header) {
                case .kept, .keptTombstone: true
                case .superseded, .expired, .keyless: false
                }
            if header.isControl || isKept { builder.append(copying: record) }
        }
        return try finish(builder)
    }

    private func codec(of header: RecordBatchHeader) throws(MalformedBytes) -> CompressionCodec {
        if let codec = header.codec { return codec }
        throw MalformedBytes(
            reading: "records", position: RecordBatchHeader.Position.attributes,
            problem: "codec \(header.attributes.rawValue & 7) does not exist")
    }

    private func finish(_ builder: consuming RecordBatchBuilder) throws(MalformedBytes) -> Outcome {
        do throws(CompressionError) { return .rewritten(try builder.finish()) } catch {
            throw MalformedBytes(reading: "records", position: RecordBatchHeader.byteCount, problem: error.description)
        }
    }
}
