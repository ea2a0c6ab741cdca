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
    /// In place of what the registry and the project ask; decides which versions count.
    private let level: CompatibilityLevel?
    private var prepared: [Question: SchemaHistory] = [:]

    private struct Question: Hashable {
        var subject: Subject
        var wish: CompatibilityLevel?
    }

    /// Questions that wait for their answers at the same time.
    private static let maxOpen = 8

    init(
        _ registry: RegistryClient, url: String, versions: BaselineArgument.Versions, level: CompatibilityLevel? = nil
    ) {
        self.registry = registry
        self.versions = versions
        self.level = level
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
        if let known = prepared[Question(subject: subject, wish: entry.level)] { return known }
        return try await history(of: subject, atLeast: entry.level)
    }

    /// Asks about several subjects at once.
    mutating func prepare(for entries: [SchemaFiles.Entry]) async throws {
        let questions = Set(entries.compactMap { entry in entry.subject.map { Question(subject: $0, wish: entry.level) } })
        let asking = self
        prepared = try await withThrowingTaskGroup(of: (Question, SchemaHistory).self) { group in
            var answers: [Question: SchemaHistory] = [:]
            for (index, question) in questions.enumerated() {
                if index >= Self.maxOpen, let (answered, history) = try await group.next() { answers[answered] = history }
                group.addTask { (question, try await asking.history(of: question.subject, atLeast: question.wish)) }
            }
            for try await (answered, history) in group { answers[answered] = history }
            return answers
        }
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
        case .byLevel:
            let countsAll = self.level?.isTransitive ?? (level.isTransitive || wish?.isTransitive == true)
            if !countsAll { numbers = numbers.suffix(1) }
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
