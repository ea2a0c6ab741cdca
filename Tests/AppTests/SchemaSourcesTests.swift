import ArgumentParser
import Compatibility
import FindingReports
import Foundation
import RegistryModel
import SchemaSets
import Testing

@testable import herald

@Suite struct `What schemas are compared with` {
    @Test func `is typed in few words`() {
        let cases: [(String, BaselineArgument?)] = [
            ("registry", .registry(.byLevel)), ("registry:all", .registry(.all)), ("registry:latest", .registry(.latest)),
            ("registry:3", .registry(.number(3))), ("registry:v3", .registry(.number(3))), ("registry:0", nil),
            ("registry:x", nil), ("git:main", .git("main")), ("git:origin/main~2", .git("origin/main~2")), ("git:", nil),
            ("git", nil), (".git", .repository(path: ".git", commit: "HEAD", subdirectory: nil)),
            (".git#branch=main", .repository(path: ".git", commit: "main", subdirectory: nil)),
            (".git#branch=main,subdir=proto/", .repository(path: ".git", commit: "main", subdirectory: "proto")),
            ("../other/.git#tag=v1", .repository(path: "../other/.git", commit: "refs/tags/v1", subdirectory: nil)),
            (".git#depth=1", nil), (".git#branch", nil), ("https://example.org/x.git#branch=main", nil), ("x#branch=main", nil),
            ("dir:old", .directory("old")), ("dir:", nil), ("file:a.avsc", .file("a.avsc")), ("old/a.avsc", .file("old/a.avsc")),
            ("", nil),
        ]
        for (text, expected) in cases { #expect(BaselineArgument(argument: text) == expected, "\(text)") }
    }

    @Test func `is the target of a pull request too`() {
        #expect(CheckBaselines.pullRequestTarget([:]) == nil)
        #expect(CheckBaselines.pullRequestTarget(["GITHUB_BASE_REF": ""]) == nil)
        #expect(CheckBaselines.pullRequestTarget(["GITHUB_BASE_REF": "main"]) == "origin/main")
        #expect(CheckBaselines.pullRequestTarget(["CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "trunk"]) == "origin/trunk")
        #expect(CheckBaselines.pullRequestTarget(["CI_MERGE_REQUEST_DIFF_BASE_SHA": "abc"]) == "abc")
    }
}

@Suite struct `A schema's place` {
    @Test func `is a file, a commit or a registry`() {
        let cases: [(String, SchemaLocation?)] = [
            ("a.avsc", .file("a.avsc")), ("-", .file("-")), ("x/y", .file("x/y")), ("file:odd@1", .file("odd@1")),
            ("git:main:a/b.proto", .git(commit: "main", path: "a/b.proto")), ("git:main", nil), ("git::a", nil), ("git:a:", nil),
            ("orders-value@3", .registry(.subject(Subject("orders-value"), SchemaVersionSelector("3")))),
            ("orders-value", .registry(.subject(Subject("orders-value"), nil))), ("id:7", .registry(.id(SchemaID(7)))),
            ("orders-value@x", nil), ("", nil),
        ]
        for (text, expected) in cases { #expect(SchemaLocation(argument: text) == expected, "\(text)") }
    }
}

@Suite struct `A report's format` {
    @Test func `may have a file`() {
        #expect(ReportOutput(argument: "sarif=out/a.sarif") == ReportOutput(argument: "sarif=out/a.sarif"))
        #expect(ReportOutput(argument: "sarif=out/a.sarif")?.file == "out/a.sarif")
        #expect(ReportOutput(argument: "text")?.file == nil)
        for text in ["", "xml", "json=", "=a"] { #expect(ReportOutput(argument: text) == nil, "\(text)") }
    }

    @Test func `that is a document has standard output to itself`() {
        func options(_ formats: String...) throws -> SchemaLintCommand {
            try SchemaLintCommand.parse(["x"] + formats.flatMap { ["--format", $0] })
        }
        #expect(throws: Never.self) { try options("text", "github", "gcc", "json=a") }
        #expect(throws: Never.self) { try options("sarif", "json=a", "junit=b") }
        #expect(throws: (any Error).self) { try options("text", "json") }
    }
}

@Suite struct `Bytes of records` {
    @Test func `are read as they are written`() throws {
        let bytes: [UInt8] = [0, 1, 0xfe, 0xff]
        for form in RecordBytes.allCases { #expect(try form.records(form.written(bytes)) == [bytes]) }
        #expect(try RecordBytes.hex.records(Array("00 fF\n\n 7f".utf8)) == [[0, 255], [127]])
        #expect(try RecordBytes.binary.records([]) == [])
        for text in ["0", "0g", "é"] {
            #expect(throws: CommandFailure.self, "\(text)") { try RecordBytes.hex.records(Array(text.utf8)) }
        }
        #expect(throws: CommandFailure.self) { try RecordBytes.base64.records(Array("*".utf8)) }
    }
}

@Suite struct `A level` {
    @Test func `is joined with another to what both ask`() {
        let cases: [(CompatibilityLevel, CompatibilityLevel, CompatibilityLevel)] = [
            (.none, .backward, .backward), (.backward, .none, .backward), (.backward, .forward, .full),
            (.backward, .backwardTransitive, .backwardTransitive), (.forwardTransitive, .backward, .fullTransitive),
            (.none, .none, .none), (.full, .forward, .full),
        ]
        for (left, right, expected) in cases { #expect(left.combined(with: right) == expected, "\(left) \(right)") }
    }
}
