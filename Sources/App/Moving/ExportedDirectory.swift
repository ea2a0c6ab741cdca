import Foundation
import Registry
import RegistryModel

/// A registry that `herald export` wrote down. The texts stay in their files until they are asked for.
struct ExportedDirectory: RegistrySource {
    let title: String
    private let path: String
    private var entries: [SubjectVersion: ExportManifest.Entry] = [:]
    private var versionsBySubject: [Subject: [SourceVersion]] = [:]
    private var moved = MovedSettings()
    private var highest = HighestIDs()

    private static let maxManifestBytes = 512 << 20

    init(_ path: String) throws {
        self.path = path
        title = "directory \(FilePaths.shown(path))"
        let manifest = "\(path)/\(ExportManifest.fileName)"
        guard FileManager.default.fileExists(atPath: manifest) else {
            throw CommandFailure(
                .notFound, "EXPORT", "\(FilePaths.shown(path)) is no export: it has no \(ExportManifest.fileName)",
                help: "an export that was broken off has none either; make it anew with herald export -o DIR")
        }
        let text = try TextFile.read(manifest, maxBytes: Self.maxManifestBytes)
        var isWhole = false, count = 0, expected: Int?
        for (index, line) in text.split(separator: "\n").enumerated() {
            do {
                switch try ExportManifest.line(line) {
                case .head(_, let versions): expected = versions
                case .config(let scope, let config): moved.configs[scope] = config
                case .mode(let scope, let mode): moved.modes[scope] = mode
                case .highestID(let context, let id): highest.byContext[context] = id
                case .version(let entry):
                    add(entry)
                    count += 1
                case .end: isWhole = true
                case nil: break
                }
            } catch {
                throw CommandFailure(
                    .failure, "EXPORT", "the manifest cannot be read: \(error)", at: "\(FilePaths.shown(manifest)):\(index + 1)")
            }
            if expected == nil {
                throw CommandFailure(.failure, "EXPORT", "the manifest does not begin as one", at: FilePaths.shown(manifest))
            }
        }
        guard isWhole, count == expected else {
            throw CommandFailure(
                .failure, "EXPORT", "the manifest is cut short: \(count) of \(expected ?? 0) versions",
                at: FilePaths.shown(manifest))
        }
        for subject in versionsBySubject.keys { versionsBySubject[subject]?.sort { $0.version < $1.version } }
    }

    private mutating func add(_ entry: ExportManifest.Entry) {
        let place = SubjectVersion(entry.schema.subject, entry.schema.version)
        guard entries.updateValue(entry, forKey: place) == nil else { return }
        versionsBySubject[place.subject, default: []].append(
            SourceVersion(version: place.version, isDeleted: entry.schema.isDeleted))
    }

    func subjects() async throws -> [Subject] { Array(versionsBySubject.keys) }

    func versions(of subject: Subject) async throws -> [SourceVersion] { versionsBySubject[subject] ?? [] }

    func schema(_ place: SubjectVersion) async throws -> RegisteredSchema {
        guard let entry = entries[place] else {
            throw CommandFailure(.failure, "EXPORT", "the export has no version \(place.version) of \(place.subject)", at: path)
        }
        var schema = entry.schema
        schema.schema = try TextFile.read("\(path)/\(entry.file)", maxBytes: SchemaFiles.maxBytes)
        guard schema.guid == nil || schema.guid == SchemaGUID(of: schema) else {
            throw CommandFailure(
                .failure, "EXPORT", "the text is not the one that was exported: its GUID is \(SchemaGUID(of: schema))",
                at: "\(FilePaths.shown(path))/\(entry.file)",
                help: "bring the file back as it was, byte for byte; changed schemas are registered with herald schema register")
        }
        return schema
    }

    func originalText(of schema: RegisteredSchema, at place: SubjectVersion) async throws -> String? {
        guard let file = entries[place]?.originalFile else { return nil }
        return try TextFile.read("\(path)/\(file)", maxBytes: SchemaFiles.maxBytes)
    }

    func settings(of subjects: [Subject]) async throws -> MovedSettings { moved }

    func highestIDs() async throws -> HighestIDs { highest }
}
