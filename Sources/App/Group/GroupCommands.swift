import ArgumentParser
import JSONText
import KafkaClient

/// `herald group …`
struct GroupCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "group", abstract: "See consumer groups and how far behind they are, and move them.",
        subcommands: [GroupListCommand.self, GroupDescribeCommand.self, GroupResetCommand.self], aliases: ["groups"])
}

struct GroupListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List consumer groups.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var brokers: BrokerOptions

    func run() async throws {
        let groups = try await withAdmin(brokers) { try await $0.groups() }
        var listing = Listing(
            schema: "herald.groups/v1", member: "groups", columns: ["GROUP", "STATE"], whenEmpty: "There are no groups yet.")
        for group in groups.sorted(by: { $0.id < $1.id }) {
            var object = JSONObject()
            object["group"] = .string(group.id)
            object["state"] = .string(group.state.rawValue)
            listing.rows.append(.init(name: group.id, cells: [group.id, group.state.rawValue], object: object))
        }
        try listing.print(output)
    }
}
