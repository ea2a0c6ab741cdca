import Foundation
import UnixSignals

/// The first SIGINT or SIGTERM ends work that has something to put back; the second ends the program.
enum Interruption {
    /// Runs `body`, cancelled by a signal.
    ///
    /// - Parameter help: what to do next, when it was.
    static func guarding<R: Sendable>(help: String, _ body: @escaping @Sendable () async throws -> R) async throws -> R {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let work = Task { try await body() }
        let watch = Task {
            for await signal in signals {
                if work.isCancelled { exit(128 + signal.rawValue) }
                Console.error("stopping; once more to stop at once")
                work.cancel()
            }
        }
        defer { watch.cancel() }
        do {
            return try await work.value
        } catch is CancellationError {
            throw CommandFailure(.failure, "INTERRUPTED", "stopped before the end", help: help)
        }
    }
}
