import ArgumentParser
import JSONText
import KafkaClient

struct TopicTrimCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trim",
        abstract: "Delete the oldest records of a topic, up to an offset or a time.",
        discussion: """
            Shows what would go and asks for the topic's name. Readers that stand before the new start go on at it. A topic that \
            is only compacted does not let records be deleted this way.

              herald topic trim orders --before -7d --dry-run
              herald topic trim orders --before 2026-11-01T00:00:00Z
              herald topic trim orders --before 88200991 -p 3
              herald topic trim orders --before end --yes            everything
            """)

    @Argument(help: "Name of the topic.")
    var topic: String

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Delete what is before: an offset, a time (\(TimeRangeOptions.grammar)), -N (before the end), end.",
            valueName: "offset|time"))
    var before: ConsumeStart

    @Option(name: .shortAndLong, help: ArgumentHelp("Trim this partition alone.", valueName: "n"))
    var partition: Int32?

    @Flag(help: "Do not ask.")
    var yes = false

    @Flag(help: "Say what would be deleted, and delete nothing.")
    var dryRun = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var brokers: BrokerOptions

    func run() async throws {
        let plan = try await withAdmin(brokers) { admin in
            let partitions = try await admin.existingPartitions(of: topic, only: partition)
            return OffsetRanges(
                starts: try await admin.starts(of: partitions), ends: try await before.resolve(partitions, admin: admin))
        }
        try listing(plan).print(output)
        let parts = plan.unfinished
        guard !parts.isEmpty else { return Console.error("\(topic): there is nothing before that") }
        if dryRun { return Console.error("\(topic): nothing was deleted (--dry-run)") }
        let count = "\(plan.count) \(plan.count == 1 ? "offset" : "offsets")"
        try Confirmation.ask("This deletes every record at the first \(count) of topic \(topic).", name: topic, yes: yes)
        try await withAdmin(brokers) { try await $0.deleteRecords(before: parts.mapValues(\.upperBound)) }
        Console.error("\(topic): \(count) deleted")
    }

    private func listing(_ plan: OffsetRanges) -> Listing {
        var listing = Listing(
            schema: "herald.trim/v1", member: "partitions", columns: ["PARTITION", "START", "NEW START", "OFFSETS"],
            whenEmpty: "\(topic) has no partitions.")
        for (partition, part) in plan.parts.sorted(by: { $0.key < $1.key }) {
            var object = JSONObject()
            object["partition"] = .number(JSONNumber(partition.partition))
            object["start"] = .number(JSONNumber(part.lowerBound))
            object["newStart"] = .number(JSONNumber(part.upperBound))
            let cells = [
                String(partition.partition), String(part.lowerBound), String(part.upperBound), String(part.count),
            ]
            listing.rows.append(.init(name: cells[0], cells: cells, object: object))
        }
        return listing
    }
}
