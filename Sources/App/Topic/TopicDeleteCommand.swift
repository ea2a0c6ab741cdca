import ArgumentParser
import KafkaClient

struct TopicDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a topic and everything in it.")

    @Argument(help: "Name of the topic.")
    var topic: String

    @Flag(help: "Do not ask.")
    var yes = false

    @OptionGroup var brokers: BrokerOptions

    func run() async throws {
        try Confirmation.ask("This deletes topic \(topic) and every record in it.", name: topic, yes: yes)
        try await withAdmin(brokers) { try await $0.deleteTopics([topic]) }
        Console.error("\(topic): deleted")
    }
}
