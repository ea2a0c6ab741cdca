// wiregen [PACKAGE-DIRECTORY]: makes Sources/Core/KafkaWire/Generated from the definition texts.
// Files that nothing produces any more are removed; files that would not change are left alone.
import Foundation
import WireGeneration

let root = URL(fileURLWithPath: CommandLine.arguments.dropFirst().first ?? FileManager.default.currentDirectoryPath)
let source = root.appendingPathComponent("Sources/Tools/WireGeneration/Definitions")
let target = root.appendingPathComponent("Sources/Core/KafkaWire/Generated")

do {
    let files = FileManager.default
    var definitions: [String: String] = [:]
    for file in try files.contentsOfDirectory(atPath: source.path) where file.hasSuffix(".msg") {
        definitions[file] = try String(contentsOf: source.appendingPathComponent(file), encoding: .utf8)
    }
    let outputs = try Generation.generate(definitions)
    try files.createDirectory(at: target, withIntermediateDirectories: true)
    for stale in try files.contentsOfDirectory(atPath: target.path) where outputs[stale] == nil {
        try files.removeItem(at: target.appendingPathComponent(stale))
        print("removed \(stale)")
    }
    for (name, text) in outputs.sorted(by: { $0.key < $1.key }) {
        let file = target.appendingPathComponent(name)
        let current = files.contents(atPath: file.path)
        guard current != Data(text.utf8) else { continue }
        try Data(text.utf8).write(to: file, options: .atomic)
        print("wrote \(name)")
    }
} catch {
    FileHandle.standardError.write(Data("wiregen: \(error)\n".utf8))
    exit(1)
}
