import Foundation
import TestKit
import Testing

/// A file below `Compat/`, shown by its path in test reports.
struct StoredCase: CustomTestStringConvertible, Sendable {
    /// From `Compat/`: `avro/AVRO_NAME_CHANGED/record.case`.
    var path: String

    var testDescription: String { path }

    /// The folder that names the rule.
    var rule: String { String(path.split(separator: "/").dropLast().last ?? "") }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Compat")

    /// The files of a folder and those below it, by name.
    static func all(under folder: String) -> [StoredCase] {
        let files = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
        return (files?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".case") }.sorted()
            .map { StoredCase(path: "\(folder)/\($0)") }
    }

    func read() throws -> CaseFile {
        try CaseFile(parsing: String(contentsOf: Self.root.appending(path: path), encoding: .utf8))
    }

    /// Compares a section with what came out; with `UPDATE_CASES=1` writes it instead, for the diff to be reviewed.
    func expect(_ actual: String, in section: String, of file: CaseFile) throws {
        if ProcessInfo.processInfo.environment["UPDATE_CASES"] == "1" {
            var updated = file
            updated[section] = actual
            try updated.text.write(to: Self.root.appending(path: path), atomically: true, encoding: .utf8)
        } else {
            #expect(actual == file[section], "Compat/\(path); UPDATE_CASES=1 rewrites it")
        }
    }
}
