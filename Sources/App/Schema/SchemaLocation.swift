import ArgumentParser
import Compatibility
import FindingReports
import Foundation
import RegistryClient
import RegistryModel
import SchemaSets

/// One schema as one names it: a file, `orders-value@3`, `id:1042`, `git:REF:path`, or `-`.
enum SchemaLocation: ExpressibleByArgument, Equatable {
    case file(String)
    case registry(SchemaAddress)
    case git(commit: String, path: String)

    init?(argument: String) {
        if argument.isEmpty { return nil }
        if argument.hasPrefix("git:") {
            let rest = argument.dropFirst(4)
            guard let colon = rest.firstIndex(of: ":"), colon > rest.startIndex, rest.index(after: colon) < rest.endIndex else {
                return nil
            }
            self = .git(commit: String(rest[..<colon]), path: String(rest[rest.index(after: colon)...]))
        } else if argument.hasPrefix("file:") {
            self = .file(String(argument.dropFirst(5)))
        } else if argument == "-" || SchemaLanguage(path: argument) != nil || argument.contains("/") {
            self = .file(argument)
        } else if FileManager.default.fileExists(atPath: argument) {
            self = .file(argument)
        } else {
            guard let address = SchemaAddress(argument: argument) else { return nil }
            self = .registry(address)
        }
    }

    /// The argument's help where one is asked for.
    static let valueName = "file|subject[@version]|id:n|git:ref:path"
}

/// A schema wherever it was found.
struct LocatedSchema {
    /// As people find it again.
    var name: String
    var written: WrittenSchema
    /// Nil for files.
    var id: SchemaID?
    var subject: Subject?
}

extension LocatedSchema {
    /// Reads the schema and what it uses. Only a place in a registry asks a registry.
    static func find(
        _ location: SchemaLocation, importPaths: [String], project: ProjectFile?, server: ServerOptions
    ) async throws -> LocatedSchema {
        switch location {
        case .file(let path):
            var files = try SchemaFiles.load([path], project: project, importPaths: importPaths)
            guard let entry = files.entries.first, files.entries.count == 1 else {
                throw CommandFailure(.usage, "USAGE", "\(path) has \(files.entries.count) schemas, one is wanted")
            }
            let subject = try files.subject(of: entry)
            return LocatedSchema(name: subject.file, written: subject.written, subject: entry.subject)
        case .git(let commit, let path): return try git(commit, path, importPaths)
        case .registry(let address):
            return try await withRegistry(server, project) { try await registry(address, $0) }
        }
    }

    private static func git(_ reference: String, _ path: String, _ importPaths: [String]) throws -> LocatedSchema {
        let here = FileManager.default.currentDirectoryPath
        let repository = try GitRepository(containing: here)
        let commit = try repository.commit(reference)
        // Paths count from here, as everywhere else, and from the top where nothing is here.
        let prefix = FilePaths.relative(FilePaths.resolved(here), to: repository.top) ?? ""
        let roots = importPaths.isEmpty ? [FilePaths.parent(of: path)] : importPaths
        let wanted = [prefix.isEmpty ? path : "\(prefix)/\(path)", path].map {
            String(FilePaths.absolute($0, from: "/").dropFirst())
        }
        let files = try repository.files(of: commit, under: [""]).filter {
            SchemaLanguage(path: $0.path) != nil || wanted.contains($0.path)
        }
        guard let file = wanted.lazy.compactMap({ name in files.first { $0.path == name } }).first else {
            throw CommandFailure(.notFound, "GIT_PATH", "\(reference) (\(commit.shortCommit)) has no file \(path)")
        }
        let tops = roots.compactMap { FilePaths.relative(FilePaths.resolved(FilePaths.absolute($0)), to: repository.top) }
        var sources: [SchemaSource] = [], index = 0
        for (other, bytes) in zip(files, try repository.contents(of: files)) {
            guard bytes.count <= SchemaFiles.maxBytes, let text = String(validating: bytes, as: UTF8.self) else { continue }
            if other == file { index = sources.count }
            let root = tops.filter { $0.isEmpty || other.path.hasPrefix($0 + "/") }.max { $0.utf8.count < $1.utf8.count } ?? ""
            sources.append(
                SchemaSource(
                    name: "git:\(commit.shortCommit):\(other.path)",
                    importName: root.isEmpty ? other.path : String(other.path.dropFirst(root.count + 1)),
                    language: SchemaLanguage(path: other.path) ?? SchemaFiles.language(of: text), text: text))
        }
        var set = SchemaSet(sources, isNew: false)
        do {
            return LocatedSchema(name: set.sources[index].name, written: try set.document(at: index).written)
        } catch {
            throw CommandFailure(error)
        }
    }

    private static func registry(_ address: SchemaAddress, _ registry: RegistryClient) async throws -> LocatedSchema {
        switch address {
        case .subject(let subject, let version):
            let found = try await registry.existing(version ?? .latest, of: subject)
            return LocatedSchema(
                name: "\(subject)@\(found.version)", written: try await found.written(registry), id: found.id, subject: subject)
        case .id(let id): return try await byID(id, registry)
        }
    }

    /// The schema of an id, which says nothing about subjects.
    static func byID(_ id: SchemaID, _ registry: RegistryClient) async throws -> LocatedSchema {
        let found = try await registry.schema(id)
        let name = "id:\(id)"
        guard let language = SchemaLanguage(rawValue: found.format.rawValue) else {
            return LocatedSchema(
                name: name, written: WrittenSchema(.other(language: found.format.rawValue), text: found.text), id: id)
        }
        let used = try await SchemaReferences.resolve(found.references, registry)
        let source = SchemaSource(
            name: name, importName: "schema-\(id).\(language.fileExtension)", language: language, text: found.text)
        var set = SchemaSet([source], isNew: false, references: used)
        do {
            return LocatedSchema(name: name, written: try set.document(at: 0).written, id: id)
        } catch {
            throw CommandFailure(error)
        }
    }
}
