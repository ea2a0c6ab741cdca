import ArgumentParser
import JSONText
import KafkaClient

struct TopicDescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe", abstract: "Show a topic's partitions, offsets and options.")

    @Argument(help: "Name of the topic.")
    var topic: String

    @Flag(help: "Show every option, not only those that were set.")
    var allConfigs = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var brokers: BrokerOptions

    func run() async throws {
        let (description, starts, ends, configs) = try await withAdmin(brokers) { admin in
            let description = try await admin.existingTopic(topic)
            let partitions = description.partitions.map { TopicPartition(topic, $0.id) }
            let starts = try await admin.offsets(Dictionary(uniqueKeysWithValues: partitions.map { ($0, .earliest) }))
            let ends = try await admin.offsets(Dictionary(uniqueKeysWithValues: partitions.map { ($0, .latest) }))
            return (description, starts, ends, try await admin.configs(of: .topic(topic)))
        }
        let shown = configs.filter { allConfigs || !$0.isDefault }.sorted { $0.name < $1.name }
        var rows: [[String]] = []
        var partitions: [JSONValue] = []
        for partition in description.partitions.sorted(by: { $0.id < $1.id }) {
            let place = TopicPartition(topic, partition.id)
            guard let start = starts[place], let end = ends[place] else { continue }
            rows.append([String(partition.id), String(start), String(end), String(end - start)])
            var object = JSONObject()
            object["partition"] = .number(JSONNumber(partition.id))
            object["start"] = .number(JSONNumber(start))
            object["end"] = .number(JSONNumber(end))
            partitions.append(.object(object))
        }
        switch output.format ?? .text {
        case .text:
            try Console.line(topic)
            for config in shown { try Console.line("  \(config.name) = \(config.value ?? "")") }
            try Console.write(Table(header: ["PARTITION", "START", "END", "OFFSETS"], rows: rows).rendered)
        case .json, .jsonl:
            var document = JSONObject()
            document["schema"] = .string("herald.topic/v1")
            document["name"] = .string(topic)
            var options = JSONObject()
            for config in shown { options[config.name] = config.value.map { .string($0) } ?? .null }
            document["configs"] = .object(options)
            document["partitions"] = .array(partitions)
            let isLines = output.format == .jsonl
            try Console.line(isLines ? JSONPrinter.compact(.object(document)) : JSONPrinter.pretty(.object(document)))
        }
    }
}
