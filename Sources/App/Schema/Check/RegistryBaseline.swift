import Avro
import Compatibility
import FindingReports
import RegistryClient
import RegistryModel
import SchemaSets

/// The versions of a schema's subject.
struct RegistryBaseline: Baseline {
    let title: String
    private let registry: RegistryClient
    private let versions: BaselineArgument.Versions

    init(_ registry: RegistryClient, url: String, versions: BaselineArgument.Versions) {
        self.registry = registry
        self.versions = versions
        let suffix =
            switch versions {
            case .byLevel: ""
            case .all: ", all versions"
            case .latest: ", latest version"
            case .number(let number): ", version \(number)"
            }
        title = "registry \(url)\(suffix)"
    }

    func history(of entry: SchemaFiles.Entry, in files: SchemaFiles) async throws -> SchemaHistory {
        // A file without a subject is there to be used by others, and the registry knows nothing of it.
        guard let subject = entry.subject else { return SchemaHistory() }
        return try await history(of: subject, atLeast: entry.level)
    }

    /// - Parameter wish: a level that may ask for more versions than the registry's own.
    func history(of subject: Subject, atLeast wish: CompatibilityLevel?) async throws -> SchemaHistory {
        let name = try await registry.compatibilityLevel(of: subject)
        guard let level = CompatibilityLevel(name: name) else {
            throw CommandFailure(
                .failure, "REGISTRY", "the registry answers with a level of which nothing is known here: \(name)")
        }
        var history = SchemaHistory(level: level, isComplete: versions == .all, kind: .registry)
        var numbers: [SchemaVersion]
        do {
            numbers = try await registry.versions(of: subject)
        } catch let error as RegistryClientError where error.isNotFound {
            return history
        }
        switch versions {
        case .byLevel: if !level.isTransitive, wish?.isTransitive != true { numbers = numbers.suffix(1) }
        case .all: break
        case .latest: numbers = numbers.suffix(1)
        case .number(let number): numbers = numbers.filter { $0.rawValue == number }
        }
        if case .number(let number) = versions, numbers.isEmpty {
            throw CommandFailure(
                .notFound, "VERSION_NOT_FOUND", "\(subject) has no version \(number)",
                help: "herald schema versions \(subject) shows those there are")
        }
        for number in numbers {
            let version = try await registry.version(.number(number), of: subject)
            let reported = ReportedVersion(
                number: Int(number.rawValue), label: "v\(number)", remark: "id \(version.id)", name: "\(subject)@\(number)",
                text: version.schema)
            history.versions.append(.init(reported: reported, written: try await version.written(registry)))
        }
        return history
    }
}

extension RegisteredSchema {
    /// By the rules for what was accepted before.
    func written(_ registry: RegistryClient) async throws -> WrittenSchema {
        guard let language = SchemaLanguage(rawValue: format.rawValue) else {
            return WrittenSchema(.other(language: format.rawValue), text: schema)
        }
        let name = "\(subject)@\(version)"
        let used = try await SchemaReferences.resolve(references, registry)
        var set = SchemaSet(
            [SchemaSource(name: name, importName: "\(name).\(language.fileExtension)", language: language, text: schema)],
            isNew: false, references: used)
        do {
            return try set.document(at: 0).written
        } catch {
            throw CommandFailure(
                .failure, error.code.rawValue, "version \(version) of \(subject) cannot be read: \(error.problem)",
                at: error.place)
        }
    }
}
