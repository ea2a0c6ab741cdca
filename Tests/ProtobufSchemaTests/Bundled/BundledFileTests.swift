import Foundation
import Testing

@testable import ProtobufSchema

@Suite struct `Bundled files` {
    /// The bundled files under a folder, against protoc's view of the same-named ones.
    private func check(_ prefix: String, except: Set<String> = [], by protoc: Protoc, in folders: [URL]) throws {
        let paths = BundledFile.all.map(\.path).filter { $0.hasPrefix(prefix) && !except.contains($0) }
        #expect(!paths.isEmpty)
        let verdict = try protoc.compile(paths, in: folders)
        let expected = try FileDescriptorSet(parsing: try #require(verdict.descriptors, "protoc says: \(verdict.words)"))
        let ours = try ProtoCompiler.descriptors([], roots: paths).files
        for path in paths {
            let file = try #require(ours.first { $0.name == path })
            #expect(file.serialized == expected.files.first { $0.name == path }?.serialized, "\(path) differs")
        }
    }

    @Test func `of google/protobuf are those of Debian's protoc`() throws {
        try check("google/protobuf/", except: [DescriptorProto.path], by: .debian, in: [URL(filePath: "/usr/include/")])
    }

    @Test func `hold the descriptor_proto of a newer protoc, for editions`() throws {
        try check(DescriptorProto.path, by: .newer, in: [])
    }

    @Test func `of google/type are those of googleapis-common-protos`() throws {
        try check("google/type/", by: .newer, in: [try Protoc.sitePackages])
    }

    @Test func `all compile, and the path of each is its own`() throws {
        for file in BundledFile.all {
            let draft = try file.draft()
            #expect(draft.name == file.path)
            #expect(BundledFile.at(file.path)?.text == file.text)
        }
    }

    @Test func `annotate with Confluent's metadata`() throws {
        let text = """
            syntax = "proto3";
            import "confluent/meta.proto";
            import "confluent/type/decimal.proto";
            option (confluent.file_meta).doc = "file";
            message M {
              option (confluent.message_meta) = { params: { key: "a" value: "b" } tags: ["PII"] rules { name: "r" expr: "e" } };
              confluent.type.Decimal d = 1 [(confluent.field_meta).tags = "T", (confluent.field_meta).params = { key: "scale" value: "2" }];
            }
            """
        let file = try #require(
            try ProtoCompiler.descriptors([.init(name: "m.proto", text: text)], roots: ["m.proto"]).files.last)
        #expect(file.options?.messages(1088).count == 1)
        #expect(file.messages[0].fields[0].options?.messages(1088).count == 2)
    }
}
