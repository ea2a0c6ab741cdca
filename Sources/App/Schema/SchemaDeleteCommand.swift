import ArgumentParser
import RegistryClient
import RegistryModel

struct SchemaDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete a subject or one of its versions.",
        discussion: """
            What is deleted is hidden: records written with it can still be read, and registering it again brings it back. \
            --permanent forgets it; records written with it can then no longer be decoded. What other schemas refer to is not \
            deleted: herald schema refs shows who they are.
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
        try await withRegistry(server) { try await checkUnused(subject, version, what, $0) }
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

    /// Refuses with the names of those that would break, where the registry only says that there are some.
    private func checkUnused(
        _ subject: Subject, _ version: SchemaVersionSelector?, _ what: String, _ registry: RegistryClient
    ) async throws {
        let places: [SubjectVersion]
        switch version {
        case .number(let number)?: places = [SubjectVersion(subject, number)]
        case .latest?, nil:
            let all: [SchemaVersion]
            do {
                all = try await registry.versions(of: subject, includingDeleted: permanent && version == nil)
            } catch let error as RegistryClientError where error.isNotFound {
                return
            }
            places = (version == nil ? all : all.suffix(1)).map { SubjectVersion(subject, $0) }
        }
        let graph = ReferenceGraph(registry, includesDeleted: permanent)
        var users: [SubjectVersion] = []
        for place in places {
            // What is not there is refused in the registry's words.
            users += try await graph.referrers(of: place).filter { version != nil || $0.subject != subject }
        }
        guard let first = users.first else { return }
        let maxShown = 10
        let names = users.prefix(maxShown).map { "\($0.subject)@\($0.version)" }.joined(separator: ", ")
        throw CommandFailure(
            .conflict, "REFERENCED", "\(what) is used by other schemas and was not deleted", at: "registry \(server.url)",
            why: names + (users.count > maxShown ? " and \(users.count - maxShown) more" : ""),
            help: "delete those first; herald schema refs \(subject) shows all of them, \(first.subject)@\(first.version) is one")
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
