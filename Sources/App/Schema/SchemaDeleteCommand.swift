import ArgumentParser
import RegistryClient
import RegistryModel

struct SchemaDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete a subject or one of its versions.",
        discussion: """
            What is deleted is hidden: records written with it can still be read, and registering it again brings it back. \
            --permanent forgets it; records written with it can then no longer be decoded.
            """)

    @Argument(help: ArgumentHelp("Which subject, or which of its versions.", valueName: "subject[@version]"))
    var schema: SchemaAddress

    @Flag(help: "Forget it for good.")
    var permanent = false

    @Flag(help: "Do not ask.")
    var yes = false

    @OptionGroup var server: ServerOptions

    func validate() throws {
        if case .id = schema { throw ValidationError("A schema is deleted by subject and version, not by its id.") }
    }

    func run() async throws {
        guard case .subject(let subject, let version) = schema else { return }
        let what = version.map { "version \($0.pathText) of \(subject)" } ?? "subject \(subject)"
        if permanent {
            try Confirmation.ask(
                "This forgets \(what); records written with it can no longer be decoded.", name: subject.name, yes: yes)
        }
        try await withRegistry(server) { registry in
            do {
                // Once hidden it is no longer the latest: it needs its number.
                var version = version
                if version == .latest { version = .number(try await registry.version(.latest, of: subject).version) }
                try await hide(subject, version, registry)
                if permanent { try await forget(subject, version, registry) }
            } catch let error as RegistryClientError where error.code == .subjectNotFound {
                throw try await registry.unknown(subject)
            }
        }
        Console.error("\(what): \(permanent ? "deleted for good" : "deleted")")
    }

    private func hide(_ subject: Subject, _ version: SchemaVersionSelector?, _ registry: RegistryClient) async throws {
        do {
            if let version { try await registry.delete(version, of: subject) } else { try await registry.delete(subject) }
        } catch let error as RegistryClientError where permanent && Self.isHidden(error) {
            // The first of the two steps was done before.
        }
    }

    private func forget(_ subject: Subject, _ version: SchemaVersionSelector?, _ registry: RegistryClient) async throws {
        if let version {
            try await registry.delete(version, of: subject, permanently: true)
        } else {
            try await registry.delete(subject, permanently: true)
        }
    }

    private static func isHidden(_ error: RegistryClientError) -> Bool {
        error.code == .subjectSoftDeleted || error.code == .versionSoftDeleted
    }
}
