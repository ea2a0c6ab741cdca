import ArgumentParser
import KafkaClient
import RegistryClient

struct TopicExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a topic's records into a file.",
        discussion: """
            Keys, headers, timestamps, offsets and tombstones are kept, and the schemas that records name come along. The range \
            is fixed when the export begins. One that was interrupted goes on where it was when the same command runs again.

            avro is a container file that every Avro library reads: values of the subject TOPIC-value are records in it. jsonl is \
            a line a record, decoded where nothing is lost by it. raw is the bytes, with checksums.

              herald topic export orders -o orders.avro
              herald topic export orders -o week.jsonl --from @1795046400 --to @1795651200
              herald topic export orders --format jsonl -o - -p 3 --from 88200991 | jq .value.json
            """)

    @Argument(help: "Name of the topic.")
    var topic: String

    @Option(name: .shortAndLong, help: ArgumentHelp("Where to; - is standard output.", valueName: "file"))
    var output: String

    @Option(help: "How: avro, jsonl or raw. Default: what the file's name says.")
    var format: InterchangeFormat?

    @Option(help: "How blocks of a container file are packed: null, deflate or snappy.")
    var codec = ContainerCodec.deflate

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "First offset: start, end, -N (before the end), +N (after the start), N, @unix-time.", valueName: "offset"))
    var from = ConsumeStart.start

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("First offset that is left out, written like --from.", valueName: "offset"))
    var to = ConsumeStart.end

    @Option(name: .shortAndLong, help: ArgumentHelp("This partition alone.", valueName: "n"))
    var partition: Int32?

    @Flag(help: "Ask no registry: keys and values stay bytes, and no schemas come along.")
    var noSchemas = false

    @OptionGroup var brokers: BrokerOptions
    @OptionGroup var server: ServerOptions

    func validate() throws {
        guard let format = format ?? InterchangeFormat(path: output) else {
            throw ValidationError("'\(output)' does not say the format: name it with --format avro, jsonl or raw.")
        }
        if output == "-", format == .avro { throw ValidationError("A container file goes into a file, not to standard output.") }
    }

    func run() async throws {
        guard let format = format ?? InterchangeFormat(path: output) else { return }
        let export = TopicExport(
            topic: topic, partition: partition, from: from, to: to, format: format, codec: codec, path: output,
            brokers: brokers.bootstrapServers,
            registry: noSchemas ? nil : server.registry)
        let display = MoveProgress(isQuiet: output == "-")
        do {
            let outcome = try await Interruption.guarding(help: "run the same command again to go on") {
                try await export.run(display)
            }
            Console.error("\(topic): " + Self.sentence(outcome) + " to \(TextFile.name(of: output))")
            if outcome.unknownSchemaCount > 0 {
                Console.error("\(outcome.unknownSchemaCount) schema ids that records seem to name are not in the registry")
            }
        } catch let error as KafkaClientError {
            throw CommandFailure(error, brokers: brokers.bootstrapServers)
        } catch let error as RegistryClientError {
            var failure = CommandFailure(error)
            if error.isUnavailable { failure.help = "name the registry with --server or HERALD_SERVER, or give --no-schemas" }
            throw failure
        } catch let problem as InterchangeProblem {
            throw CommandFailure(.failure, "FILE", problem.sentence, at: output)
        }
    }

    private static func sentence(_ outcome: TopicExport.Outcome) -> String {
        var parts = ["\(Sending.counted(outcome.recordCount)) of \(ImportSummary.counted(outcome.partitionCount, "partition"))"]
        if let before = outcome.resumedAfter { parts.append("gone on after \(before)") }
        if outcome.schemaCount > 0 { parts.append(ImportSummary.counted(outcome.schemaCount, "schema")) }
        if outcome.byteCount > 0 { parts.append("\(outcome.byteCount) bytes") }
        return parts.joined(separator: ", ")
    }
}
