import Foundation
import Testing

/// Questions and their answers, a line each: `# about`, `> question`, `< answer`.
struct LineFile {
    struct Exchange {
        var about: String
        var question: String
        var answer: String
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Lines")

    static var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0.hasSuffix(".lines") }.sorted()
    }

    var name: String
    var exchanges: [Exchange] = []

    init(_ name: String) throws {
        self.name = name
        var about = ""
        for line in try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8).split(separator: "\n") {
            let rest = String(line.dropFirst(2))
            switch line.first {
            case "#": about = rest
            case ">": exchanges.append(Exchange(about: about, question: rest, answer: ""))
            case "<" where !exchanges.isEmpty: exchanges[exchanges.count - 1].answer = rest
            default: Issue.record("\(name): a line begins with none of # > <: \(line)")
            }
        }
    }

    /// The exchanges that a page of documentation shows, each in a block of lines that begin with `    > ` and `    < `.
    init(page path: String) throws {
        name = path
        let root = Self.folder.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        for line in try String(contentsOf: root.appending(path: path), encoding: .utf8).split(separator: "\n") {
            let rest = String(line.dropFirst(6))
            if line.hasPrefix("    > ") {
                exchanges.append(Exchange(about: "", question: rest, answer: ""))
            } else if line.hasPrefix("    < "), exchanges.last?.answer.isEmpty == true {
                exchanges[exchanges.count - 1].answer = rest
            }
        }
    }

    var text: String { exchanges.map { "# \($0.about)\n> \($0.question)\n< \($0.answer)\n" }.joined(separator: "\n") }

    func write() throws { try text.write(to: Self.folder.appending(path: name), atomically: true, encoding: .utf8) }
}
