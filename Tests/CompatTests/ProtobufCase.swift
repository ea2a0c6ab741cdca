import Compatibility
import JSONText
import ProtobufSchema
import TestKit
import Testing

/// The Protobuf sections of a case: the texts, and the files they import.
///
/// `import line.proto (protobuf)` is for both sides, `import old line.proto (protobuf)` for one of them. The header `roots` names
/// further files of the old side that are compared as roots.
struct ProtobufCase {
    let file: CaseFile

    /// - Parameter side: `old`, `new`, or `version 3`.
    func schema(_ side: String) throws -> WrittenSchema {
        let text = try #require(file["\(side) (protobuf)"])
        let imports = sources(for: side)
        let roots = side == "old" ? (file.header("roots") ?? "").split(separator: " ").map(String.init) : []
        let schema = try ProtoCompiler.compile(
            imports + [ProtoCompiler.Source(name: "schema.proto", text: text)], roots: roots + ["schema.proto"])
        return WrittenSchema(
            .protobuf(schema), text: text, references: imports.map { .init(name: $0.name, text: $0.text) }, name: "schema.proto")
    }

    private func sources(for side: String) -> [ProtoCompiler.Source] {
        file.sections.compactMap { section in
            let words = section.title.split(separator: " ").map(String.init)
            guard words.count > 2, words[0] == "import", words.last == "(protobuf)" else { return nil }
            guard words.count == 3 || words[1] == side else { return nil }
            return ProtoCompiler.Source(name: words[words.count - 2], text: section.body)
        }
    }
}

extension CompatibilityVerdict {
    /// `BACKWARD: no`, and a line for each finding: rule, path, places, what happened.
    func lines(named name: String, version: (Int) -> String = { _ in "" }) -> String {
        var lines = ["\(name): \(isCompatible ? "yes" : "no")"]
        for finding in findings {
            let places = "new \(finding.newPlace?.start.description ?? "-"), old \(finding.oldPlace?.start.description ?? "-")"
            lines.append("  \(finding.rule.id) at \(finding.pathText)\(version(finding.against)) (\(places)) \(finding.sentence)")
        }
        return lines.joined(separator: "\n")
    }
}
