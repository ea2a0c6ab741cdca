import ArgumentParser
import JSONText
import KafkaClient

struct TopicListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List topics.")

    @Flag(help: "Show internal topics too.")
    var all = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var brokers: BrokerOptions

    func run() async throws {
        let topics = try await withAdmin(brokers) { try await $0.topics() }
        var listing = Listing(
            schema: "herald.topics/v1", member: "topics", columns: ["TOPIC", "PARTITIONS"], whenEmpty: "There are no topics yet.")
        for topic in topics.sorted(by: { $0.name < $1.name }) where all || !topic.name.hasPrefix("_") {
            var object = JSONObject()
            object["name"] = .string(topic.name)
            object["partitions"] = .number(JSONNumber(topic.partitions.count))
            listing.rows.append(.init(name: topic.name, cells: [topic.name, String(topic.partitions.count)], object: object))
        }
        try listing.print(output)
    }
}
