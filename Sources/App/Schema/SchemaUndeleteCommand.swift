import ArgumentParser
import RegistryClient
import RegistryModel

/// `herald schema undelete SUBJECT[@VERSION]`
struct SchemaUndeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undelete",
        abstract: "Bring back deleted versions of a subject, where they stood.",
        discussion: """
            They keep their versions and ids; what was deleted with --permanent is gone. The subject is in IMPORT mode for the moment \
            it takes. Nothing is compared: herald registry verify --subject shows whether the history still goes together.
            """)

    @Argument(help: ArgumentHelp("Which version; without one, all that are deleted.", valueName: "subject[@version]"))
    var schema: SchemaAddress

    @OptionGroup var server: ServerOptions

    func validate() throws {
        if case .id = schema { throw ValidationError("A schema is brought back by subject and version, not by its id.") }
        if case .subject(_, .latest?) = schema { throw ValidationError("What is deleted is never the latest: give its number.") }
    }

    func run() async throws {
        guard case .subject(let subject, let version) = schema else { return }
        let url = server.url
        let brought = try await Interruption.guarding(help: "run the same command again") {
            try await translatingRegistryErrors {
                let registry = RunningRegistry(RunningRegistry.client(url), url: url)
                return try await Self.undelete(subject, version, registry)
            }
        }
        for version in brought { Console.error("\(subject)@\(version): is back") }
        if brought.isEmpty { Console.error("\(subject): nothing of it is deleted") }
    }

    private static func undelete(
        _ subject: Subject, _ version: SchemaVersionSelector?, _ registry: RunningRegistry
    ) async throws -> [SchemaVersion] {
        let listed = try await registry.versions(of: subject)
        if listed.isEmpty { throw try await registry.client.unknown(subject) }
        var wanted = listed.filter(\.isDeleted)
        if case .number(let number)? = version {
            guard listed.contains(where: { $0.version == number }) else {
                throw CommandFailure(
                    .notFound, "VERSION_NOT_FOUND", "\(subject) has no version \(number), deleted or not",
                    help: "herald schema versions \(subject) --deleted shows those there are")
            }
            wanted = wanted.filter { $0.version == number }
        }
        guard !wanted.isEmpty else { return [] }
        var modes = ImportModes(registry.client)
        do {
            try await modes.openAlone(subject)
            for version in wanted { try await bringBack(SubjectVersion(subject, version.version), registry.client) }
        } catch {
            // The first error is the one to tell, unless what it leaves behind is worse.
            try await modes.close()
            throw error
        }
        try await modes.close()
        return wanted.map(\.version)
    }

    /// With the text as it was submitted, if that makes the same content: it is kept beside it.
    private static func bringBack(_ place: SubjectVersion, _ registry: RegistryClient) async throws {
        do {
            try await registry.importVersion(try await registry.storedVersion(place, format: "original"))
        } catch let error as RegistryClientError where error.code == .operationNotPermitted {
            try await registry.importVersion(try await registry.storedVersion(place))
        }
    }

}
