import Foundation
import Registry
import RegistryModel

/// Writes a registry into a directory: a file for each version, then the manifest, without which it is none.
struct RegistryExport {
    let source: any RegistrySource
    let path: String
    let progress: MoveProgress

    private static let partSize = 1000

    struct Outcome {
        var subjects = 0
        var versions = 0
        var configs = 0
        var modes = 0
    }

    func run() async throws -> Outcome {
        try checkEmpty()
        let inventory = try await RegistryInventory.read(source, progress)
        let settings = try await source.settings(of: inventory.subjects)
        progress.begin("exporting versions", of: inventory.versionCount)
        let (source, path, progress) = (source, path, progress)
        var manifest = ExportManifest.text(.head(subjects: inventory.subjects.count, versions: inventory.versionCount))
        for scope in settings.configScopes {
            if let config = settings.configs[scope] { manifest += ExportManifest.text(.config(scope, config)) }
        }
        for scope in settings.modeScopes {
            if let mode = settings.modes[scope] { manifest += ExportManifest.text(.mode(scope, mode)) }
        }
        for (context, id) in try await source.highestIDs().ordered {
            manifest += ExportManifest.text(.highestID(context, id))
        }
        let deleted = Set(inventory.deletedPlaces), places = inventory.places
        // A part at a time: the lines of one wait for each other.
        for start in stride(from: 0, to: places.count, by: Self.partSize) {
            let part = Array(places[start..<min(start + Self.partSize, places.count)])
            let lines = try await Concurrently.map(part) { place in
                var schema = try await source.schema(place)
                schema.isDeleted = deleted.contains(place)
                schema.guid = SchemaGUID(of: schema)
                let file = ExportPaths.file(of: place, schema.format)
                try TextFile.replace("\(path)/\(file)", by: schema.schema)
                var originalFile: String?
                if let original = try await source.originalText(of: schema, at: place) {
                    let name = ExportPaths.originalFile(of: place, schema.format)
                    try TextFile.replace("\(path)/\(name)", by: original)
                    originalFile = name
                }
                schema.schema = ""
                progress.step()
                return ExportManifest.text(.version(.init(schema: schema, file: file, originalFile: originalFile)))
            }
            manifest += lines.joined()
        }
        try TextFile.replace("\(path)/\(ExportManifest.fileName)", by: manifest + ExportManifest.text(.end))
        progress.end()
        return Outcome(
            subjects: inventory.subjects.count, versions: inventory.versionCount, configs: settings.configs.count,
            modes: settings.modes.count)
    }

    /// What is there already would be taken for a part of it.
    private func checkEmpty() throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        let found: [String]
        do {
            found = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw CommandFailure(
                .failure, "EXPORT", "whether the directory is empty cannot be seen: \(error.localizedDescription)",
                at: FilePaths.shown(path), help: "name a directory that can be read, or one that is not there yet")
        }
        guard found.isEmpty else {
            throw CommandFailure(
                .conflict, "EXPORT", "the directory \(FilePaths.shown(path)) is not empty", help: "name a new one, or empty it")
        }
    }
}
