import Foundation
import TestKit
import Testing

@testable import ProtobufSchema

@Suite struct `What protoc compiles` {
    private static let google = URL(filePath: "/usr/include/")

    /// Compiles everything in a folder as one set, with protoc and with ours.
    private func check(_ protoc: Protoc, _ folder: URL, under prefix: String = "", _ beside: [URL] = []) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: prefix).path)
            .filter { $0.hasSuffix(".proto") }.sorted().map { prefix + $0 }
        #expect(!names.isEmpty)
        let verdict = try protoc.compile(names, in: [folder] + beside)
        let expected = try FileDescriptorSet(parsing: try #require(verdict.descriptors, "protoc says: \(verdict.words)"))
        let sources = try names.map {
            ProtoCompiler.Source(name: $0, text: try String(contentsOf: folder.appending(path: $0), encoding: .utf8))
        }
        let set = FileDescriptorSet(files: try ProtoCompiler.descriptors(sources, roots: names).files)
        #expect(set.files.map(\.name) == expected.files.map(\.name))
        for (file, wanted) in zip(set.files, expected.files) {
            #expect(file.serialized == wanted.serialized, "\(file.name) differs")
        }
    }

    @Test func `of proto2 and proto3 gives the same descriptors to the byte`() throws {
        try check(.debian, Protoc.corpus.appending(path: "accepted"), [Self.google])
    }

    @Test func `of edition 2023 gives the same descriptors to the byte`() throws {
        try check(.newer, Protoc.corpus.appending(path: "editions"))
    }

    @Test func `in Debian's own files gives the same descriptors to the byte`() throws {
        try check(.debian, Self.google, under: "google/protobuf/")
    }
}

@Suite struct `What protoc refuses` {
    private static let options = """
        import "google/protobuf/descriptor.proto";
        import "google/protobuf/any.proto";
        package x;
        message O {
          repeated int32 i = 1; repeated string s = 2; repeated O m = 3; optional double d = 4; optional E e = 5;
          optional bool b = 6; optional float f = 7; optional google.protobuf.Any a = 8; extensions 100 to max;
        }
        enum E { A = 0; B = 1; }
        extend google.protobuf.FileOptions {
          optional O o = 50000; optional int32 n = 50001; optional double d = 50002; optional string s = 50004;
        }
        """

    /// What ours says: `line:column: sentence`, nil where it takes the text.
    private func saying(of text: String, _ index: Int) -> String? {
        do {
            let files = [
                ProtoCompiler.Source(name: "case.proto", text: "\(text)\npackage p\(index);\n"),
                ProtoCompiler.Source(name: "options.proto", text: Self.options),
            ]
            _ = try ProtoCompiler.descriptors(files, roots: ["case.proto"])
            return nil
        } catch {
            return "\(error.range.map { "\($0): " } ?? "")\(error.sentence)"
        }
    }

    private func check(_ name: String, by protoc: Protoc, atOnePlace: Bool = true) throws {
        let url = Protoc.corpus.appending(path: name)
        var file = try CaseFile(parsing: try String(contentsOf: url, encoding: .utf8))
        let isUpdate = ProcessInfo.processInfo.environment["UPDATE_CASES"] == "1"
        let refusals = try protoc.refusals(of: file.sections.map(\.body), with: ["options.proto": Self.options])
        for (index, section) in file.sections.enumerated() {
            let saying = saying(of: section.body, index)
            if isUpdate { file.sections[index].title = saying ?? "" }
            #expect(saying == file.sections[index].title, "\(section.body)")
            #expect(refusals[index] != nil, "protoc takes \(section.body)")
            guard atOnePlace, let saying, let places = refusals[index], places.contains(where: { !$0.isEmpty }) else { continue }
            #expect(
                places.contains { saying.hasPrefix("\($0): ") }, "\(section.body)\nours: \(saying)\nprotoc: \(places)")
        }
        if isUpdate { try Data(file.text.utf8).write(to: url) }
    }

    @Test func `of proto2 and proto3 is refused at the same place`() throws { try check("refused.txt", by: .debian) }

    @Test func `inside of message literals is refused`() throws {
        try check("refused-in-literals.txt", by: .debian, atOnePlace: false)
    }

    @Test func `of edition 2023 is refused at the same place`() throws { try check("refused-editions.txt", by: .newer) }
}
