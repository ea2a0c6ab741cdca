import ArgumentParser

/// `herald schema …`
struct SchemaCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Check, register and look up schemas.",
        subcommands: [
            SchemaCheckCommand.self, SchemaRegisterCommand.self, SchemaGetCommand.self, SchemaListCommand.self,
            SchemaVersionsCommand.self, SchemaDeleteCommand.self,
            SchemaCodegenCommand.self,
        ],
        aliases: ["schemas"])
}
