import ArgumentParser
import JSONText
import Registry
import RegistryClient
import RegistryModel

/// `herald registry mode …`
struct RegistryModeCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mode",
        abstract: "See and set what may be done with schemas.",
        discussion: """
            READWRITE: schemas are registered and deleted. READONLY: nothing changes. READONLY_OVERRIDE: nothing changes, \
            whatever single subjects say. IMPORT: versions come with their ids from another registry, and are not checked. \
            A subject without a mode of its own has the registry's.
            """,
        subcommands: [RegistryModeGetCommand.self, RegistryModeSetCommand.self])
}

struct RegistryModeGetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "get", abstract: "Print the mode in force.")

    @Option(help: ArgumentHelp("The mode of this subject. Default: the registry's.", valueName: "subject"))
    var subject: String?

    @OptionGroup var output: DocumentOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let mode = try await withRegistry(server) { try await $0.mode(of: subject.map { Subject($0) }) }
        try output.print(text: mode) {
            var document = JSONObject()
            document["schema"] = "herald.mode/v1"
            document["subject"] = subject.map { .string($0) } ?? .null
            document["mode"] = .string(mode)
            return document
        }
    }
}

struct RegistryModeSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "set", abstract: "Set the mode.")

    @Argument(help: ArgumentHelp("The mode, in any case.", valueName: "mode"))
    var mode: RegistryModeArgument

    @Option(help: ArgumentHelp("Set the mode of this subject. Default: the registry's.", valueName: "subject"))
    var subject: String?

    @Flag(help: "Begin to import into what holds schemas already.")
    var force = false

    @OptionGroup var server: ServerOptions

    func run() async throws {
        try await withRegistry(server) {
            try await $0.setMode(mode.mode.rawValue, of: subject.map { Subject($0) }, forced: force)
        }
        Console.error("\(subject ?? "the registry"): mode \(mode.mode.rawValue)")
    }
}

/// A mode as one types it, in any case.
struct RegistryModeArgument: ExpressibleByArgument, Equatable {
    var mode: RegistryMode

    init?(argument: String) {
        guard let mode = RegistryMode(rawValue: argument.uppercased()) else { return nil }
        self.mode = mode
    }

    static var allValueStrings: [String] { RegistryMode.allCases.map(\.rawValue) }
}
