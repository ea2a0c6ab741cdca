import ArgumentParser

/// `herald schema …`
struct SchemaCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Check, register and look up schemas.",
        subcommands: [
            SchemaCheckCommand.self, SchemaDiffCommand.self, SchemaLintCommand.self, SchemaRegisterCommand.self,
            SchemaGetCommand.self, SchemaListCommand.self, SchemaVersionsCommand.self, SchemaRefsCommand.self,
            SchemaEncodeCommand.self, SchemaDecodeCommand.self, SchemaSampleCommand.self, SchemaCodegenCommand.self,
            SchemaExplainCommand.self, SchemaDeleteCommand.self, SchemaUndeleteCommand.self,
        ],
        aliases: ["schemas"])
}
