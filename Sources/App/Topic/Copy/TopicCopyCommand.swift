import ArgumentParser
import JSONText
import KafkaClient

struct TopicCopyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract: "Copy records to another topic, here or at other brokers.",
        discussion: """
            Keys, values, headers and times stay as they are, and so does the partition where both topics have as many; otherwise \
            the key decides. It ends where the topic ended when it began. With --state it goes on where it stopped, also later \
            when there is more; after a crash the last records may come twice.

            Ids of schemas mean something to one registry. Within it they stay. To another one --map-schema registers the \
            schemas under TARGET-value and TARGET-key there and writes the new ids; --keep-ids says that the ids are the same \
            there, as after herald import.

              herald topic copy orders orders-test --from -1d --where 'value.amount > 0' --create
              herald topic copy orders orders --to-brokers kafka-2:9092 --to-server kafka-2:8081 --map-schema
              herald topic copy orders orders-archive --state orders.copy       again and again: what is new
            """)

    @Argument(help: "Name of the topic.")
    var topic: String

    @Argument(help: "Name of the topic to write to.")
    var target: String

    @OptionGroup var selection: SelectionOptions
    @OptionGroup var range: TimeRangeOptions

    @Option(help: ArgumentHelp("Brokers to write to. Default: those that are read.", valueName: "host:port,…"))
    var toBrokers: String?

    @Option(help: ArgumentHelp("Registry of the records that are written. Default: that of those that are read.", valueName: "url"))
    var toServer: String?

    @Flag(help: "Register schemas under the target's subjects, and write the ids they have there.")
    var mapSchema = false

    @Flag(help: "Leave ids of schemas as they are although the registry is another one.")
    var keepIds = false

    @Flag(help: "Create the target with the partitions and options of the topic, if it is not there.")
    var create = false

    @Flag(help: "Let the key decide about the partition, even where both topics have as many.")
    var byKey = false

    @Option(help: ArgumentHelp("Keep in this file how far it is, and go on from there.", valueName: "file"))
    var state: String?

    @Flag(help: "Say what would be copied, and copy nothing.")
    var dryRun = false

    @OptionGroup var output: DocumentOptions
    @OptionGroup var brokers: BrokerOptions
    @OptionGroup var server: ServerOptions

    func validate() throws {
        if mapSchema && keepIds { throw ValidationError("--map-schema and --keep-ids contradict each other.") }
    }

    func run() async throws {
        let places = CopyPlaces(
            source: .init(brokers: brokers.bootstrapServers, topic: topic),
            target: .init(brokers: toBrokers ?? brokers.bootstrapServers, topic: target))
        guard places.source != places.target else {
            throw CommandFailure(.usage, "USAGE", "topic \(topic) cannot be copied onto itself")
        }
        let saved = try state.flatMap { try CopyState.read($0, for: places) }
        let source = try await withAdmin(brokers) { admin in
            try await Source(topic, range, admin)
        }
        var ranges = source.ranges
        for (partition, offset) in saved?.next.offsets ?? [:] { ranges.advance(TopicPartition(topic, partition), to: offset) }
        let targetCount = try await targetPartitions(source, places)
        let keepsPartitions = !byKey && targetCount == source.partitionCount
        if dryRun {
            return Console.error(
                "\(places): \(ranges.count) offsets, partitions \(keepsPartitions ? "as they are" : "by key"); nothing was copied (--dry-run)")
        }
        let copy = TopicCopy(
            places: places, parts: ranges.parts, keepsPartitions: keepsPartitions, selection: selection, server: server,
            schemas: carriage, stateFile: state)
        let outcome = try await Interruption.guarding(help: "give --state FILE to be able to go on where it stopped") {
            try await copy.run()
        }
        try output.print(text: "\(places): \(Sending.counted(outcome.copied)) copied") { outcome.document(places) }
    }

    private var carriage: SchemaCarriage {
        if mapSchema { return .register(at: toServer ?? server.url) }
        return keepIds || toServer == nil && toBrokers == nil || toServer == server.url ? .keep : .undecided
    }

    private struct Source {
        var partitionCount: Int
        var ranges: OffsetRanges
        /// What was set on the topic itself.
        var options: [String: String]

        init(_ topic: String, _ range: TimeRangeOptions, _ admin: AdminClient) async throws {
            let partitions = try await admin.existingPartitions(of: topic, only: nil)
            partitionCount = partitions.count
            ranges = try await range.resolve(partitions, admin: admin)
            options = [:]
            for entry in try await admin.configs(of: .topic(topic)) where entry.source == .topic { options[entry.name] = entry.value }
        }
    }

    private func targetPartitions(_ source: Source, _ places: CopyPlaces) async throws -> Int {
        try await withAdmin(at: places.target.brokers) { admin in
            do {
                return try await admin.topic(target).partitions.count
            } catch let error as KafkaClientError where error.code == .unknownTopicOrPartition || error.code == .unknownTopic {
                guard create else {
                    throw CommandFailure(
                        .notFound, "TOPIC_NOT_FOUND", "there is no topic '\(target)' to copy to", at: "brokers \(places.target.brokers)",
                        help: "give --create to make one like \(topic)")
                }
                if !dryRun {
                    try await admin.createTopic(
                        NewTopic(target, partitions: Int32(source.partitionCount), configs: source.options))
                    Console.error("\(target): created with \(source.partitionCount) partitions")
                }
                return source.partitionCount
            }
        }
    }
}
