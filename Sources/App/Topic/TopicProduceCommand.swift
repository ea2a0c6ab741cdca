import ArgumentParser
import Avro
import KafkaClient
import RegistryClient
import RegistryModel

struct TopicProduceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "produce",
        abstract: "Write lines of standard input to a topic, encoded by the subject's schema.",
        discussion: """
            Each line is a value in JSON. It is encoded with the latest schema of the subject TOPIC-value; where there is no \
            such subject, lines are written as they are. Fields left out take their default. At the first line that does \
            not fit the schema it stops, with the field, line and column.

              echo '{"id":"o-1","amount":990}' | herald topic produce orders -k o-1
              herald topic produce orders -K '|' < orders.txt        lines like o-1|{"id":"o-1","amount":990}
              herald topic produce orders -k o-1 --tombstone         deletes o-1 from a compacted topic
            """)

    @Argument(help: "Name of the topic.")
    var topic: String

    @Option(name: .shortAndLong, parsing: .unconditional, help: ArgumentHelp("Key of every record.", valueName: "text"))
    var key: String?

    @Option(
        name: [.customShort("K"), .long], parsing: .unconditional,
        help: ArgumentHelp("Lines begin with their key and this.", valueName: "text"))
    var keySeparator: String?

    @Option(
        name: [.customShort("H"), .long], parsing: .unconditionalSingleValue,
        help: ArgumentHelp("A header of every record; may be repeated.", valueName: "name:value"))
    var header: [String] = []

    @Option(name: .shortAndLong, help: ArgumentHelp("Write to this partition. Default: chosen by the key.", valueName: "n"))
    var partition: Int32?

    @Option(name: [.customShort("z"), .long], help: ArgumentHelp("How batches are compressed.", valueName: "codec"))
    var compression = CodecArgument.none

    @Option(help: ArgumentHelp("When a record counts as written: all (on disk), 1 (received), 0 (sent).", valueName: "acks"))
    var acks = AcksArgument.all

    @Option(help: ArgumentHelp("Encode with this schema. Default: TOPIC-value, if there is one.", valueName: "subject[@version]"))
    var subject: SchemaAddress?

    @Flag(help: "Write a record without value, which deletes its key from a compacted topic. Reads no input; needs --key.")
    var tombstone = false

    @Flag(help: "Write lines as they are, whatever schemas there are.")
    var raw = false

    @Flag(help: "Lines are in the Avro specification's JSON encoding.")
    var avroJson = false

    @OptionGroup var brokers: BrokerOptions
    @OptionGroup var server: ServerOptions

    func validate() throws {
        if tombstone, key == nil { throw ValidationError("--tombstone needs the --key that it deletes.") }
        if tombstone, keySeparator != nil { throw ValidationError("--tombstone reads no lines, so --key-separator has no use.") }
        if key != nil, keySeparator != nil { throw ValidationError("--key and --key-separator contradict each other.") }
        if keySeparator == "" { throw ValidationError("--key-separator must not be empty.") }
        if raw, subject != nil { throw ValidationError("--raw and --subject contradict each other.") }
        if case .id = subject { throw ValidationError("--subject takes a subject, not an id.") }
    }

    func run() async throws {
        var encoder = RecordEncoder(
            topic: topic, partition: partition, key: key.map { Array($0.utf8) }, keySeparator: Array((keySeparator ?? "").utf8))
        encoder.headers = try header.map {
            let (name, value) = try NameAndValue.split($0, by: ":", option: "--header")
            return RecordHeader(name, value)
        }
        _ = try await withAdmin(brokers) { try await $0.existingPartitions(of: topic, only: partition) }
        if !raw && !tombstone { encoder.target = try await target() }
        do {
            let producer = try Producer(configuration)
            do {
                try await write(encoder, producer)
            } catch {
                // What went wrong first is the one to tell.
                try? await producer.close()
                throw error
            }
            try await producer.close()
        } catch let error as KafkaClientError {
            throw CommandFailure(error, brokers: brokers.bootstrapServers)
        }
    }

    private var configuration: ProducerConfiguration {
        var configuration = ProducerConfiguration(bootstrapServers: brokers.bootstrapServers)
        configuration.compression = compression.codec
        configuration.acks = acks.acks
        configuration.idempotent = acks == .all
        // Somebody waits in front of it.
        configuration.deliveryTimeout = .seconds(30)
        configuration.maxBufferedRecords = 10_000
        return configuration
    }

    /// nil: there is no schema for the topic.
    private func target() async throws -> RecordEncoder.Target? {
        try await withRegistry(server) { registry in
            let form: AvroJSON.Form = avroJson ? .specification : .people
            if case .subject(let subject, let version) = subject {
                return try await .init(try await registry.existing(version ?? .latest, of: subject), form, registry)
            }
            do {
                return try await .init(try await registry.version(.latest, of: Subject("\(topic)-value")), form, registry)
            } catch let error as RegistryClientError where error.isNotFound {
                return nil
            } catch let error as RegistryClientError where error.isUnavailable {
                var failure = CommandFailure(error)
                failure.why = "without the registry nobody knows whether \(topic)-value has a schema"
                failure.help = "name the registry with --server or HERALD_SERVER, or give --raw to write lines as they are"
                throw failure
            }
        }
    }

    private func write(_ encoder: RecordEncoder, _ producer: Producer) async throws {
        if tombstone {
            let record = ProducerRecord(
                topic: topic, partition: partition, key: encoder.key, value: nil, headers: encoder.headers)
            try await producer.send(record)
            return Console.error("\(topic): 1 tombstone written")
        }
        var sending = Sending(), number = 0
        var lines = StandardInputLines()
        do {
            while let line = try await lines.next() {
                number += 1
                guard let record = try encoder.record(line, number: number) else { continue }
                try await sending.add(try await producer.enqueue(record))
            }
            try await sending.settle(keeping: 0)
        } catch var failure as CommandFailure {
            try await sending.settle(keeping: 0)
            failure.why = [failure.why, sending.report].compactMap(\.self).joined(separator: "; ")
            throw failure
        } catch let error as KafkaClientError {
            var failure = CommandFailure(error, brokers: brokers.bootstrapServers)
            failure.why = sending.report
            if error.code.rawValue == Self.invalidRecord, encoder.key == nil, encoder.keySeparator.isEmpty {
                failure.help = "a compacted topic takes only records that have a key: give --key or --key-separator"
            }
            throw failure
        }
        let how =
            encoder.target.map { "with \($0.label)" } ?? (raw ? "as they are" : "as they are: there is no subject \(topic)-value")
        Console.error("\(topic): \(Sending.counted(sending.acknowledged)) written \(how)")
    }

    /// INVALID_RECORD of Kafka's protocol.
    private static let invalidRecord: Int32 = 87
}

/// Records on their way, in order. A bounded number, so that a failure shows while there is input left.
struct Sending {
    private var deliveries: [Delivery] = []
    private(set) var acknowledged = 0

    private static let most = 4000

    mutating func add(_ delivery: Delivery) async throws {
        deliveries.append(delivery)
        if deliveries.count >= Self.most { try await settle(keeping: Self.most / 2) }
    }

    /// Waits until no more than that many are under way. Throws the first failure.
    mutating func settle(keeping count: Int) async throws {
        let settled = max(0, deliveries.count - count)
        for delivery in deliveries.prefix(settled) {
            _ = try await delivery.metadata
            acknowledged += 1
        }
        deliveries.removeFirst(settled)
    }

    /// What became of the records before the one that failed.
    var report: String {
        acknowledged == 0
            ? "nothing was written" : "\(Self.counted(acknowledged)) before it \(acknowledged == 1 ? "was" : "were") written"
    }

    static func counted(_ count: Int) -> String { "\(count) \(count == 1 ? "record" : "records")" }
}

/// `--compression`, by the names Kafka gives the codecs.
enum CodecArgument: String, ExpressibleByArgument, CaseIterable {
    case none, gzip, snappy, lz4, zstd

    var codec: ProducerConfiguration.Compression {
        switch self {
        case .none: .none
        case .gzip: .gzip
        case .snappy: .snappy
        case .lz4: .lz4
        case .zstd: .zstd
        }
    }
}

/// `--acks`, by the names Kafka gives them.
enum AcksArgument: String, ExpressibleByArgument, CaseIterable {
    case all
    case leader = "1"
    case none = "0"

    var acks: ProducerConfiguration.Acks {
        switch self {
        case .all: .all
        case .leader: .leader
        case .none: .none
        }
    }
}
