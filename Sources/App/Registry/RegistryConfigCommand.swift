import ArgumentParser
import Compatibility
import JSONText
import RegistryClient
import RegistryModel

/// `herald registry config …`
struct RegistryConfigCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "See and set how much a new version of a schema may differ.",
        discussion: """
            BACKWARD: consumers on the new schema read what the latest version wrote. FORWARD: consumers on the latest \
            version read what the new schema writes. FULL: both. With _TRANSITIVE every earlier version counts, not the \
            latest alone. NONE: anything goes. A subject without a level of its own has the registry's.
            """,
        subcommands: [RegistryConfigGetCommand.self, RegistryConfigSetCommand.self])
}

struct RegistryConfigGetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Print the compatibility level in force.")

    @Option(help: ArgumentHelp("The level of this subject. Default: the registry's.", valueName: "subject"))
    var subject: String?

    @OptionGroup var output: DocumentOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let level = try await withRegistry(server) { try await $0.compatibilityLevel(of: subject.map { Subject($0) }) }
        try output.print(text: level) {
            var document = JSONObject()
            document["schema"] = "herald.config/v1"
            document["subject"] = subject.map { .string($0) } ?? .null
            document["compatibilityLevel"] = .string(level)
            return document
        }
    }
}

struct RegistryConfigSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "set", abstract: "Set the compatibility level.")

    @Argument(help: ArgumentHelp("The level, in any case.", valueName: "level"))
    var level: CompatibilityLevelArgument

    @Option(help: ArgumentHelp("Set the level of this subject. Default: the registry's.", valueName: "subject"))
    var subject: String?

    @OptionGroup var server: ServerOptions

    func run() async throws {
        try await withRegistry(server) {
            try await $0.setCompatibilityLevel(level.level.rawValue, of: subject.map { Subject($0) })
        }
        Console.error("\(subject ?? "the registry"): compatibility \(level.level.rawValue)")
    }
}

/// A level as one types it, in any case.
struct CompatibilityLevelArgument: ExpressibleByArgument, Equatable {
    var level: CompatibilityLevel

    init?(argument: String) {
        guard let level = CompatibilityLevel(name: argument) else { return nil }
        self.level = level
    }

    static var allValueStrings: [String] { CompatibilityLevel.allCases.map(\.rawValue) }
}
