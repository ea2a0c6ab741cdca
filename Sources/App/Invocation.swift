import ArgumentParser
import Foundation

/// One run of the program: parses, runs, and turns every ending into an exit status.
struct Invocation {
    var arguments: [String]

    func run() async -> ExitStatus {
        do {
            if arguments.first == "help", let unknown = UnknownCommand.first(in: Array(arguments.dropFirst()), root: Herald.self)
            {
                throw unknown.failure
            }
            var command = try Herald.parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return .ok
        } catch let failure as CommandFailure {
            Console.error(failure.rendered)
            return failure.status
        } catch is BrokenPipe {
            return .ok
        } catch let status as ExitStatus {
            return status
        } catch {
            return parsingEnded(error)
        }
    }

    /// Help and version are answers; everything else the parser says is a usage error.
    private func parsingEnded(_ error: any Error) -> ExitStatus {
        let message = Herald.fullMessage(for: error)
        if Herald.exitCode(for: error).isSuccess {
            do {
                try Console.write(message + "\n")
            } catch let failure as CommandFailure {
                Console.error(failure.rendered)
                return failure.status
            } catch {
                // A reader who has seen enough of it is no failure.
            }
            return .ok
        }
        guard isUsageError(error) else {
            Console.error(CommandFailure(.failure, "UNEXPECTED", "\(error)").rendered)
            return .failure
        }
        if let unknown = UnknownCommand.first(in: arguments, root: Herald.self) {
            Console.error(unknown.failure.rendered)
        } else {
            Console.error(message)
        }
        return .usage
    }

    private func isUsageError(_ error: any Error) -> Bool {
        error is ValidationError || Herald.exitCode(for: error) == .validationFailure
    }
}
