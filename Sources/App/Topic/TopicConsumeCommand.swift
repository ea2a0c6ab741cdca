import ArgumentParser
import Avro
import JSONText
import KafkaClient

struct TopicConsumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consume",
        abstract: "Read a topic; every record is decoded by its own schema.",
        discussion: """
            On a terminal it follows the topic until it is stopped; elsewhere it ends at the end of the topic, so that pipes \
            end. -e and --follow say otherwise. 64-bit integers are exact; a tombstone is shown as such. What cannot be \
            decoded is shown as text or base64, with the reason.

              herald topic consume orders -o -10            the last ten of each partition
              herald topic consume orders -o @1795165200 -n 5
              herald topic consume orders --format jsonl | jq .value.amount
            """)

    @Argument(help: "Name of the topic.")
    var topic: String

    @Option(
        name: [.customShort("o"), .long], parsing: .unconditional,
        help: ArgumentHelp(
            "Where to begin: start, end, -N (before the end), +N (after the start), N, @unix-time.", valueName: "offset"))
    var offset = ConsumeStart.start

    @Option(name: [.customShort("n"), .customLong("max")], help: ArgumentHelp("Stop after that many records.", valueName: "n"))
    var maxRecords: Int?

    @Option(name: .shortAndLong, help: ArgumentHelp("Read this partition alone.", valueName: "n"))
    var partition: Int32?

    @Flag(name: [.customShort("e"), .long], help: "End at the end of the topic.")
    var untilEnd = false

    @Flag(help: "Go on at the end of the topic.")
    var follow = false

    @Flag(help: "Do not decode: show keys and values as they are.")
    var raw = false

    @Flag(help: "Write values in the Avro specification's JSON encoding.")
    var avroJson = false

    @Option(help: ArgumentHelp("How to write records. Default: text on a terminal, else jsonl.", valueName: "text|jsonl"))
    var format: OutputFormat?

    @OptionGroup var brokers: BrokerOptions
    @OptionGroup var server: ServerOptions

    func validate() throws {
        if untilEnd && follow { throw ValidationError("-e and --follow contradict each other.") }
        if raw && avroJson { throw ValidationError("--raw and --avro-json contradict each other.") }
        if let maxRecords, maxRecords < 1 { throw ValidationError("-n is \(maxRecords), it must be 1 or more.") }
        if format == .json { throw ValidationError("A stream of records is jsonl, not json.") }
    }

    func run() async throws {
        let range = try await withAdmin(brokers) { admin in
            let partitions = try await admin.existingPartitions(of: topic, only: partition)
            return (starts: try await offset.resolve(partitions, admin: admin), ends: try await admin.ends(of: partitions))
        }
        let endsAtEnd = untilEnd || !follow && !Console.outputIsTerminal
        // A partition without anything to read is not waited for.
        let starts = endsAtEnd ? range.starts.filter { $0.value < range.ends[$0.key] ?? .max } : range.starts
        guard !starts.isEmpty else { return Console.error("\(topic): no records from there to the end") }
        var configuration = ConsumerConfiguration(bootstrapServers: brokers.bootstrapServers)
        configuration.signalsEndOfPartition = true
        do {
            let consumer = try Consumer(configuration)
            try await consumer.assign(starts.mapValues { .at($0) })
            do {
                try await read(consumer, Set(starts.keys), endsAtEnd: endsAtEnd)
            } catch {
                // The reader's trouble is the one to tell.
                try? await consumer.close()
                throw error
            }
            try await consumer.close()
        } catch let error as KafkaClientError {
            throw CommandFailure(error, brokers: brokers.bootstrapServers)
        }
    }

    private func read(_ consumer: Consumer, _ partitions: Set<TopicPartition>, endsAtEnd: Bool) async throws {
        let decoder = raw ? nil : RecordDecoder(server.registry, form: avroJson ? .specification : .people)
        let format = format ?? (Console.outputIsTerminal ? .text : .jsonl)
        var open = partitions, count = 0
        for try await event in consumer.events {
            switch event {
            case .record(let record):
                try await print(record, decoder, format)
                count += 1
                if count == maxRecords { return }
            case .endOfPartition(let partition, _):
                open.remove(partition)
                guard endsAtEnd, open.isEmpty else { continue }
                if count == 0 { Console.error("\(topic): no records from there to the end") }
                return
            // Who follows may wait for the server to come back, a pipe may not.
            case .problem(let error) where !error.isRetriable || endsAtEnd && error.code == .allBrokersDown: throw error
            case .problem(let error): Console.error("warning: \(error)")
            case .assigned, .revoked, .lost: break
            }
        }
    }

    private func print(_ record: ConsumerRecord, _ decoder: RecordDecoder?, _ format: OutputFormat) async throws {
        let key: DecodedBytes?, value: DecodedBytes?
        if let decoder {
            (key, value) = (await decoder.key(of: record), await decoder.value(of: record))
        } else {
            (key, value) = (record.key.map { DecodedBytes(raw: $0) }, record.value.map { DecodedBytes(raw: $0) })
        }
        switch format {
        case .text: try Console.line(RecordPrinter.text(record, key, value))
        case .json, .jsonl: try Console.line(JSONPrinter.compact(.object(RecordPrinter.object(record, key, value))))
        }
    }
}

extension AdminClient {
    func ends(of partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
        try await offsets(Dictionary(uniqueKeysWithValues: partitions.map { ($0, .latest) }))
    }
}
