import Foundation
import Testing

@testable import ProtobufSchema

@Suite struct `Bundled files` {
    /// What comes of bundled files and all they import, against protoc's view of the same-named ones.
    private func check(_ paths: [String], by protoc: Protoc, in folders: [URL]) throws {
        #expect(!paths.isEmpty)
        let verdict = try protoc.compile(paths, in: folders)
        let expected = try FileDescriptorSet(parsing: try #require(verdict.descriptors, "protoc says: \(verdict.words)"))
        let ours = try ProtoCompiler.descriptors([], roots: paths).files
        #expect(Set(ours.map(\.name)) == Set(expected.files.map(\.name)))
        for file in ours {
            #expect(file.serialized == expected.files.first { $0.name == file.name }?.serialized, "\(file.name) differs")
        }
    }

    private func paths(under prefix: String, forEditions: Bool) -> [String] {
        BundledFile.all.filter { $0.path.hasPrefix(prefix) && $0.isForEditions == forEditions }.map(\.path)
    }

    @Test func `of google/protobuf are those of Debian's protoc, its descriptor_proto too`() throws {
        try check(paths(under: "google/protobuf/", forEditions: false), by: .debian, in: [URL(filePath: "/usr/include/")])
    }

    @Test func `hold the features of languages and the descriptor_proto of a newer protoc, for editions`() throws {
        try check(paths(under: "google/protobuf/", forEditions: true), by: .newer, in: [])
    }

    @Test func `of google/type are those of googleapis-common-protos`() throws {
        try check(paths(under: "google/type/", forEditions: false), by: .newer, in: [try Protoc.sitePackages])
    }

    /// The bundled `descriptor.proto` that a text gets: whether it knows features.
    private func knowsFeatures(_ text: String, beside others: [ProtoCompiler.Source] = []) throws -> Bool {
        let files = try ProtoCompiler.descriptors([.init(name: "a.proto", text: text)] + others, roots: ["a.proto"]).files
        let descriptor = try #require(files.first { $0.name == DescriptorProto.path })
        return descriptor.messages.contains { $0.name == "FeatureSet" }
    }

    @Test func `give editions their descriptor_proto, and what is older than they are its own`() throws {
        let old = """
            syntax = "proto3"; import "google/protobuf/descriptor.proto";
            extend google.protobuf.FieldOptions { string unit = 50000; } message M { int32 length = 1 [(unit) = "m"]; }
            """
        #expect(try !knowsFeatures(old))
        #expect(try !knowsFeatures("import \"confluent/meta.proto\"; option (confluent.file_meta).doc = \"a\";"))
        #expect(try knowsFeatures("edition = \"2023\"; import \"google/protobuf/descriptor.proto\";"))
        #expect(try knowsFeatures("edition = \"2023\"; import \"b.proto\";", beside: [.init(name: "b.proto", text: old)]))
        #expect(try knowsFeatures("import \"google/protobuf/cpp_features.proto\";"))
        // Options that came later are taken where editions are not, and with them what declares them.
        #expect(try knowsFeatures("\(old) message N { string secret = 1 [debug_redact = true]; }"))
    }

    @Test func `set the features of languages in edition 2023`() throws {
        let text = """
            edition = "2023";
            import "google/protobuf/cpp_features.proto";
            import "google/protobuf/go_features.proto";
            import "google/protobuf/java_features.proto";
            option features.(pb.go).api_level = API_OPAQUE;
            message M {
              string text = 1 [features.(pb.cpp).string_type = VIEW, features.(pb.java).utf8_validation = VERIFY];
            }
            """
        let file = try #require(try ProtoCompiler.descriptors([.init(name: "m.proto", text: text)], roots: ["m.proto"]).files.last)
        #expect(file.options?.bytes == [0x92, 0x03, 0x05, 0xd2, 0x3e, 0x02, 0x10, 0x03])
        #expect(file.messages[0].fields[0].options?.message(21)?.messages(1000).map(\.bytes) == [[0x10, 0x01]])
        #expect(file.messages[0].fields[0].options?.message(21)?.messages(1001).map(\.bytes) == [[0x10, 0x02]])
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
