import Compatibility
import Foundation
import ProtobufSchema
import RegistryModel
import SchemaSets

/// The schema files a command works on, and those beside them that they may use.
struct SchemaFiles {
    struct Entry {
        /// Into the set's sources.
        var index: Int
        /// Absolute; nil for standard input.
        var path: String?
        /// From the directory the schemas are in.
        var relativePath: String
        var subject: Subject?
        /// What the project wishes, beside what the registry asks.
        var level: CompatibilityLevel?
        var policy: ProtobufPolicy?
    }

    var set: SchemaSet
    /// What was asked for, in the order it was named; directories in the order of their paths.
    var entries: [Entry]
    /// The directories that schemas are looked for in, absolute.
    var directories: [String]
    /// Of these and below them, those that were asked for whole.
    var searched: [String] = []
    /// Schemas from elsewhere that all of these may use, in dependency order.
    var references: [(name: String, text: String)] = []

    private static let maxFiles = 10_000
    static let maxBytes = 8 << 20
    private static let maxTotalBytes = 256 << 20

    /// - Parameters:
    ///   - paths: files, directories, and `-`; empty for those of the project.
    ///   - importPaths: directories whose files may be used too.
    ///   - references: schemas from elsewhere that may be used, in dependency order.
    static func load(
        _ paths: [String], project: ProjectFile?, subject: String? = nil, importPaths: [String] = [],
        references: [(name: String, text: String)] = []
    ) throws -> SchemaFiles {
        var loading = SchemaFilesLoading(project: project)
        for path in paths { try loading.add(path) }
        if paths.isEmpty { try loading.addProject() }
        for path in importPaths { try loading.addBeside(path) }
        try loading.finish()
        var files = SchemaFiles(
            set: SchemaSet(loading.sources, isNew: true, references: references), entries: loading.entries,
            directories: loading.directories, searched: loading.searched, references: references)
        for index in files.entries.indices { files.name(index, subject: subject, project) }
        return files
    }

    /// The files of directories that may be used, and nothing else.
    static func importable(_ importPaths: [String]) throws -> [SchemaSource] {
        var loading = SchemaFilesLoading(project: nil)
        for path in importPaths { try loading.addBeside(path) }
        return loading.sources
    }

    func source(_ entry: Entry) -> SchemaSource { set.sources[entry.index] }

    /// Finds the subject of an entry: the one given, or what the project's pattern or the path says.
    private mutating func name(_ index: Int, subject: String?, _ project: ProjectFile?) {
        let entry = entries[index]
        if let subject {
            entries[index].subject = Subject(subject)
        } else if let pattern = entry.path.flatMap({ project?.directory(of: $0) })?.subject {
            entries[index].subject = pattern.subject(path: entry.relativePath, record: recordName(entry))
        } else if entry.path != nil {
            entries[index].subject = SubjectPattern.standard.subject(path: source(entry).name, record: nil)
        }
    }

    /// The full name of the type a file is about.
    private mutating func recordName(_ entry: Entry) -> String? {
        guard source(entry).language == .protobuf else { return set.definedNames(at: entry.index).first }
        guard case .protobuf(let schema)? = try? set.document(at: entry.index).schema else { return nil }
        return schema.messages.first { $0.file == schema.roots.last }?.fullName
    }

    fileprivate static func checkCount(_ count: Int) throws {
        guard count <= maxFiles else {
            throw CommandFailure(
                .usage, "TOO_MANY_FILES", "there are more than \(maxFiles) schema files", help: "name fewer paths")
        }
    }

    fileprivate static func checkSize(_ byteCount: Int) throws {
        guard byteCount <= maxTotalBytes else {
            throw CommandFailure(
                .usage, "TOO_LARGE", "the schema files have more than \(maxTotalBytes) bytes together", help: "name fewer paths")
        }
    }

    /// A link that leads nowhere counts: whoever reads it says so.
    private static func isFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
    }

    /// The schema files below a directory, sorted, as paths from it. Hidden directories are left out, and what is named like
    /// a schema and is no file: a directory, a pipe.
    static func paths(below directory: String) throws -> [String] {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory), isDirectory.boolValue,
            let walk = FileManager.default.enumerator(atPath: directory)
        else {
            throw CommandFailure(.notFound, "NO_DIRECTORY", "there is no directory \(FilePaths.shown(directory))")
        }
        var found: [String] = []
        while let path = walk.nextObject() as? String {
            let name = path.split(separator: "/").last ?? ""
            if name.hasPrefix(".") || name == "node_modules" {
                walk.skipDescendants()
            } else if SchemaLanguage(path: path) != nil, isFile("\(directory)/\(path)") {
                found.append(path)
                try checkCount(found.count)
            }
        }
        return found.sorted()
    }
}

private struct SchemaFilesLoading {
    let project: ProjectFile?
    var sources: [SchemaSource] = []
    var entries: [SchemaFiles.Entry] = []
    var directories: [String] = []
    var searched: [String] = []
    private var places: [String: Int] = [:]
    private var byteCount = 0

    init(project: ProjectFile?) { self.project = project }

    mutating func add(_ path: String) throws {
        if path == "-" { return try addStandardInput() }
        if path.isEmpty { throw CommandFailure(.usage, "USAGE", "a path is empty", help: "is a variable of the shell not set?") }
        let whole = FilePaths.absolute(path)
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: whole, isDirectory: &isDirectory), isDirectory.boolValue {
            let root = project?.directory(of: whole)?.path ?? whole
            let found = try SchemaFiles.paths(below: whole)
            if found.isEmpty {
                throw CommandFailure(
                    .notFound, "NO_SCHEMAS", "there is no .avsc and no .proto file below \(FilePaths.shown(path))")
            }
            searched.append(whole)
            for file in found { try addEntry("\(whole)/\(file)", shown: nil, root: root) }
        } else {
            let root = project?.directory(of: whole)?.path ?? FilePaths.parent(of: whole)
            try addEntry(whole, shown: path, root: root)
        }
    }

    mutating func addProject() throws {
        guard let project, !project.schemas.isEmpty else {
            throw CommandFailure(
                .usage, "USAGE", "no paths were given, and no herald.yaml says where the schemas are",
                help: "name files or directories, or write a herald.yaml with schemas: [{ dir: schemas }]")
        }
        for directory in project.schemas {
            if !FileManager.default.fileExists(atPath: directory.path) {
                throw CommandFailure(
                    .notFound, "NO_DIRECTORY", "there is no directory \(FilePaths.shown(directory.path))", at: project.path,
                    help: "every dir of schemas counts from where \(ProjectFile.name) is")
            }
            try add(directory.path)
        }
    }

    /// Files that may be used but are not asked about.
    mutating func addBeside(_ directory: String) throws {
        let whole = FilePaths.absolute(directory)
        if !directories.contains(whole) { directories.append(whole) }
        for file in try SchemaFiles.paths(below: whole) { _ = try addSource("\(whole)/\(file)", shown: nil, root: whole) }
    }

    /// What belongs to the same project, behind what was asked for.
    mutating func finish() throws {
        for directory in project?.schemas ?? [] where directories.contains(directory.path) { try addBeside(directory.path) }
    }

    private mutating func addStandardInput() throws {
        let text = try TextFile.read("-", maxBytes: SchemaFiles.maxBytes)
        let language = SchemaFiles.language(of: text)
        sources.append(
            SchemaSource(
                name: TextFile.name(of: "-"), importName: "standard-input.\(language.fileExtension)", language: language,
                text: text))
        entries.append(.init(index: sources.count - 1, path: nil, relativePath: ""))
    }

    private mutating func addEntry(_ path: String, shown: String?, root: String) throws {
        if !directories.contains(root) { directories.append(root) }
        let index = try addSource(path, shown: shown, root: root)
        guard !entries.contains(where: { $0.index == index }) else { return }
        let wish = project?.directory(of: path)
        entries.append(
            .init(
                index: index, path: path, relativePath: FilePaths.relative(path, to: root) ?? path, level: wish?.compatibility,
                policy: wish?.policy))
    }

    private mutating func addSource(_ path: String, shown: String?, root: String) throws -> Int {
        if let place = places[path] { return place }
        try SchemaFiles.checkCount(sources.count + 1)
        let text = try TextFile.read(shown ?? path, maxBytes: SchemaFiles.maxBytes)
        byteCount += text.utf8.count
        try SchemaFiles.checkSize(byteCount)
        sources.append(
            SchemaSource(
                name: shown ?? FilePaths.shown(path), importName: FilePaths.relative(path, to: root) ?? path,
                language: SchemaLanguage(path: path) ?? SchemaFiles.language(of: text), text: text))
        places[path] = sources.count - 1
        return sources.count - 1
    }
}

extension SchemaFiles {
    /// What a text without a telling name is written in: Avro schemas are JSON, and nothing in Protobuf begins like it.
    static func language(of text: String) -> SchemaLanguage {
        switch text.unicodeScalars.first(where: { !$0.properties.isWhitespace }) {
        case "{", "[", "\"": .avro
        default: .protobuf
        }
    }
}
