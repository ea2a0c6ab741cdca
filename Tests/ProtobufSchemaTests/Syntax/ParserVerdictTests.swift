import Foundation
import ProtobufSchema
import TestKit
import Testing

@Suite struct `The parser's verdict is protoc's` {
    @Test func `on texts that both take`() throws {
        let texts = try cases("taken.txt").sections.map(\.body) + takenButNotFitForAFile
        for (text, verdict) in zip(texts, try ProtocVerdicts.of(texts)) {
            #expect(verdict == nil, "protoc refuses \(text)")
            do { _ = try parse(text) } catch { Issue.record("refused: \(text)\n\(error)") }
        }
    }

    @Test func `on texts that both refuse`() throws {
        var file = try cases("refused.txt")
        let verdicts = try ProtocVerdicts.of(file.sections.map(\.body))
        for (index, verdict) in verdicts.enumerated() {
            let text = file.sections[index].body
            #expect(verdict != nil, "protoc takes \(text)")
            let saying = refusal(of: text)
            if ProcessInfo.processInfo.environment["UPDATE_CASES"] == "1" { file.sections[index].title = saying ?? "" }
            #expect(saying == file.sections[index].title, "\(text)\nprotoc says: \(verdict ?? "nothing")")
        }
        if ProcessInfo.processInfo.environment["UPDATE_CASES"] == "1" { try Data(file.text.utf8).write(to: url("refused.txt")) }
    }

    @Test func `on control characters`() throws {
        let texts = [
            "message M {}\u{1}", "message M {}\u{0}", "// a\u{0}b", "/* \u{0} */", "message M {}\u{7f}", "option a = \"\u{0}\";",
        ]
        for (text, verdict) in zip(texts, try ProtocVerdicts.of(texts)) {
            #expect(verdict != nil, "protoc takes \(text.debugDescription)")
            #expect(refusal(of: text) != nil, "\(text.debugDescription)")
        }
    }
}

private let takenButNotFitForAFile = [
    "", "\u{feff}syntax = \"proto3\";", "message M { optional string a = 1 [default = 'ä\t\u{1}\r☃𝄞']; } // ☃\u{2}\n/* 𝄞 */",
    "message M { optional int32 a\n=\n1\n;\n}\r\n\r\n\u{0c}\u{0b}",
]

func parse(_ text: String, limits: ProtobufLimits = .standard) throws(ProtobufSchemaError) -> ProtoSyntax {
    try ProtoParser.parse(text, named: "test.proto", limits: limits)
}

/// `line:column: sentence`, nil where the text is taken.
func refusal(of text: String, limits: ProtobufLimits = .standard) -> String? {
    do {
        _ = try parse(text, limits: limits)
        return nil
    } catch {
        return "\(error.range.map { "\($0): " } ?? "")\(error.sentence)"
    }
}

private func url(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Corpus/Syntax/\(name)").standardized
}

private func cases(_ name: String) throws -> CaseFile { try CaseFile(parsing: String(contentsOf: url(name), encoding: .utf8)) }
