import ArgumentParser
import KafkaClient

struct TopicAddPartitionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add-partitions",
        abstract: "Give a topic more partitions.",
        discussion: """
            It cannot be undone, and it moves keys: a key's new records may go to another partition than its old ones, so their \
            order is no longer that of one partition, and compaction no longer sees them together.

              herald topic add-partitions orders 3         three more than there are
              herald topic add-partitions orders --total 6
            """)

    @Argument(help: "Name of the topic.")
    var topic: String

    @Argument(help: ArgumentHelp("How many to add.", valueName: "n"))
    var count: Int?

    @Option(help: ArgumentHelp("How many there shall be.", valueName: "n"))
    var total: Int?

    @Flag(help: "Do not ask.")
    var yes = false

    @Flag(help: "Say what would happen, and change nothing.")
    var dryRun = false

    @OptionGroup var brokers: BrokerOptions

    func validate() throws {
        guard (count == nil) != (total == nil) else { throw ValidationError("Give the number to add, or --total.") }
        if let count, count < 1 { throw ValidationError("The number to add is \(count), it must be 1 or more.") }
    }

    func run() async throws {
        try await withAdmin(brokers) { admin in
            let present = try await admin.existingTopic(topic).partitions.count
            let wanted = total ?? present + (count ?? 0)
            guard wanted > present else {
                throw CommandFailure(
                    .conflict, "PARTITIONS", "topic \(topic) has \(present) partitions, \(wanted) are no more than that",
                    why: "partitions cannot be taken away")
            }
            let groups = try await admin.groups(reading: topic, partitionCount: Int32(present))
            let what = "\(topic): from \(present) to \(wanted) partitions; keys move"
                + (groups.isEmpty ? "." : ", for groups \(groups.prefix(10).joined(separator: ", ")) too.")
            if dryRun { return Console.error("\(what) Nothing was changed (--dry-run).") }
            try Confirmation.ask(what, name: topic, yes: yes)
            try await admin.createPartitions(of: topic, total: wanted)
            Console.error("\(topic): has \(wanted) partitions now")
        }
    }
}

extension AdminClient {
    /// The groups that have committed offsets of the topic, by name; of very many groups only the first are asked.
    fileprivate func groups(reading topic: String, partitionCount: Int32) async throws -> [String] {
        let partitions = Set((0..<partitionCount).map { TopicPartition(topic, $0) })
        var reading: [String] = []
        for group in try await groups().prefix(200) where try await !committedOffsets(of: group.id, partitions: partitions).isEmpty {
            reading.append(group.id)
        }
        return reading
    }
}
