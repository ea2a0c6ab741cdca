import KafkaClient
import RegistryClient

/// Writes the records of a file into a topic. An import that was interrupted goes on where it was, and writes nothing twice.
struct TopicImport: Sendable {
    var topic: String
    /// Nil: what its first bytes say.
    var format: InterchangeFormat?
    /// `-` is standard input, which cannot be gone on with.
    var path: String
    var keepsPartition: Bool
    var policy: SchemaSettlement.Policy
    var brokers: String
    var registry: RegistryClient

    struct Outcome: Sendable {
        var writtenCount = 0
        var tombstoneCount = 0
        /// Written by an earlier run.
        var earlierCount = 0
        var wasDone = false
        var keptSchemaCount = 0
        var registeredSchemas: [String] = []
        var remark: String?
        /// Of what was written.
        var age: AgeNotice?
    }

    /// What is on its way between two saves of the progress, at most.
    private static let windowCount = 4000
    private static let windowBytes = 16 << 20

    private var hasProgress: Bool { path != "-" }
    private var progressPath: String { ImportProgress.path(for: path, topic: topic) }

    func run(_ display: MoveProgress) async throws -> Outcome {
        let (start, partitionCount) = try await start()
        var progress = start, outcome = Outcome()
        if progress.isDone {
            (outcome.wasDone, outcome.earlierCount) = (true, progress.recordCount)
            return outcome
        }
        let shelf = SchemaShelf()
        let settlement = SchemaSettlement(registry, policy, topic: topic, shelf: shelf)
        let source = try source(shelf)
        let reading = Reading(
            source: source, settlement: settlement, partitions: keepsPartition ? partitionCount : nil, path: path)
        display.begin("reading what is in \(topic) already", of: progress.recordCount)
        for _ in 0..<progress.recordCount {
            guard try await reading.next() != nil else { break }
            display.step()
        }
        outcome.earlierCount = progress.recordCount
        let isResumed = hasProgress && AppendedFile.length(progressPath) != nil
        if hasProgress { try progress.save(progressPath) }
        outcome.age = await AgeNotice(of: topic, at: brokers)
        display.begin("importing \(topic)", of: 0)
        let producer = try Producer(configuration)
        do {
            try await write(reading, producer, &progress, &outcome, display, afterInterruption: isResumed)
        } catch {
            display.end()
            // What went wrong first is the one to tell.
            try? await producer.close()
            throw error
        }
        display.end()
        try await producer.close()
        progress.isDone = true
        if hasProgress { try progress.save(progressPath) }
        (outcome.keptSchemaCount, outcome.registeredSchemas) = (settlement.keptCount, settlement.registered)
        outcome.remark = source.remark
        return outcome
    }

    private var configuration: ProducerConfiguration {
        var configuration = ProducerConfiguration(bootstrapServers: brokers)
        // The topic decides how large its records may be.
        configuration.maxMessageBytes = 64 << 20
        return configuration
    }

    // MARK: What to do

    private func start() async throws -> (ImportProgress, Int) {
        let (cluster, partitions, ends) = try await withAdmin(at: brokers) { admin in
            let partitions = try await admin.existingPartitions(of: topic, only: nil)
            return (try await admin.cluster().id ?? "", partitions, try await admin.ends(of: partitions))
        }
        let fresh = Dictionary(uniqueKeysWithValues: ends.map { ($0.key.partition, $0.value) })
        guard hasProgress else { return (ImportProgress(request: "", searchFrom: fresh), partitions.count) }
        let length = AppendedFile.length(path) ?? 0
        let how = "\(keepsPartition ? "partitions kept" : "partitions by key"), schemas \(policy.rawValue)"
        let request = "\(length) bytes into \(topic) of \(cluster), \(how)"
        guard let before = try ImportProgress.load(progressPath) else {
            return (ImportProgress(request: request, searchFrom: fresh), partitions.count)
        }
        guard before.request == request else {
            throw CommandFailure(
                .conflict, "IMPORT_OTHER", "\(path) was imported otherwise before: \(before.request)",
                why: "now it is \(request)",
                help: "ask for the same to go on with it, or remove \(progressPath) to import from the beginning")
        }
        return (before, partitions.count)
    }

    private func source(_ shelf: SchemaShelf) throws -> any RecordSource {
        let file = try ReadFile(path)
        let first = try file.peek(RecordFrames.magic.count)
        let found: InterchangeFormat =
            first.starts(with: ContainerHeader.magic) ? .avro : first == RecordFrames.magic ? .raw : .jsonl
        switch format ?? found {
        case .jsonl: return LineSource(file, shelf)
        case .raw: return try FrameSource(file, shelf)
        case .avro:
            guard hasProgress else { throw InterchangeProblem("a container file is read from a file, not from standard input") }
            return try ContainerSource(path, shelf, topic: topic)
        }
    }

    /// Records of the file, settled, with the place of what is wrong.
    private struct Reading {
        let source: any RecordSource
        let settlement: SchemaSettlement
        /// Of the topic, if records keep theirs.
        let partitions: Int?
        let path: String

        func next() async throws -> CarriedRecord? {
            do {
                guard let record = try source.next() else { return nil }
                if let partitions, let partition = record.partition, partition >= partitions {
                    throw InterchangeProblem(
                        "the record is of partition \(partition), and the topic has \(partitions): make it with as many, "
                            + "or give --by-key"
                    )
                }
                return try await settlement.settled(record)
            } catch let problem as InterchangeProblem {
                throw CommandFailure(.failure, "FILE", problem.sentence, at: "\(path), \(source.place)")
            }
        }
    }

    // MARK: Writing

    /// Window by window: all of one is acknowledged before the next begins.
    private func write(
        _ reading: Reading, _ producer: Producer, _ progress: inout ImportProgress, _ outcome: inout Outcome,
        _ display: MoveProgress, afterInterruption: Bool
    ) async throws {
        var mayHaveLanded = afterInterruption
        while true {
            try Task.checkCancellation()
            let window = try await window(reading)
            if window.isEmpty { return }
            var missing = window
            if mayHaveLanded {
                var landed = LandedRecords(window, keepsPartition: keepsPartition)
                try await look(&landed, from: progress.searchFrom)
                missing = window.filter { !landed.take($0) }
                outcome.earlierCount += window.count - missing.count
                mayHaveLanded = false
            }
            var deliveries: [Delivery] = []
            for record in missing {
                deliveries.append(try await producer.enqueue(record.produced(to: topic, keepsPartition: keepsPartition)))
            }
            for (record, delivery) in zip(missing, deliveries) {
                let stored = try await delivery.metadata
                if let offset = stored.offset {
                    progress.searchFrom[stored.partition] = max(progress.searchFrom[stored.partition] ?? 0, offset + 1)
                }
                outcome.writtenCount += 1
                outcome.age?.see(record.timestamp?.milliseconds)
                if record.value == nil { outcome.tombstoneCount += 1 }
                display.step()
            }
            progress.recordCount += window.count
            if hasProgress { try progress.save(progressPath) }
        }
    }

    private func window(_ reading: Reading) async throws -> [CarriedRecord] {
        var window: [CarriedRecord] = [], byteCount = 0
        while window.count < Self.windowCount, byteCount < Self.windowBytes, let record = try await reading.next() {
            window.append(record)
            byteCount += record.byteCount
        }
        return window
    }

    /// Goes through what stands in the topic where records that nobody acknowledged may stand.
    private func look(_ landed: inout LandedRecords, from starts: [Int32: Int64]) async throws {
        let ends = try await withAdmin(at: brokers) { admin in
            try await admin.ends(of: starts.keys.map { TopicPartition(topic, $0) })
        }
        let ranges = ends.reduce(into: [TopicPartition: Range<Int64>]()) { ranges, end in
            let start = starts[end.key.partition] ?? 0
            if start < end.value { ranges[end.key] = start..<end.value }
        }
        try await TopicRange.read(ranges, brokers) { event in if case .record(let record) = event { landed.see(record) } }
    }
}
