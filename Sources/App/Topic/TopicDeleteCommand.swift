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

/// What loses data is asked for twice: by its command, and by its name.
enum Confirmation {
    static func ask(_ what: String, name: String, yes: Bool) throws {
        if yes { return }
        guard Console.inputIsTerminal else {
            throw CommandFailure(.usage, "CONFIRM", what, help: "give --yes to do it without being asked")
        }
        Console.error("\(what) Type its name to go on:")
        guard readLine() == name else { throw CommandFailure(.usage, "CONFIRM", "nothing was deleted") }
    }
}
