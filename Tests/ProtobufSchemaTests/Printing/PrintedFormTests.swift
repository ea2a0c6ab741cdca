import Foundation
import ProtobufSchema
import TestKit
import Testing

@Suite struct `The canonical texts` {
    @Test(arguments: try PrintingCase.all())
    func `are Confluent's`(printing: PrintingCase) throws {
        var file = printing.file
        let schema = try ProtoCompiler.compile(printing.text)
        for form in [ProtobufTextForm.stored, .normalized] {
            let text = schema.text(form)
            if PrintingCase.isUpdating { file["\(form)"] = String(text.dropLast()) }
            #expect(text == file["\(form)"].map { $0 + "\n" }, "\(printing.name), \(form)")
            #expect(try ProtoCompiler.compile(text).text(form) == text, "\(printing.name): printing it again changes it")
        }
        if file["described"] != nil { try checkDescribed(schema, in: &file) }
        if let expected = file["withoutExtensions"] {
            let text = schema.text(.withoutExtensions)
            if PrintingCase.isUpdating { file["withoutExtensions"] = String(text.dropLast()) }
            #expect(text == expected + "\n", "\(printing.name)")
        }
        if PrintingCase.isUpdating { try printing.write(file) }
    }

    /// The stored form of a schema that came as its descriptors' bytes.
    private func checkDescribed(_ schema: ProtobufSchema, in file: inout CaseFile) throws {
        let bytes = FileDescriptorSet(files: schema.files).serialized
        let linked = try ProtobufSchema(linking: try FileDescriptorSet(parsing: bytes).files, roots: schema.roots)
        let text = linked.text(.stored)
        if PrintingCase.isUpdating { file["described"] = String(text.dropLast()) }
        #expect(text == file["described"].map { $0 + "\n" })
    }
}

/// A file of `Corpus/Printing`.
struct PrintingCase: CustomTestStringConvertible {
    let name: String
    let file: CaseFile

    static let isUpdating = ProcessInfo.processInfo.environment["UPDATE_CASES"] == "1"
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Corpus/Printing")
        .standardized

    var text: String { file["text"] ?? "" }
    var testDescription: String { name }

    static func all() throws -> [PrintingCase] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted().map { name in
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            return PrintingCase(name: name, file: try CaseFile(parsing: text))
        }
    }

    func write(_ file: CaseFile) throws { try Data(file.text.utf8).write(to: Self.folder.appending(path: name)) }
}
