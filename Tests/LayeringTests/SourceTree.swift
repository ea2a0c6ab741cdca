import Foundation

/// The checkout this test was built from, read as text.
struct SourceTree {
    struct File {
        /// From the top of the checkout, as git prints it.
        var path: String
        var lines: [Substring]

        /// Modules named by import declarations, whatever access they carry.
        var imports: [String] {
            lines.compactMap { line in
                var words = line.split(separator: " ")
                while let first = words.first, ["@testable", "@preconcurrency", "public", "package", "internal"].contains(first) {
                    words.removeFirst()
                }
                // A quote behind it is an import of a `.proto` text inside a string.
                guard words.count >= 2, words[0] == "import", !words[1].hasPrefix("\"") else { return nil }
                let kinds = ["struct", "class", "enum", "protocol", "func", "let", "var", "typealias"]
                let name = kinds.contains(String(words[1])) && words.count >= 3 ? words[2] : words[1]
                return name.split(separator: ".").first.map(String.init)
            }
        }

        /// The target whose folder it lies in: the third component under Sources, Sources/App and the like aside.
        var target: String? {
            let parts = path.split(separator: "/")
            guard parts.count >= 4, parts[0] == "Sources" else { return nil }
            return String(parts[2])
        }
    }

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// Every Swift file under `folder`.
    static func swiftFiles(under folder: String) throws -> [File] {
        let base = root.appendingPathComponent(folder)
        guard let paths = FileManager.default.enumerator(atPath: base.path) else { return [] }
        return try paths.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") && !$0.contains(".build/") }.sorted().map {
            let path = "\(folder)/\($0)"
            return File(path: path, lines: try text(path).split(separator: "\n", omittingEmptySubsequences: false))
        }
    }
}
