import ArgumentParser
import KafkaClient
import RegistryClient

struct TopicImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Write the records of a file into a topic.",
        discussion: """
            Takes what herald topic export wrote: keys, headers, timestamps, tombstones and partitions are kept. A schema that \
            the registry has by its id stays what it is; another is registered and its records get the new id. Container files of \
            others become values of the subject TOPIC-value.

            An import that was interrupted goes on when the same command runs again, and writes nothing twice; one that is done \
            writes nothing. FILE.import-TOPIC.progress knows which.

              herald topic create orders -p 6 && herald topic import orders orders.avro
              herald topic import orders new.jsonl --by-key --schemas check
            """)

    @Argument(help: "Name of the topic, which has to be there.")
    var topic: String

    @Argument(help: "What to read; - is standard input.")
    var file: String

    @Option(help: "What the file is: avro, jsonl or raw. Default: what it begins like.")
    var format: InterchangeFormat?

    @Option(help: "What becomes of schemas: register, check (they must be there by their ids) or keep (ask nobody).")
    var schemas = SchemaSettlement.Policy.register

    @Flag(help: "Let keys choose the partitions, in place of keeping those of the file.")
    var byKey = false

    @OptionGroup var brokers: BrokerOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let work = TopicImport(
            topic: topic, format: format, path: file, keepsPartition: !byKey, policy: schemas, brokers: brokers.bootstrapServers,
            registry: server.registry)
        let display = MoveProgress()
        let help = file == "-" ? "what was acknowledged stays in the topic" : "run the same command again to go on"
        do {
            let outcome = try await Interruption.guarding(help: help) { try await work.run(display) }
            report(outcome)
        } catch let error as KafkaClientError {
            throw CommandFailure(error, brokers: brokers.bootstrapServers)
        } catch let error as RegistryClientError {
            var failure = CommandFailure(error)
            if error.isUnavailable { failure.help = "name the registry with --server or HERALD_SERVER, or give --schemas keep" }
            throw failure
        } catch let problem as InterchangeProblem {
            throw CommandFailure(.failure, "FILE", problem.sentence, at: file)
        }
    }

    private func report(_ outcome: TopicImport.Outcome) {
        if outcome.wasDone {
            return Console.error(
                "\(topic): all \(Sending.counted(outcome.earlierCount)) were imported before; remove "
                    + "\(ImportProgress.path(for: file, topic: topic)) to write them again")
        }
        var parts = ["\(Sending.counted(outcome.writtenCount)) written"]
        if outcome.tombstoneCount > 0 { parts.append("\(ImportSummary.counted(outcome.tombstoneCount, "tombstone")) among them") }
        if outcome.earlierCount > 0 { parts.append("\(outcome.earlierCount) were there from before") }
        if outcome.keptSchemaCount > 0 {
            parts.append("\(ImportSummary.counted(outcome.keptSchemaCount, "schema")) found by id")
        }
        Console.error("\(topic): " + parts.joined(separator: ", "))
        for schema in outcome.registeredSchemas { Console.error("registered \(schema)") }
        if let sentence = outcome.age?.sentence(topic) { Console.error("warning: \(sentence)") }
        if let remark = outcome.remark { Console.error("warning: \(remark)") }
    }
}

extension SchemaSettlement.Policy: ExpressibleByArgument {}
