import ArgumentParser
import KafkaClient

/// `herald topic …`
struct TopicCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topic",
        abstract: "Create, browse, write and clean topics.",
        subcommands: [
            TopicCreateCommand.self, TopicListCommand.self, TopicDescribeCommand.self, TopicConfigCommand.self,
            TopicAddPartitionsCommand.self, TopicProduceCommand.self, TopicConsumeCommand.self, TopicFindCommand.self,
            TopicStatsCommand.self, TopicCopyCommand.self, TopicExportCommand.self, TopicImportCommand.self,
            TopicCompactCommand.self, TopicTrimCommand.self, TopicDeleteCommand.self,
        ],
        aliases: ["topics"])
}

/// Runs `body` with an admin client, closed afterwards, and turns what it throws into what the user is told.
func withAdmin<R>(_ brokers: BrokerOptions, _ body: (AdminClient) async throws -> R) async throws -> R {
    try await withAdmin(at: brokers.bootstrapServers, body)
}

func withAdmin<R>(at brokers: String, _ body: (AdminClient) async throws -> R) async throws -> R {
    try await BrokerReach.check(brokers)
    do {
        let admin = try AdminClient(ClientConfiguration(bootstrapServers: brokers), timeout: .seconds(15))
        do {
            let result = try await body(admin)
            try await admin.close()
            return result
        } catch {
            // The first error is the one to tell.
            try? await admin.close()
            throw error
        }
    } catch let error as KafkaClientError {
        throw CommandFailure(error, brokers: brokers)
    }
}

extension AdminClient {
    /// The topic, or what else it may have been called.
    func existingTopic(_ name: String) async throws -> TopicDescription {
        do {
            return try await topic(name)
        } catch let error as KafkaClientError where error.code == .unknownTopicOrPartition || error.code == .unknownTopic {
            let nearest = Nearest.name(to: name, among: try await topics().map(\.name))
            throw CommandFailure(
                .notFound, "TOPIC_NOT_FOUND", "there is no topic '\(name)'",
                help: nearest.map { "did you mean '\($0)'?" } ?? "make it with herald topic create \(name)")
        }
    }

    /// The partitions of a topic, or the one that was asked for.
    func existingPartitions(of name: String, only partition: Int32?) async throws -> [TopicPartition] {
        let all = try await existingTopic(name).partitions.map(\.id).sorted()
        guard let partition else { return all.map { TopicPartition(name, $0) } }
        guard all.contains(partition) else {
            throw CommandFailure(
                .notFound, "PARTITION_NOT_FOUND",
                "topic \(name) has no partition \(partition): its \(all.count) partitions count from 0")
        }
        return [TopicPartition(name, partition)]
    }
}
