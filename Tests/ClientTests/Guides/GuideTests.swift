import Foundation
import Testing

@Suite struct `The guides` {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    @Test(arguments: ["producing", "consuming", "avro-in-swift"])
    func `show Swift that compiles`(_ name: String) throws {
        let compiled = Set(Self.code(in: try Self.text("GuideSnippets.swift")))
        let page = try Self.text("../../../docs/guides/\(name).md")
        let blocks = page.components(separatedBy: "```swift\n").dropFirst().map { $0.components(separatedBy: "\n```")[0] }
        #expect(!blocks.isEmpty)
        for line in blocks.flatMap(Self.code) {
            #expect(compiled.contains(line), "put the line into GuideSnippets.swift, where the compiler sees it")
        }
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: folder.appending(path: path).standardizedFileURL, encoding: .utf8)
    }

    /// The lines without what stands around code.
    private static func code(in text: String) -> [String] {
        text.split(separator: "\n").map { line in
            let code = line.components(separatedBy: "  //").first ?? ""
            return code.trimmingCharacters(in: .whitespaces)
        }.filter { !$0.isEmpty }
    }
}
