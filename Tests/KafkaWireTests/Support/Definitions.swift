import Foundation
import WireGeneration

/// The definition texts and the committed code of this package.
enum Definitions {
    static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func texts() throws -> [String: String] {
        try files("Sources/Tools/WireGeneration/Definitions").filter { $0.key.hasSuffix(".msg") }
    }

    static func generated() throws -> [String: String] { try files("Sources/Core/KafkaWire/Generated") }

    static func parsed() throws -> [APIDefinition] {
        try texts().sorted { $0.key < $1.key }.map { try DefinitionParser.parse($0.value, file: $0.key) }
    }

    private static func files(_ path: String) throws -> [String: String] {
        let folder = package.appendingPathComponent(path)
        var texts: [String: String] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            texts[file] = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
        }
        return texts
    }
}
