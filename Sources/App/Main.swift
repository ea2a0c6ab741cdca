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

            Exit codes: 0 ok, 1 failure, 2 usage, 3 findings (an incompatible schema), 4 not found, 5 permission, \
            6 conflict, 7 unreachable or timed out.
            """,
        version: "herald \(version)",
        subcommands: [ServeCommand.self, TopicCommands.self, GroupCommands.self])
}
