import ArgumentParser
import Foundation

/// The program: `herald serve` and the commands of people and CI.
@main
enum Main {
    static func main() async {
        // A reader that goes away (`| head`) is told by EPIPE where it matters, never by a signal.
        signal(SIGPIPE, SIG_IGN)
        let status = await Invocation(arguments: Array(CommandLine.arguments.dropFirst())).run()
        exit(status.rawValue)
    }
}

/// The root of the command tree.
struct Herald: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "herald",
        abstract: "A schema registry and an event log in one program.",
        discussion: """
            Start a server with `herald serve`. The other commands find it by --server and --brokers, or by \
            HERALD_SERVER and HERALD_BROKERS.

            Answers go to standard output, everything else to standard error. --format json or jsonl makes answers for \
            programs, -q names alone.

            Exit codes: \(ExitStatus.summary).
            """,
        version: "herald \(version)",
        subcommands: [
            ServeCommand.self, SchemaCommands.self, TopicCommands.self, GroupCommands.self, RegistryCommands.self,
            ImportCommands.self, ExportCommand.self, VerifyCommand.self, BenchCommands.self, DoctorCommand.self,
            SchemaExplainCommand.self,
        ])
}
