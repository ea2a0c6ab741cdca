import Foundation
import Testing

/// SwiftPM lets a target import what its dependencies depend on: without this, the list in Package.swift says less than what is
/// true, and targets are not built again when what they import has changed.
@Suite struct `An arrow between targets` {
    private struct Target {
        var name: String
        var folder: String
        var uses: Set<String>
    }

    @Test func `is declared where it is used, and leads upwards`() throws {
        let targets = try Self.targets()
        #expect(targets.count > 50, "Package.swift is written in another way than is read here")
        let known = Set(targets.map(\.name)).union(targets.flatMap(\.uses))
        let all = Set(targets.map(\.name))
        var above: Set<String> = []
        for target in targets {
            let imports = Set(try SourceTree.swiftFiles(under: target.folder).flatMap(\.imports)).intersection(known)
            for name in imports.subtracting(target.uses).subtracting([target.name]).sorted() {
                Issue.record("\(target.name) imports \(name) and does not declare it: add it to the target in Package.swift")
            }
            for name in target.uses.intersection(all).subtracting(above).sorted() {
                Issue.record("\(target.name) uses \(name), which stands below it in Package.swift: move the arrow or the target")
            }
            above.insert(target.name)
        }
    }

    /// The targets with Swift in them, modules by the names imports have for them.
    private static func targets() throws -> [Target] {
        let package = try SourceTree.text("Package.swift")
        let products = package.matches(of: /let (\w+) = Target\.Dependency\.product\(name: "(\w+)"/)
        let modules = Dictionary(products.map { (String($0.1), String($0.2)) }, uniquingKeysWith: { first, _ in first })
        let opening = try #require(package.range(of: "\n    targets: ["))
        let list = try #require(package[opening.upperBound...].split(separator: "\n    ]", maxSplits: 1).first)
        // A target begins where a line is indented by 8 and names a function.
        let starts = list.matches(of: /\n {8}[.\w]+\(/).map(\.range.lowerBound)
        return zip(starts, starts.dropFirst() + [list.endIndex]).compactMap { start, end in
            target(String(list[start..<end]), modules)
        }
    }

    private static func target(_ text: String, _ modules: [String: String]) -> Target? {
        var text = text.replacing(/\/\/[^\n]*/, with: "").replacing(/exclude: \[[^\]]*\]/, with: "")
        guard let function = text.firstMatch(of: /[.\w]+/)?.0, !["shim", "system"].contains(function) else { return nil }
        let path = text.firstMatch(of: /path: "([^"]+)"/).map { String($0.1) }
        text = text.replacing(/path: "[^"]+"/, with: "")
        var names = text.matches(of: /"([^"]+)"/).map { String($0.1) }
        guard !names.isEmpty else { return nil }
        let name = names.removeFirst()
        let layer: String
        switch function {
        case "core", "server", "client": layer = "Sources/\(function.capitalized)"
        case "layered": layer = "Sources/\(names.removeFirst())"
        default: layer = "Tests"
        }
        let words = text.matches(of: /\b[a-z]\w+\b/).compactMap { modules[String($0.0)] }
        return Target(
            name: module(name), folder: path ?? "\(layer)/\(name)", uses: Set(names.map(module)).union(words))
    }

    private static func module(_ name: String) -> String { name.replacing("-", with: "_") }
}
