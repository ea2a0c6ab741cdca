internal import Bytes
internal import LogFormat

/// Batches of one log that have got their offsets and are about to be written side by side.
struct AppendRun {
    struct Item {
        var job: AppendJob
        /// As placed.
        var header: RecordBatchHeader
    }

    /// At most this much is written in one call, so that those who wait for the first of many are answered in time.
    private static let byteLimit = 1 << 20
    /// Each is two pieces of a gathering write, of which the system takes 1024.
    private static let itemLimit = 512

    private(set) var items: [Item] = []
    private(set) var byteCount = 0
    /// Producers of this run as they will be when it is written; the log's own learn of it only then.
    private var producers: [Int64: ProducerSequences] = [:]

    var isEmpty: Bool { items.isEmpty }

    func hasRoom(for byteCount: Int) -> Bool {
        items.isEmpty || items.count < Self.itemLimit && self.byteCount + byteCount <= Self.byteLimit
    }

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
        byteCount += header.totalByteCount
        items.append(item)
    }

    /// Writes the batches at `position`, in one call: each with the header it has got, and the rest from where it lies.
    func write(to file: any File, at position: Int64) throws(FileSystemError) {
        var headers = ByteWriter(capacity: items.count * RecordBatchHeader.byteCount)
        for item in items { item.header.write(to: &headers) }
        try headers.withBytes { headers throws(FileSystemError) in
            var pieces: [UnsafeRawBufferPointer] = []
            pieces.reserveCapacity(2 * items.count)
            for (index, item) in items.enumerated() {
                let start = index * RecordBatchHeader.byteCount
                // In bounds: there is one header for each item. The items keep their records.
                pieces.append(UnsafeRawBufferPointer(rebasing: headers[start..<start + RecordBatchHeader.byteCount]))
                pieces.append(item.job.bytes.records)
            }
            try file.write(pieces, at: position)
        }
    }

    mutating func removeAll() {
        items.removeAll(keepingCapacity: true)
        byteCount = 0
        producers = [:]
    }
}
