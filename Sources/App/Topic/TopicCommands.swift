import ArgumentParser
import KafkaClient

/// `herald topic …`
struct TopicCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topic",
        abstract: "Create, browse, write and clean topics.",
        subcommands: [
            TopicCreateCommand.self, TopicListCommand.self, TopicDescribeCommand.self, 
            TopicCompactCommand.self, TopicDeleteCommand.self,
        ],
        aliases: ["topics"])
}

/// Runs `body` with an admin client, closed afterwards, and turns what it throws into what the user is told.
func withAdmin<R>(_ brokers: BrokerOptions, _ body: (AdminClient) async throws -> R) async throws -> R {
    do {
        let admin = try AdminClient(ClientConfiguration(bootstrapServers: brokers.bootstrapServers), timeout: .seconds(15))
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
        throw CommandFailure(error, brokers: brokers.bootstrapServers)
    }
}
