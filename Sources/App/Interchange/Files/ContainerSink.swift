import LeafDump

/// An Avro container file, which libavro writes in a process of its own. A block for each so many records.
final class ContainerSink: RecordSink {
    private let path: String
    private let envelope: RecordEnvelope
    private let worker: VerifyWorker
    private var waiting: [[UInt8]] = []
    private var waitingBytes = 0

    private static let blockBytes = 256 << 10
    private static let blockCount = 4000

    /// - Parameter length: what of the file is kept, which ends with a block; 0 begins a new one.
    init(_ path: String, keeping length: Int, envelope: RecordEnvelope, codec: ContainerCodec) throws {
        self.path = path
        self.envelope = envelope
        worker = try VerifyWorker()
        if length == 0 {
            // libavro makes no file where one is; what is there was begun by an export that did not come far.
            if AppendedFile.length(path) != nil { try TextFile.remove(path) }
            try tell(.containerCreate, [path, codec.rawValue, envelope.schemaText].map { Array($0.utf8) })
        } else {
            try AppendedFile.truncate(path, to: length)
            try tell(.containerContinue, [Array(path.utf8)])
        }
    }

    func write(_ record: CarriedRecord) throws {
        let datum = envelope.encode(record)
        waiting.append(datum)
        waitingBytes += datum.count
        if waitingBytes >= Self.blockBytes || waiting.count >= Self.blockCount { try flush() }
    }

    func checkpoint() throws -> Int {
        try flush()
        try AppendedFile.sync(path)
        return AppendedFile.length(path) ?? 0
    }

    func finish(recordCount: Int) throws { _ = try checkpoint() }

    private func flush() throws {
        guard !waiting.isEmpty else { return }
        try tell(.containerData, waiting)
        waiting.removeAll(keepingCapacity: true)
        waitingBytes = 0
    }

    private func tell(_ kind: OpinionFrame.Kind, _ parts: [[UInt8]]) throws {
        do { _ = try worker.demand(OpinionFrame(kind, parts)) } catch let failure as VerifyWorker.Failure {
            throw CommandFailure(.failure, "FILE", "cannot write \(path): \(failure)")
        }
    }
}
