import Compatibility
import FindingReports
import Foundation
import SchemaSets

/// What the schemas of one run are compared with.
struct CheckBaselines {
    private(set) var all: [any Baseline] = []
    /// Against which `--changed-only` counts as changed.
    private var changeBase: TreeBaseline?

    /// - Parameters:
    ///   - arguments: as given; none means the registry, and in a pull request the commit where it began.
    ///   - level: in place of those of registry and project.
    ///   - needsChanges: whether something is needed to tell changed files by.
    init(
        _ arguments: [BaselineArgument], for files: SchemaFiles, server: ServerOptions, project: ProjectFile?,
        importPaths: [String], level: CompatibilityLevel?, needsChanges: Bool
    ) throws {
        var arguments = arguments
        if arguments.isEmpty {
            arguments = [.registry(.byLevel)]
            if let target = Self.pullRequestTarget(ProcessInfo.processInfo.environment) { arguments.append(.git(target)) }
        }
        let paths = arguments.compactMap { if case .file(let path) = $0 { path } else { nil } }
        if !paths.isEmpty { all.append(try FilesBaseline(paths, importPaths: importPaths, for: files)) }
        for argument in arguments {
            switch argument {
            case .file: break
            case .directory(let path): all.append(try TreeBaseline.directory(path, for: files))
            case .registry(let versions):
                let url = server.url(orOf: project)
                all.append(RegistryBaseline(server.registry(orOf: project), url: url, versions: versions, level: level))
            case .git, .repository: try add(commitOf: argument, for: files, project)
            }
        }
        if needsChanges, changeBase == nil {
            let count = all.count
            try add(commitOf: .git("HEAD"), for: files, project)
            all.removeLast(all.count - count)
        }
    }

    private mutating func add(commitOf argument: BaselineArgument, for files: SchemaFiles, _ project: ProjectFile?) throws {
        let repository: GitRepository, commit: String, title: String, subdirectory: String?
        switch argument {
        case .git(let reference):
            repository = try GitRepository(containing: files.directories.first ?? FileManager.default.currentDirectoryPath)
            let tip = try repository.commit(reference)
            commit = try repository.mergeBase(with: tip)
            title =
                commit == tip
                ? "git \(reference) (\(commit.shortCommit))" : "git merge-base \(commit.shortCommit) with \(reference)"
            subdirectory = nil
        case .repository(let path, let reference, let directory):
            repository = try GitRepository(at: path)
            commit = try repository.commit(reference)
            title = "git \(reference) (\(commit.shortCommit))"
            subdirectory = directory
        case .registry, .directory, .file: return
        }
        let tree = try TreeBaseline.commit(
            commit, of: repository, titled: title, subdirectory: subdirectory, for: files,
            pattern: { project?.directory(of: $0)?.subject })
        if changeBase == nil { changeBase = tree }
        all.append(tree)
    }

    var titles: String {
        let titles = all.map(\.title)
        guard titles.count > 1, let last = titles.last else { return titles.first ?? "" }
        return titles.dropLast().joined(separator: ", ") + " and " + last
    }

    var asksOnlyRegistries: Bool { all.allSatisfy { $0 is RegistryBaseline } }

    /// Those that are not what they were, and those that use one.
    mutating func changed(of files: inout SchemaFiles) -> [SchemaFiles.Entry] {
        guard var base = changeBase else { return files.entries }
        let changed = files.entries.filter { base.hasChanged($0, in: &files) }
        changeBase = base
        return changed
    }

    private static let maxNames = 10

    /// A line for each source that has schemas which are no longer there: nothing is compared with them.
    func losses(of files: SchemaFiles) -> [String] {
        all.compactMap { baseline in
            guard let tree = baseline as? TreeBaseline else { return nil }
            let gone = tree.gone(from: files)
            if gone.isEmpty { return nil }
            let rest = gone.count > Self.maxNames ? " and \(gone.count - Self.maxNames) more" : ""
            return "No longer there, compared with \(tree.label): \(gone.prefix(Self.maxNames).joined(separator: ", "))\(rest)."
        }
    }

    mutating func prepare(for entries: [SchemaFiles.Entry]) async throws {
        for index in all.indices {
            var baseline = all[index]
            try await baseline.prepare(for: entries)
            all[index] = baseline
        }
    }

    mutating func histories(of entry: SchemaFiles.Entry, in files: SchemaFiles) async throws -> [SchemaHistory] {
        var histories: [SchemaHistory] = []
        for index in all.indices {
            var baseline = all[index]
            histories.append(try await baseline.history(of: entry, in: files))
            all[index] = baseline
        }
        return histories
    }

    /// The branch a pull request goes to, if a CI system runs one.
    static func pullRequestTarget(_ environment: [String: String]) -> String? {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let commit = value("CI_MERGE_REQUEST_DIFF_BASE_SHA") { return commit }
        return (value("GITHUB_BASE_REF") ?? value("CI_MERGE_REQUEST_TARGET_BRANCH_NAME")).map { "origin/\($0)" }
    }
}
