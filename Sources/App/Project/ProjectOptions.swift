import ArgumentParser
import Foundation
import RegistryClient

/// `--project`: the file that says where schemas are.
struct ProjectOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The project file. Default: herald.yaml here or in a directory above.", valueName: "file"))
    var project: String?

    /// Says on standard error what of it has no effect.
    func file() throws -> ProjectFile? {
        let file = try ProjectFile.find(project)
        for note in file?.notes ?? [] { Console.error("note: \(note)") }
        return file
    }
}

extension ServerOptions {
    /// The address given, that of the environment, or the project's.
    func url(orOf project: ProjectFile?) -> String {
        let environment = ProcessInfo.processInfo.environment
        let isSaid = server != nil || environment["HERALD_SERVER"] != nil || environment["SCHEMA_REGISTRY_URL"] != nil
        guard !isSaid, let url = project?.server else { return self.url }
        return url.contains("://") ? url : "http://\(url)"
    }

    func registry(orOf project: ProjectFile?) -> RegistryClient {
        var configuration = RegistryConfiguration(url(orOf: project))
        configuration.attempts = 2
        return RegistryClient(configuration)
    }
}

/// Runs `body` with a client of the project's registry, and turns what it throws into what the user is told.
func withRegistry<R>(
    _ server: ServerOptions, _ project: ProjectFile?, _ body: (RegistryClient) async throws -> R
) async throws -> R {
    do {
        return try await body(server.registry(orOf: project))
    } catch let error as RegistryClientError {
        throw CommandFailure(error)
    }
}
