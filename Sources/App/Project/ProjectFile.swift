import Compatibility
import Foundation
import Yams

/// `herald.yaml`: where a project keeps its schemas, and what they are held to.
struct ProjectFile {
    /// Schemas below one directory.
    struct Directory {
        /// Absolute.
        var path: String
        var subject: SubjectPattern?
        /// What is wished for, beside what the registry asks.
        var compatibility: CompatibilityLevel?
        var policy: ProtobufPolicy?
    }

    struct Lint: Equatable {
        /// Categories and rules.
        var use: [String] = []
        var except: [String] = []
        /// Paths by rule, for which it does not count; relative to the file's directory.
        var ignore: [String: [PathPattern]] = [:]
    }

    static let name = "herald.yaml"

    /// As people find it again.
    var path: String
    /// Absolute; what the file's paths start from.
    var directory: String
    var server: String?
    var schemas: [Directory] = []
    var lint = Lint()
    /// What the file asks for and gets no answer to, a sentence each.
    var notes: [String] = []

    private static let maxBytes = 256 << 10

    /// The file named, or the nearest one from `directory` upwards, as far as the repository goes; nil if there is none.
    static func find(_ chosen: String?, from directory: String = FileManager.default.currentDirectoryPath) throws -> ProjectFile?
    {
        if let chosen { return try read(chosen) }
        var place = URL(fileURLWithPath: directory).standardizedFileURL
        while true {
            let file = place.appendingPathComponent(name)
            if FileManager.default.fileExists(atPath: file.path) { return try read(file.path) }
            let isTop = FileManager.default.fileExists(atPath: place.appendingPathComponent(".git").path)
            if isTop || place.path == "/" { return nil }
            place.deleteLastPathComponent()
        }
    }

    private static func read(_ path: String) throws -> ProjectFile {
        let text = try TextFile.read(path, maxBytes: maxBytes)
        return try parse(text, path: FilePaths.shown(path), directory: FilePaths.parent(of: path))
    }

    static func parse(_ text: String, path: String, directory: String) throws -> ProjectFile {
        var reading = ProjectFileReading(path: path, directory: directory)
        return try reading.file(text)
    }

    /// The directory that an absolute path lies in, the innermost if several do.
    func directory(of path: String) -> Directory? {
        schemas.filter { FilePaths.relative(path, to: $0.path) != nil }.max { $0.path.utf8.count < $1.path.utf8.count }
    }
}

/// Takes the YAML apart. Every complaint names the line.
private struct ProjectFileReading {
    let path: String
    let directory: String
    private var notes: [String] = []

    init(path: String, directory: String) {
        self.path = path
        self.directory = directory
    }

    mutating func file(_ text: String) throws -> ProjectFile {
        try Self.checkNesting(text, path)
        let root: Node?
        do { root = try Yams.compose(yaml: text) } catch {
            throw CommandFailure(.usage, "PROJECT_FILE", "\(path) is no YAML: \(error)")
        }
        var file = ProjectFile(path: path, directory: directory)
        guard let root else { return file }
        try members(root, "the file") { reading, key, value in
            switch key {
            case "version":
                guard value.int == 1 else { throw reading.failure(value, "version is 1, this program knows no other") }
            case "server": file.server = try reading.string(value, key)
            case "schemas": file.schemas = try reading.list(value, key).map { try reading.schemaDirectory($0) }
            case "lint": file.lint = try reading.lint(value)
            case "accept", "lock":
                reading.notes.append("\(reading.place(value)): \(key) is not used by this version of herald")
            default: throw reading.unknown(value, key, among: ["version", "server", "schemas", "lint", "accept", "lock"])
            }
        }
        file.notes = notes
        return file
    }

    private mutating func schemaDirectory(_ node: Node) throws -> ProjectFile.Directory {
        var directory = ProjectFile.Directory(path: "")
        try members(node, "an entry of schemas") { reading, key, value in
            let text = try reading.string(value, key)
            switch key {
            case "dir": directory.path = FilePaths.absolute(text, from: reading.directory)
            case "subject":
                do throws(SubjectPattern.Malformed) { directory.subject = try SubjectPattern(text) } catch {
                    throw reading.failure(value, "subject: \(error.problem)")
                }
            case "compatibility":
                guard let level = CompatibilityLevel(name: text) else {
                    let names = CompatibilityLevel.allCases.map(\.rawValue).joined(separator: ", ")
                    throw reading.failure(value, "compatibility is one of \(names), '\(text)' is none")
                }
                directory.compatibility = level
            case "policy":
                guard let policy = ProtobufPolicy(rawValue: text) else {
                    let names = ProtobufPolicy.allCases.map(\.rawValue).joined(separator: ", ")
                    throw reading.failure(value, "policy is one of \(names), '\(text)' is none")
                }
                directory.policy = policy
            default: throw reading.unknown(value, key, among: ["dir", "subject", "compatibility", "policy"])
            }
        }
        if directory.path.isEmpty { throw failure(node, "an entry of schemas needs a dir") }
        return directory
    }

    private mutating func lint(_ node: Node) throws -> ProjectFile.Lint {
        var lint = ProjectFile.Lint()
        try members(node, "lint") { reading, key, value in
            switch key {
            case "use": lint.use = try reading.strings(value, key)
            case "except": lint.except = try reading.strings(value, key)
            case "ignore":
                try reading.members(value, "ignore") { reading, rule, paths in
                    lint.ignore[rule] = try reading.strings(paths, rule).map { PathPattern($0) }
                }
            default: throw reading.unknown(value, key, among: ["use", "except", "ignore"])
            }
        }
        return lint
    }

    private mutating func members(
        _ node: Node, _ what: String, _ body: (inout ProjectFileReading, String, Node) throws -> Void
    ) throws {
        guard let mapping = node.mapping else { throw failure(node, "\(what) has to be a mapping") }
        for (key, value) in mapping {
            guard let name = key.string else { throw failure(key, "a key of \(what) has to be a word") }
            try body(&self, name, value)
        }
    }

    private func list(_ node: Node, _ what: String) throws -> [Node] {
        guard let sequence = node.sequence else { throw failure(node, "\(what) has to be a list") }
        return Array(sequence)
    }

    private func string(_ node: Node, _ what: String) throws -> String {
        guard let text = node.scalar?.string else { throw failure(node, "\(what) has to be a word") }
        return text
    }

    private func strings(_ node: Node, _ what: String) throws -> [String] {
        try list(node, what).map { try string($0, what) }
    }

    private func place(_ node: Node) -> String { node.mark.map { "\(path):\($0.line):\($0.column)" } ?? path }

    private func failure(_ node: Node, _ problem: String) -> CommandFailure {
        CommandFailure(.usage, "PROJECT_FILE", problem, at: place(node))
    }

    private func unknown(_ node: Node, _ key: String, among known: [String]) -> CommandFailure {
        let help =
            Nearest.name(to: key, among: known).map { "did you mean '\($0)'?" } ?? "known here: \(known.joined(separator: ", "))"
        return CommandFailure(.usage, "PROJECT_FILE", "'\(key)' is not known here", at: place(node), help: help)
    }

    /// The parser calls itself for what is nested; nothing in this file needs more than a few levels.
    private static func checkNesting(_ text: String, _ path: String) throws {
        let limit = 32
        var open = 0
        for line in text.split(whereSeparator: \.isNewline) {
            let lead = line.prefix { $0 == " " || $0 == "-" || $0 == "?" || $0 == ":" }
            for character in line {
                if character == "[" || character == "{" { open += 1 }
                if character == "]" || character == "}" { open = max(0, open - 1) }
            }
            guard open <= limit, lead.count <= 4 * limit else {
                throw CommandFailure(.usage, "PROJECT_FILE", "\(path) is nested more than \(limit) levels deep")
            }
        }
    }
}
