import ArgumentParser
import KafkaClient

struct TopicCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "create", abstract: "Create a topic.")

    @Argument(help: "Name of the topic.")
    var topic: String

    @Option(name: .shortAndLong, help: ArgumentHelp("Number of partitions.", valueName: "n"))
    var partitions: Int32 = 1

    @Option(
        name: [.customShort("c"), .customLong("config")],
        help: ArgumentHelp("An option of the topic; may be repeated.", valueName: "name=value"))
    var configs: [String] = []

    @Flag(help: "Keep the last record of each key: cleanup.policy=compact.")
    var compact = false

    @Flag(help: "Succeed if the topic is there already.")
    var ifNotExists = false

    @OptionGroup var brokers: BrokerOptions

    func run() async throws {
        var options: [String: String] = [:]
        for pair in configs {
            let (name, value) = try NameAndValue.split(pair, option: "--config")
            options[name] = value
        }
        if compact { options["cleanup.policy"] = "compact" }
        try await withAdmin(brokers) { [options] admin in
            do {
                try await admin.createTopic(NewTopic(topic, partitions: partitions, configs: options))
                Console.error("\(topic): created with \(partitions) \(partitions == 1 ? "partition" : "partitions")")
            } catch let error as KafkaClientError where error.code == .topicAlreadyExists && ifNotExists {
                Console.error("\(topic): there already")
            }
        }
    }
}

/// `name=value` in an option.
enum NameAndValue {
    static func split(_ text: String, by separator: Character = "=", option: String) throws -> (name: String, value: String) {
        guard let place = text.firstIndex(of: separator), place > text.startIndex else {
            throw CommandFailure(.usage, "USAGE", "\(option) takes name\(separator)value, '\(text)' was given")
        }
        return (String(text[..<place]), String(text[text.index(after: place)...]))
    }
}
