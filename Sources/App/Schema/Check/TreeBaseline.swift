import FindingReports
import Foundation
import RegistryModel
import SchemaSets

/// The schemas of another tree of files, a commit's or a directory's, as a set of their own: one older version for each
/// schema that has the same path there, or the same subject.
struct TreeBaseline: Baseline {
    let title: String
    let label: String
    private var set: SchemaSet
    private let kind: SchemaHistory.Kind
    private var bySubject: [Subject: Int] = [:]
    private let place: (SchemaFiles.Entry) -> String?
    /// Whether a schema at a place would have been found where all schemas were asked for.
    private let isAskedFor: (String) -> Bool
    private var byPlace: [String: Int] = [:]

    private init(
        title: String, label: String, kind: SchemaHistory.Kind, sources: [(place: String, source: SchemaSource)],
        references: [(name: String, text: String)], subject: (String) -> Subject?,
        place: @escaping (SchemaFiles.Entry) -> String?, isAskedFor: @escaping (String) -> Bool
    ) {
        self.title = title
        self.label = label
        self.kind = kind
        self.place = place
        self.isAskedFor = isAskedFor
        set = SchemaSet(sources.map(\.source), isNew: false, references: references)
        for (index, item) in sources.enumerated() {
            byPlace[item.place] = index
            if let subject = subject(item.place), bySubject[subject] == nil { bySubject[subject] = index }
        }
    }

    func index(of entry: SchemaFiles.Entry) -> Int? {
        if let place = place(entry), let index = byPlace[place] { return index }
        return entry.subject.flatMap { bySubject[$0] }
    }

    /// What is here and no longer there, of the directories that were asked for.
    func gone(from files: SchemaFiles) -> [String] {
        let kept = Set(files.entries.compactMap(index))
        return byPlace.filter { !kept.contains($0.value) && isAskedFor($0.key) }.keys.sorted()
    }

    mutating func history(of entry: SchemaFiles.Entry, in files: SchemaFiles) throws -> SchemaHistory {
        var history = SchemaHistory(kind: kind)
        if entry.path == nil, entry.subject == nil {
            throw CommandFailure(
                .usage, "USAGE", "\(files.source(entry).name) does not say which schema of \(label) it is", help: "give --subject"
            )
        }
        guard let index = index(of: entry) else { return history }
        let source = set.sources[index]
        do {
            let version = ReportedVersion(number: 1, label: label, name: source.name, text: source.text)
            history.versions = [.init(reported: version, written: try set.document(at: index).written)]
        } catch {
            // A change that mends what a commit has must pass; files were named by somebody who means them.
            guard kind == .commit else { throw CommandFailure(error) }
            (history.unreadable, history.label) = ([error], label)
        }
        return history
    }

    /// Whether the text, or that of a file it uses, is another than here.
    mutating func hasChanged(_ entry: SchemaFiles.Entry, in files: inout SchemaFiles) -> Bool {
        guard let old = index(of: entry) else { return true }
        guard set.sources[old].text == files.source(entry).text else { return true }
        // What cannot be read is looked at, so that somebody hears of it.
        guard let document = try? files.set.document(at: entry.index), let before = try? set.document(at: old) else {
            return true
        }
        let texts = Set(before.closure.map { set.sources[$0].text })
        return document.closure.contains { !texts.contains(files.set.sources[$0].text) }
    }
}

extension TreeBaseline {
    /// The files of a commit that stand where the schemas stand now.
    ///
    /// - Parameters:
    ///   - commit: full id.
    ///   - subdirectory: of the commit's tree, in place of each of the schemas' directories; nil if they are the same.
    static func commit(
        _ commit: String, of repository: GitRepository, titled title: String, subdirectory: String?, for files: SchemaFiles,
        pattern: (String) -> SubjectPattern?
    ) throws -> TreeBaseline {
        // Standard input is looked for by its subject, below the working directory.
        let all = files.directories.isEmpty ? [FileManager.default.currentDirectoryPath] : files.directories
        let directories = all.map { directory in
            subdirectory ?? FilePaths.relative(FilePaths.resolved(directory), to: repository.top)
        }
        guard let inside = directories.compactMap({ $0 }) as [String]?, !inside.isEmpty else {
            throw CommandFailure(
                .usage, "GIT", "the schemas are not in the repository \(FilePaths.shown(repository.top))",
                help: "say where they are in it: '.git#branch=main,subdir=schemas'")
        }
        let found = try repository.files(of: commit, under: inside).filter { SchemaLanguage(path: $0.path) != nil }
        let contents = try repository.contents(of: found)
        var sources: [(String, SchemaSource)] = []
        for (file, bytes) in zip(found, contents) {
            guard bytes.count <= SchemaFiles.maxBytes, let text = String(validating: bytes, as: UTF8.self),
                let language = SchemaLanguage(path: file.path)
            else { continue }
            let root = inside.filter { $0.isEmpty || file.path.hasPrefix($0 + "/") }.max { $0.utf8.count < $1.utf8.count } ?? ""
            let name = root.isEmpty ? file.path : String(file.path.dropFirst(root.count + 1))
            let source = SchemaSource(
                name: "git:\(commit.shortCommit):\(file.path)", importName: name, language: language, text: text)
            sources.append((file.path, source))
        }
        let top = repository.top, searched = files.searched.map(FilePaths.resolved)
        return TreeBaseline(
            title: title, label: "git \(commit.shortCommit)", kind: .commit, sources: sources,
            references: files.references,
            subject: { path in (pattern("\(top)/\(path)") ?? .standard).subject(path: path, record: nil) },
            place: { entry in
                if let subdirectory { return subdirectory.isEmpty ? entry.relativePath : "\(subdirectory)/\(entry.relativePath)" }
                return entry.path.flatMap { path in
                    // The file itself may be a link; the directory it is in is what git knows.
                    let name = path.split(separator: "/").last.map(String.init) ?? ""
                    return FilePaths.relative(FilePaths.resolved(FilePaths.parent(of: path)) + "/" + name, to: top)
                }
            },
            isAskedFor: { path in
                subdirectory == nil && searched.contains { FilePaths.relative("\(top)/\(path)", to: $0) != nil }
            })
    }

    /// The files below another directory.
    static func directory(_ path: String, for files: SchemaFiles) throws -> TreeBaseline {
        let whole = FilePaths.absolute(path)
        let sources = try SchemaFiles.paths(below: whole).map { file -> (String, SchemaSource) in
            let shown = FilePaths.shown("\(whole)/\(file)")
            let text = try TextFile.read(shown, maxBytes: SchemaFiles.maxBytes)
            let language = SchemaLanguage(path: file) ?? SchemaFiles.language(of: text)
            return (file, SchemaSource(name: shown, importName: file, language: language, text: text))
        }
        let searched = files.searched.flatMap { directory in
            files.directories.compactMap { FilePaths.relative(directory, to: $0) }
        }
        return TreeBaseline(
            title: "directory \(path)", label: path, kind: .files, sources: sources, references: files.references,
            subject: { SubjectPattern.standard.subject(path: $0, record: nil) }, place: { $0.relativePath },
            isAskedFor: { path in searched.contains { $0.isEmpty || FilePaths.relative(path, to: $0) != nil } })
    }
}

/// Files as the versions 1, 2 and so on of whatever is checked.
struct FilesBaseline: Baseline {
    let title: String
    /// One for each file, as two versions of a schema define the same names.
    private var sets: [SchemaSet]

    init(_ paths: [String], importPaths: [String], for files: SchemaFiles) throws {
        title = paths.joined(separator: ", ")
        let beside = try SchemaFiles.importable(importPaths)
        sets = try paths.map { path in
            let text = try TextFile.read(path, maxBytes: SchemaFiles.maxBytes)
            let language = SchemaLanguage(path: path) ?? SchemaFiles.language(of: text)
            let name = path.split(separator: "/").last.map(String.init) ?? path
            let source = SchemaSource(name: path, importName: name, language: language, text: text)
            return SchemaSet(
                [source] + beside.filter { $0.importName != name }, isNew: false, references: files.references)
        }
    }

    mutating func history(of entry: SchemaFiles.Entry, in others: SchemaFiles) throws -> SchemaHistory {
        var history = SchemaHistory()
        for index in sets.indices {
            let source = sets[index].sources[0]
            do {
                let document = try sets[index].document(at: 0)
                let version = ReportedVersion(number: index + 1, label: source.name, name: source.name, text: source.text)
                history.versions.append(.init(reported: version, written: document.written))
            } catch {
                throw CommandFailure(error)
            }
        }
        return history
    }
}

extension CommandFailure {
    /// A text that is no schema.
    init(_ error: SchemaSetError) {
        self.init(
            .failure, error.code.rawValue, error.problem, at: error.place, why: error.expected.map { "expected \($0)" },
            help: error.isLacking ? "name the file or directory that has it as well, or give its directory by -I" : nil)
    }
}
