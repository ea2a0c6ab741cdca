import ArgumentParser
import JSONText
import KafkaClient

struct GroupDescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe", abstract: "Show a group's members, committed offsets and lag.",
        discussion: """
            Where the log is Herald's, its server also says how the group gets on: WARN falls behind, STOP no longer commits, \
            STALL commits the same again and again, REWIND went back; and why.
            """)

    @Argument(help: "Name of the group.")
    var group: String

    @OptionGroup var output: OutputOptions
    @OptionGroup var brokers: BrokerOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let (progress, cluster) = try await withAdmin(brokers) { admin in
            (try await GroupProgress.read(group, admin: admin), try await admin.cluster().id)
        }
        let judgement = await GroupJudgement.ask(server, about: group, of: cluster)
        var listing = Listing(
            schema: "herald.group/v1", member: "partitions",
            columns: ["TOPIC", "PARTITION", "COMMITTED", "END", "LAG", "MEMBER", "HOST"],
            whenEmpty: "\(group) has committed nothing and holds no partitions.")
        for row in progress.rows {
            var object = JSONObject()
            object["topic"] = .string(row.partition.topic)
            object["partition"] = .number(JSONNumber(row.partition.partition))
            object["committed"] = row.committed.map { .number(JSONNumber($0)) } ?? .null
            object["end"] = row.end.map { .number(JSONNumber($0)) } ?? .null
            object["lag"] = row.lag.map { .number(JSONNumber($0)) } ?? .null
            object["member"] = row.member.map { .string($0.clientID) } ?? .null
            object["host"] = row.member.map { .string($0.host) } ?? .null
            let verdict = judgement?.verdicts[row.partition]
            object["status"] = verdict.map { .string($0.status) } ?? .null
            object["why"] = verdict?.why.map { .string($0) } ?? .null
            listing.rows.append(
                .init(
                    name: "\(row.partition.topic) \(row.partition.partition)",
                    cells: [
                        row.partition.topic, String(row.partition.partition), row.committed.map { String($0) } ?? "-",
                        row.end.map { String($0) } ?? "-", row.lag.map { String($0) } ?? "-", row.member?.clientID ?? "-",
                        row.member?.host ?? "-",
                    ],
                    object: object))
        }
        if (output.format ?? .text) == .text, !output.quiet {
            let lag = progress.rows.compactMap(\.lag).reduce(0, +)
            let status = judgement.map { "  \($0.status)" } ?? ""
            try Console.line("\(group)  \(progress.state.rawValue)  \(progress.memberCount) members  lag \(lag) records\(status)")
            for line in judgement?.reasons ?? [] { try Console.line("why: \(line)") }
        }
        try listing.print(output)
    }
}

/// How far a group is, partition by partition.
struct GroupProgress {
    struct Row {
        var partition: TopicPartition
        /// nil: nothing committed.
        var committed: Int64?
        /// nil: the partition is gone.
        var end: Int64?
        var member: GroupMember?

        /// Records between what is committed and the end.
        var lag: Int64? {
            guard let committed, let end else { return nil }
            return max(0, end - committed)
        }
    }

    var state: GroupState
    var memberCount: Int
    var rows: [Row]

    static func read(_ group: String, admin: AdminClient) async throws -> GroupProgress {
        let description = try await admin.group(group)
        let committed = try await admin.committedOffsets(of: group)
        if description.state == .dead, committed.isEmpty {
            throw CommandFailure(
                .notFound, "GROUP_NOT_FOUND", "there is no group '\(group)'", help: "herald group list shows those there are")
        }
        var holders: [TopicPartition: GroupMember] = [:]
        for member in description.members {
            for partition in member.assignment { holders[partition] = member }
        }
        let existing = Set(
            try await admin.topics().flatMap { topic in topic.partitions.map { TopicPartition(topic.name, $0.id) } })
        let partitions = Set(committed.keys).union(holders.keys).sorted()
        let asked = partitions.filter(existing.contains)
        let ends = asked.isEmpty ? [:] : try await admin.offsets(Dictionary(uniqueKeysWithValues: asked.map { ($0, .latest) }))
        return GroupProgress(
            state: description.state, memberCount: description.members.count,
            rows: partitions.map { Row(partition: $0, committed: committed[$0], end: ends[$0], member: holders[$0]) })
    }
}
