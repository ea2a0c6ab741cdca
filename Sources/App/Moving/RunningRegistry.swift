import RegistryClient
import RegistryModel

/// A registry that runs, ours or another's, through Confluent's REST API.
struct RunningRegistry: RegistrySource {
    /// What registries of the family do not all have.
    enum Kind: String, CaseIterable {
        case confluent
        case karapace
        case apicurio

        /// Contexts with settings, and modes of subjects.
        var hasContexts: Bool { self == .confluent }
    }

    let client: RegistryClient
    let kind: Kind
    let title: String
    /// It has texts as they were submitted.
    private var keepsOriginals = false

    init(_ client: RegistryClient, url: String, kind: Kind = .confluent) {
        self.client = client
        self.kind = kind
        title = Self.withoutLogin(url)
    }

    /// A client that waits for large answers, and comes back when the server is busy.
    static func client(_ url: String, _ authorization: RegistryConfiguration.Authorization? = nil) -> RegistryClient {
        var configuration = RegistryConfiguration(url)
        configuration.authorization = authorization
        configuration.timeout = .seconds(60)
        configuration.maxBodyBytes = 64 << 20
        // What is kept here is asked for once or twice.
        configuration.maxCachedSchemas = 500
        return RegistryClient(configuration)
    }

    /// `https://user:secret@host/path` without what is nobody's business.
    static func withoutLogin(_ url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return url }
        let rest = url[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return url }
        return String(url[..<scheme.upperBound]) + rest[rest.index(after: at)...]
    }

    func subjects() async throws -> [Subject] { try await client.allSubjects() }

    func versions(of subject: Subject) async throws -> [SourceVersion] {
        if try await isAlias(subject) {
            let live = Set(try await client.schemasUnderName(subject, includingDeleted: false).map(\.version))
            return try await client.schemasUnderName(subject, includingDeleted: true).map(\.version).sorted().map {
                SourceVersion(version: $0, isDeleted: !live.contains($0))
            }
        }
        let all: [SchemaVersion]
        do {
            all = try await client.versions(of: subject, includingDeleted: true)
        } catch let error as RegistryClientError where error.isNotFound {
            return []
        }
        var live: Set<SchemaVersion> = []
        do {
            live = Set(try await client.versions(of: subject))
        } catch let error as RegistryClientError where error.isNotFound {
            // All of them are deleted.
        }
        return all.sorted().map { SourceVersion(version: $0, isDeleted: !live.contains($0)) }
    }

    /// Whether requests for the subject mean another one.
    func isAlias(_ subject: Subject) async throws -> Bool {
        guard kind.hasContexts, let alias = try await client.ownConfig(of: subject)?.alias else { return false }
        return !alias.isEmpty
    }

    func schema(_ place: SubjectVersion) async throws -> RegisteredSchema {
        var schema: RegisteredSchema?
        do {
            schema = try await client.storedVersion(place)
        } catch let error as RegistryClientError where error.isNotFound {
            // What the name is an alias of may have no such version.
            guard try await isAlias(place.subject) else { throw error }
        }
        if let schema, !kind.hasContexts || Subject(requested: schema.subject.name) == place.subject {
            return schema.under(place.subject)
        }
        // The answer is about what the name is an alias of, or about its namesake in another context.
        let own = try await client.schemasUnderName(place.subject, includingDeleted: true)
        guard let found = own.first(where: { $0.version == place.version }) else {
            throw CommandFailure(
                .notFound, "VERSION_NOT_FOUND", "there is no version \(place.version) of \(place.subject)", at: title)
        }
        return found
    }

    func originalText(of schema: RegisteredSchema, at place: SubjectVersion) async throws -> String? {
        guard keepsOriginals, let text = try await submittedText(of: schema, at: place) else { return nil }
        return text.utf8.elementsEqual(schema.schema.utf8) ? nil : text
    }

    /// The text of a version as it was submitted here; nil if it is not told.
    func submittedText(of schema: RegisteredSchema, at place: SubjectVersion) async throws -> String? {
        do {
            let found = try await client.storedVersion(place, format: "original")
            // An alias answers for another subject, or has no such version.
            return found.subject == place.subject && found.id == schema.id ? found.schema : nil
        } catch let error as RegistryClientError where error.isNotFound {
            return nil
        }
    }

    /// The same, asked whether it is a Herald.
    func lookingForOriginals() async throws -> RunningRegistry {
        var asked = self
        asked.keepsOriginals = try await client.isHerald()
        return asked
    }

    func settings(of subjects: [Subject]) async throws -> MovedSettings {
        var settings = MovedSettings()
        settings.configs[nil] = try await client.ownConfig(of: nil)
        settings.modes[nil] = try await client.ownMode(of: nil)
        let contexts = Set(subjects.map(\.context)).subtracting([.default]).map { Subject("", in: $0) }
        let around = kind.hasContexts ? [Subject("", in: .global)] + contexts.sorted() : []
        let found = try await Concurrently.map(around + subjects) { scope in
            (scope, try await client.ownConfig(of: scope), kind.hasContexts ? try await client.ownMode(of: scope) : nil)
        }
        for (scope, config, mode) in found {
            settings.configs[scope] = config
            // Of all contexts a mode is always answered.
            settings.modes[scope] = scope.context == .global && mode == "READWRITE" ? nil : mode
        }
        return settings
    }

    func highestIDs() async throws -> HighestIDs {
        var highest = HighestIDs()
        // Registries tell it with any schema of the context.
        for subject in try await subjects() where highest.byContext[subject.context] == nil {
            guard let version = try await versions(of: subject).first else { continue }
            let id = try await schema(SubjectVersion(subject, version.version)).id
            highest.byContext[subject.context] = try await client.highestID(by: id, in: subject.context) ?? SchemaID(0)
        }
        return highest
    }
}

extension RunningRegistry {
    /// A registry as a command names it. Apicurio serves the API below a path of its own.
    static func find(
        _ url: String, _ kind: Kind, _ authorization: RegistryConfiguration.Authorization? = nil
    ) async throws -> RunningRegistry {
        var url = url.contains("://") ? url : "http://\(url)"
        while url.hasSuffix("/") { url.removeLast() }
        if kind == .apicurio, !url.contains("/apis/ccompat/") { url += "/apis/ccompat/v7" }
        let found = RunningRegistry(client(url, authorization), url: url, kind: kind)
        try await found.checkServes()
        return kind == .confluent ? try await found.lookingForOriginals() : found
    }

    /// Every registry has a config.
    private func checkServes() async throws {
        guard try await client.ownConfig(of: nil) == nil else { return }
        throw CommandFailure(
            .notFound, "SOURCE", "no registry answers at \(title)",
            help: kind == .apicurio
                ? "name the address of Apicurio's Confluent API, http://HOST/apis/ccompat/v7"
                : "name the address that clients of the registry use")
    }
}

extension RegisteredSchema {
    /// Some answer with a name of their own, or with the default context's prefix.
    fileprivate func under(_ subject: Subject) -> RegisteredSchema {
        var schema = self
        schema.subject = subject
        return schema
    }
}
