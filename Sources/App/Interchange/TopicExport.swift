import Avro
import KafkaClient
import RegistryClient

/// Writes the records of a range of a topic into a file. An export that was interrupted goes on where it was.
struct TopicExport: Sendable {
    var topic: String
    var partition: Int32?
    var from: ConsumeStart
    /// The first offset that is left out.
    var to: ConsumeStart
    var format: InterchangeFormat
    var codec: ContainerCodec
    /// `-` is standard output, which cannot be gone on with.
    var path: String
    var brokers: String
    /// Nil: schemas are left where they are.
    var registry: RegistryClient?

    struct Outcome: Sendable {
        var recordCount = 0
        var partitionCount = 0
        var byteCount = 0
        var schemaCount = 0
        var unknownSchemaCount = 0
        var resumedAfter: Int?
    }

    /// At most so much is written again after an interruption.
    private static let checkpointBytes = 64 << 20
    private static let checkpointTime = Duration.seconds(2)

    private var hasProgress: Bool { path != "-" }
    private var progressPath: String { ExportProgress.path(for: path) }

    func run(_ display: MoveProgress) async throws -> Outcome {
        var progress = try await start()
        var outcome = Outcome()
        if progress.recordCount > 0 { outcome.resumedAfter = progress.recordCount }
        let shelf = SchemaShelf()
        let collection = registry.map { SchemaCollection($0, topic: topic, shelf: shelf) }
        // Before there is a file, so that none is ever there without it.
        if hasProgress { try progress.save(progressPath) }
        let sink = try await sink(progress, shelf)
        outcome.partitionCount = progress.ranges.count
        display.begin("exporting \(topic)", of: progress.remaining)
        do {
            try await read(&progress, sink, collection, display, &outcome)
        } catch {
            display.end()
            // What went wrong first is the one to tell; what is on the disk stays there.
            if hasProgress { try? save(&progress, sink) }
            throw error
        }
        display.end()
        try sink.finish(recordCount: progress.recordCount)
        if hasProgress { outcome.byteCount = AppendedFile.length(path) ?? 0 }
        if hasProgress { try TextFile.remove(progressPath) }
        outcome.recordCount = progress.recordCount
        outcome.unknownSchemaCount = collection?.unknown.count ?? 0
        return outcome
    }

    // MARK: What to do

    private func start() async throws -> ExportProgress {
        let asked = "\(topic) \(partition.map { "\($0)" } ?? "all") from \(from) to \(to) as \(format.rawValue) \(codec.rawValue)"
        let (cluster, ranges) = try await withAdmin(at: brokers) { admin in
            let partitions = try await admin.existingPartitions(of: topic, only: partition)
            let starts = try await from.resolve(partitions, admin: admin), ends = try await to.resolve(partitions, admin: admin)
            var ranges: [Int32: Range<Int64>] = [:]
            for (partition, start) in starts { ranges[partition.partition] = start..<max(start, ends[partition] ?? start) }
            return (try await admin.cluster().id ?? "", ranges)
        }
        let request = "\(asked) of \(cluster)"
        guard hasProgress else { return ExportProgress(request: request, ranges: ranges) }
        if let before = try ExportProgress.load(progressPath), let length = AppendedFile.length(path) {
            guard before.request == request else {
                throw CommandFailure(
                    .conflict, "EXPORT_OTHER", "\(path) belongs to another export, which was interrupted", why: before.request,
                    help: "ask for the same to go on with it, or remove \(path) and \(progressPath)")
            }
            guard before.byteCount <= length else {
                throw CommandFailure(
                    .failure, "EXPORT_CUT", "\(path) has \(length) bytes, and \(before.byteCount) were written",
                    help: "remove \(path) and \(progressPath) to begin again")
            }
            return before
        }
        guard AppendedFile.length(path) == nil else {
            throw CommandFailure(
                .conflict, "FILE_EXISTS", "\(path) is there already", help: "remove it, or give another name with --output")
        }
        return ExportProgress(request: request, ranges: ranges)
    }

    private func sink(_ progress: ExportProgress, _ shelf: SchemaShelf) async throws -> any RecordSink {
        let length = progress.byteCount
        switch format {
        case .jsonl: return LineSink(try AppendedFile(path, keeping: length), shelf)
        case .raw: return try FrameSink(try AppendedFile(path, keeping: length))
        case .avro:
            let envelope: RecordEnvelope
            if length > 0 {
                let header = try ContainerHeader(try ReadFile(path).peek(ContainerHeader.maxBytes))
                guard let kept = RecordEnvelope(of: try AvroSchema(parsing: header.schemaText)) else {
                    throw CommandFailure(.failure, "FILE", "\(path) is no container file of records any more")
                }
                envelope = kept
            } else {
                envelope = try await EnvelopeBranches.envelope(of: topic, registry)
            }
            return try ContainerSink(path, keeping: length, envelope: envelope, codec: codec)
        }
    }

    // MARK: Reading

    private func read(
        _ progress: inout ExportProgress, _ sink: any RecordSink, _ collection: SchemaCollection?, _ display: MoveProgress,
        _ outcome: inout Outcome
    ) async throws {
        let ranges = Dictionary(uniqueKeysWithValues: progress.ranges.map { (TopicPartition(topic, $0.key), $0.value) })
        var saved = (time: ContinuousClock.now, bytes: 0)
        try await TopicRange.read(ranges, brokers) { event in
            switch event {
            case .record(let record):
                let schemas = try await collection?.schemas(of: record) ?? []
                let carried = CarriedRecord(record, schemas: schemas)
                try sink.write(carried)
                outcome.schemaCount += schemas.count
                saved.bytes += carried.byteCount
                progress.recordCount += 1
                if let range = progress.ranges[record.partition] {
                    progress.ranges[record.partition] = record.offset + 1..<range.upperBound
                }
                display.step()
            case .ended(let partition, let end): progress.ranges[partition.partition] = end..<end
            }
            guard hasProgress, saved.bytes >= Self.checkpointBytes || saved.time.duration(to: .now) >= Self.checkpointTime else {
                return
            }
            try save(&progress, sink)
            saved = (.now, 0)
        }
    }

    private func save(_ progress: inout ExportProgress, _ sink: any RecordSink) throws {
        progress.byteCount = try sink.checkpoint()
        try progress.save(progressPath)
    }
}
