import ArgumentParser

/// `herald registry …`
struct RegistryCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "registry", abstract: "Settings of the schema registry, and what it holds.",
        subcommands: [
            RegistryConfigCommands.self, RegistryModeCommands.self, RegistryContextsCommand.self, RegistryIDsCommand.self,
            RegistryVerifyCommand.self,
        ])
}
