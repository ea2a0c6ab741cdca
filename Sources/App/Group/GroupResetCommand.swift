import ArgumentParser
import JSONText
import KafkaClient

struct GroupResetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset",
        abstract: "Move a group's committed offsets; shows what would move unless --apply is given.",
        discussion: """
            The group must have no members: they would go on from where they are. An offset outside of what there is moves to \
            the nearest there is. --to takes

              start, end              of each partition
              N                       this offset
              -N, +N                  that many records back or on from what is committed
              TIME                    the first record at or after it: -15m, @1795165200, 2026-11-20T10:31:07Z
              group:NAME              where another group is
              file:FILE               lines of topic, partition and offset; - is standard input

              herald group reset billing --to -30m --topics orders
              herald group reset billing --to +1 --topics orders:3 --apply
            """)

    @Argument(help: "Name of the group.")
    var group: String

    @Option(parsing: .unconditional, help: ArgumentHelp("Where to move to.", valueName: "target"))
    var to: ResetTarget

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Only these topics, or topic:partition. Default: all that the group has committed, or the file lists.",
            valueName: "topic"))
    var topics: [String] = []

    @Flag(name: [.long, .customLong("execute")], help: "Move them. Without it nothing moves.")
    var apply = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var brokers: BrokerOptions

    func run() async throws {
        let selections = try topics.map { try TopicSelection($0) }
        try await withAdmin(brokers) { admin in
            let members = try await admin.group(group).members.count
            let reset = try await plan(selections, admin)
            try listing(reset).print(output)
            let moves = reset.moves
            guard !moves.isEmpty else { return Console.error("\(group): nothing to move") }
            guard members == 0 else {
                let problem = "\(group) has \(members) active \(members == 1 ? "member" : "members"), which would undo it"
                guard apply else { return Console.error("preview; --apply would be refused: \(problem)") }
                throw CommandFailure(
                    .conflict, "GROUP_ACTIVE", problem, help: "stop its members first; herald group describe \(group) shows them")
            }
            guard apply else { return Console.error("preview: nothing was moved; give --apply to do it") }
            try await admin.alterOffsets(of: group, to: moves)
            Console.error("\(group): \(moves.count) \(moves.count == 1 ? "partition" : "partitions") moved")
        }
    }

    private func plan(_ selections: [TopicSelection], _ admin: AdminClient) async throws -> GroupReset {
        let committed = try await admin.committedOffsets(of: group)
        var named: [TopicPartition: Int64] = [:]
        switch to {
        case .group(let other):
            named = try await admin.committedOffsets(of: other)
            guard !named.isEmpty else {
                throw CommandFailure(.notFound, "GROUP_NOT_FOUND", "group '\(other)' has committed nothing")
            }
        case .file(let path):
            named = try OffsetsFile.parse(try TextFile.read(path, maxBytes: OffsetsFile.maxBytes), name: path)
        case .place, .shift: break
        }
        let partitions = try await partitions(selections, committed, named, admin)
        guard !partitions.isEmpty else {
            throw CommandFailure(
                .notFound, "GROUP_NOT_FOUND", "group '\(group)' has committed nothing",
                help: "name the topics with --topics to give it a start; herald group list shows the groups there are")
        }
        if case .place(.time(let time)) = to {
            named = try await admin.offsets(of: partitions, .atOrAfter(milliseconds: time.now))
        }
        return GroupReset(
            to, partitions,
            .init(
                committed: committed, starts: try await admin.starts(of: partitions), ends: try await admin.ends(of: partitions),
                named: named))
    }

    private func partitions(
        _ selections: [TopicSelection], _ committed: [TopicPartition: Int64], _ named: [TopicPartition: Int64],
        _ admin: AdminClient
    ) async throws -> [TopicPartition] {
        guard selections.isEmpty else {
            var chosen: Set<TopicPartition> = []
            for selection in selections {
                for partition in selection.partitions.map({ $0.map { Optional($0) } }) ?? [nil] {
                    chosen.formUnion(try await admin.existingPartitions(of: selection.topic, only: partition))
                }
            }
            return chosen.sorted()
        }
        let wanted: Set<TopicPartition>
        switch to {
        case .file: wanted = Set(named.keys)
        case .group: wanted = Set(committed.keys).union(named.keys)
        case .place, .shift: wanted = Set(committed.keys)
        }
        let existing = Set(try await admin.topics().flatMap { topic in topic.partitions.map { TopicPartition(topic.name, $0.id) } })
        if case .file = to, let missing = wanted.subtracting(existing).min() {
            throw CommandFailure(.notFound, "PARTITION_NOT_FOUND", "the file lists \(missing), which does not exist")
        }
        return wanted.intersection(existing).sorted()
    }

    private func listing(_ reset: GroupReset) -> Listing {
        var listing = Listing(
            schema: "herald.group-reset/v1", member: "partitions", columns: ["TOPIC", "PARTITION", "FROM", "TO", "CHANGE"],
            whenEmpty: "\(group) has nothing there that could be moved.")
        for row in reset.rows {
            var object = JSONObject()
            object["topic"] = .string(row.partition.topic)
            object["partition"] = .number(JSONNumber(row.partition.partition))
            object["from"] = row.from.map { .number(JSONNumber($0)) } ?? .null
            object["to"] = .number(JSONNumber(row.to))
            if let beyond = row.beyond { object["asked"] = .number(JSONNumber(beyond)) }
            let change = row.change + (row.beyond.map { "; \($0) is not there" } ?? "")
            listing.rows.append(
                .init(
                    name: "\(row.partition.topic) \(row.partition.partition)",
                    cells: [
                        row.partition.topic, String(row.partition.partition), row.from.map { String($0) } ?? "-", String(row.to),
                        change,
                    ],
                    object: object))
        }
        return listing
    }
}
