internal import Bytes
internal import LogFormat

/// Batches of one log that have got their offsets and are about to be written side by side.
struct AppendRun {
    struct Item {
        var job: AppendJob
        var bytes: [UInt8]
        /// As placed.
        var header: RecordBatchHeader
    }

    private(set) var items: [Item] = []
    private(set) var byteCount = 0
    /// Producers of this run as they will be when it is written; the log's own learn of it only then.
    private var producers: [Int64: ProducerSequences] = [:]

    var isEmpty: Bool { items.isEmpty }

    /// Offset after the last of them.
    var nextOffset: Int64? { items.last?.header.nextOffset }

    func check(
        _ header: RecordBatchHeader, against known: borrowing ProducerSequences
    ) throws(BatchRejection) -> ProducerSequences.Verdict {
        guard !producers.isEmpty, let ahead = producers[header.producerID] else { return try known.check(header) }
        return try ahead.check(header)
    }

    mutating func add(_ item: Item, known: borrowing ProducerSequences, mayFollow: Bool, now: Int64) {
        let header = item.header
        if mayFollow, header.hasProducerID {
            let one = known.producers[header.producerID].map { [header.producerID: $0] } ?? [:]
            producers[header.producerID, default: ProducerSequences(producers: one)].apply(header, at: now)
        }
        byteCount += item.bytes.count
        items.append(item)
    }

    /// Writes the batches at `position`, in one call.
    func write(to file: any File, at position: Int64, stage: WriteStage?) throws(FileSystemError) {
        if items.count == 1 { return try file.write(items[0].bytes, at: position) }
        let stage = stage ?? WriteStage()
        stage.bytes.removeAll()
        for item in items { stage.bytes.writeBytes(item.bytes) }
        // The pointer is passed through to `write`, which reads inside its count.
        try stage.bytes.withBytes { bytes throws(FileSystemError) in try file.write(bytes, at: position) }
    }

    mutating func removeAll() {
        items.removeAll(keepingCapacity: true)
        byteCount = 0
        producers = [:]
    }
}

/// Where small batches of one log are laid side by side to be written in one call. Belongs to one thread.
final class WriteStage {
    /// Batches are laid together up to this many bytes; larger ones are written from where they are.
    static let byteLimit = 256 << 10

    var bytes = ByteWriter(capacity: 1024)
}
