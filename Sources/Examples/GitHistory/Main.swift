import ArgumentParser
import Foundation

/// An application of Herald's client products: a git history as a stream of events. `make demo` runs it.
@main
struct GitHistoryProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "git-history",
        abstract: "Write a git history into topics, and read it back.",
        subcommands: [ProduceCommand.self, ConsumeCommand.self, BurstCommand.self])
}

/// Where the servers are, from the environment.
enum Servers {
    static var brokers: String { ProcessInfo.processInfo.environment["HERALD_BROKERS"] ?? "127.0.0.1:9092" }
    static var registry: String { ProcessInfo.processInfo.environment["HERALD_SERVER"] ?? "http://127.0.0.1:8081" }
}

/// A line to whoever started this program, at once.
func say(_ line: String) {
    print(line)
    fflush(nil)
}

/// A file of lines; each is in the kernel's hands when `write` returns, so that it survives our being killed.
struct LineLog {
    private let handle: FileHandle

    init(path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil), let handle = FileHandle(forWritingAtPath: path) else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
        }
        self.handle = handle
    }

    func write(_ line: String) throws { try handle.write(contentsOf: Data((line + "\n").utf8)) }
}
