import Avro
import JSONText
import KafkaClient
import RegistryClient
import RegistryModel
import Serializers

/// Reads one topic and writes another.
struct TopicCopy: Sendable {
    var places: CopyPlaces
    var parts: [TopicPartition: Range<Int64>]
    var keepsPartitions: Bool
    var selection: SelectionOptions
    var server: ServerOptions
    var schemas: SchemaCarriage
    var stateFile: String?

    private static let savedEvery = Duration.seconds(2)

    /// Ends when all was copied, or cancelled; what was acknowledged by then is in the state.
    func run() async throws -> CopyState {
        let sieve = try await selection.sieve(of: places.source.topic, server)
        let progress = MoveProgress()
        progress.begin("copying \(places)", of: parts.values.reduce(0) { $0 + $1.count })
        var queue = CopyQueue(starts: parts.mapValues(\.lowerBound))
        let producer = try Producer(configuration)
        let age: AgeNotice
        do {
            age = try await copy(sieve, producer, progress, &queue)
        } catch {
            // Everything that is under way arrives or fails with the end of the producer, whatever has ended the copy.
            do {
                try await producer.close()
                queue.noteAllAcknowledged()
            } catch { Console.error("warning: \(error)") }
            progress.end()
            try save(queue.state)
            Console.error("\(places): \(Sending.counted(queue.copied)) copied; next \(queue.state.next.text)")
            throw told(error)
        }
        do { try await producer.close() } catch { throw told(error) }
        progress.end()
        for (partition, part) in parts { queue.reach(partition, part.upperBound) }
        try save(queue.state)
        sieve?.warn(matches: queue.copied)
        if let sentence = age.sentence(places.target.topic) { Console.error("warning: \(sentence)") }
        return queue.state
    }

    private var configuration: ProducerConfiguration {
        var configuration = ProducerConfiguration(bootstrapServers: places.target.brokers)
        configuration.maxMessageBytes = 64 << 20
        configuration.maxBufferedBytes = 64 << 20
        return configuration
    }

    private func told(_ error: any Error) -> any Error {
        switch error {
        case let error as KafkaClientError: CommandFailure(error, brokers: places.target.brokers)
        case let error as RegistryClientError: CommandFailure(error)
        default: error
        }
    }

    /// Answers what the target will not keep.
    private func copy(
        _ sieve: RecordSieve?, _ producer: Producer, _ progress: MoveProgress, _ queue: inout CopyQueue
    ) async throws -> AgeNotice {
        let decoder = RecordDecoder(server.registry, form: .people)
        let mapping = mapping
        var sending = queue, saved = ContinuousClock.now
        var age = await AgeNotice(of: places.target.topic, at: places.target.brokers)
        defer { queue = sending }
        try await RecordScan(brokers: places.source.brokers, parts: parts).run { record in
            progress.step()
            var delivery: Delivery?
            if try await sieve?.admits(RecordView(record, decoder)) ?? true {
                delivery = try await producer.enqueue(try await copied(record, mapping))
                age.see(record.timestamp?.milliseconds)
            }
            try await sending.add(delivery, record)
            if saved.duration(to: .now) >= Self.savedEvery {
                try await sending.settle(keeping: 0)
                try save(sending.state)
                saved = .now
            }
            return .goOn
        }
        try await sending.settle(keeping: 0)
        return age
    }

    private var mapping: SchemaMapping? {
        guard case .register(let url) = schemas else { return nil }
        var configuration = RegistryConfiguration(url.contains("://") ? url : "http://\(url)")
        configuration.attempts = 2
        return SchemaMapping(from: server.registry, to: RegistryClient(configuration), topic: places.target.topic)
    }

    private func copied(_ record: ConsumerRecord, _ mapping: SchemaMapping?) async throws -> ProducerRecord {
        var (key, value) = (record.key, record.value)
        if let mapping {
            key = try await mapping.map(key, record, .key)
            value = try await mapping.map(value, record, .value)
        } else if schemas == .undecided, Self.namesSchema(record) {
            throw CommandFailure(
                .usage, "SCHEMA_ID", "\(record.place) names a schema, and its id means nothing to another registry",
                help: "give --map-schema with --to-server to register the schemas there, or --keep-ids if they are there already")
        }
        return ProducerRecord(
            topic: places.target.topic, partition: keepsPartitions ? record.partition : nil, key: key, value: value,
            headers: record.headers, timestampMilliseconds: record.timestamp?.milliseconds)
    }

    private static func namesSchema(_ record: ConsumerRecord) -> Bool {
        [(record.key, SubjectNameStrategy.Side.key), (record.value, .value)].contains { bytes, side in
            bytes.map { SchemaKey(of: $0, headers: record.headers, side: side) != nil } ?? false
        }
    }

    private func save(_ state: CopyState) throws {
        guard let stateFile else { return }
        try TextFile.replace(stateFile, by: JSONPrinter.pretty(.object(state.document(places))) + "\n")
    }
}

/// Records on their way from partition to partition, in order, and how far each partition is.
struct CopyQueue {
    private var waiting: [(delivery: Delivery?, partition: TopicPartition, next: Int64)] = []
    private var next: [TopicPartition: Int64]
    private(set) var copied = 0

    private static let most = 10_000

    init(starts: [TopicPartition: Int64]) { next = starts }

    var state: CopyState {
        CopyState(
            next: PartitionOffsets(Dictionary(next.map { ($0.key.partition, $0.value) }, uniquingKeysWith: { $1 })), copied: copied)
    }

    /// - Parameter delivery: nil for a record that is left out.
    mutating func add(_ delivery: Delivery?, _ record: ConsumerRecord) async throws {
        waiting.append((delivery, record.topicPartition, record.offset + 1))
        if waiting.count >= Self.most { try await settle(keeping: Self.most / 2) }
    }

    /// Waits until no more than that many are under way. Throws the first failure.
    mutating func settle(keeping count: Int) async throws {
        var settled = 0
        defer { waiting.removeFirst(settled) }
        while waiting.count - settled > count {
            let entry = waiting[settled]
            if let delivery = entry.delivery { _ = try await delivery.metadata }
            note(entry)
            settled += 1
        }
    }

    mutating func noteAllAcknowledged() {
        for entry in waiting { note(entry) }
        waiting = []
    }

    mutating func reach(_ partition: TopicPartition, _ offset: Int64) { next[partition] = max(next[partition] ?? 0, offset) }

    private mutating func note(_ entry: (delivery: Delivery?, partition: TopicPartition, next: Int64)) {
        if entry.delivery != nil { copied += 1 }
        next[entry.partition] = entry.next
    }
}
