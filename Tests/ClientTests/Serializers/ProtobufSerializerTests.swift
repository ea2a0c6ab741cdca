import ProtobufSchema
import ProtobufSerializers
import RegistryClient
import RegistryModel
import Serializers
import SwiftProtobuf
import Testing

@Suite struct `A Protobuf serializer` {
    /// Declares the well-known type at the place `[1, 0]` of a file, so that its generated message is one of "ours".
    static let text = """
        syntax = "proto3";
        package google.protobuf;
        message First { int32 x = 1; }
        message Duration { int64 seconds = 1; int32 nanos = 2; }
        """
    static let schema = SchemaText(text, format: .protobuf)
    static let duration = Google_Protobuf_Duration(seconds: 150, nanos: 7)

    @Test func `puts the schema's id and the message's indexes in front`() async throws {
        let registry = StubRegistry()
        registry.add("\"string\"", under: "other-value")
        registry.add(Self.text, format: .protobuf, under: "waits-value")
        let serializer = ProtobufSerializer<Google_Protobuf_Duration>(registry, writing: .given(Self.schema))
        let bytes = try await serializer.serialize(Self.duration, topic: "waits")
        // id 2; one index, 1, as zigzag varints; then the message
        #expect(bytes == [0, 0, 0, 0, 2, 2, 2, 8, 0x96, 1, 16, 7])
        #expect(try await serializer.serialize(nil, topic: "waits") == nil)
    }

    @Test func `writes the first message of a file with a single zero`() async throws {
        let registry = StubRegistry()
        let text = #"syntax = "proto3"; package google.protobuf; message Duration { int64 seconds = 1; int32 nanos = 2; }"#
        registry.add(text, format: .protobuf, under: "waits-value")
        let serializer = ProtobufSerializer<Google_Protobuf_Duration>(registry, writing: .latest)
        #expect(try await serializer.serialize(Self.duration, topic: "waits") == [0, 0, 0, 0, 1, 0, 8, 0x96, 1, 16, 7])
    }

    @Test func `reads what it wrote, asking the registry once`() async throws {
        let registry = StubRegistry()
        registry.add(Self.text, format: .protobuf, under: "waits-value")
        let serializer = ProtobufSerializer<Google_Protobuf_Duration>(registry, writing: .given(Self.schema))
        let deserializer = ProtobufDeserializer<Google_Protobuf_Duration>(registry)
        for nanos in 0..<10 {
            let value = Google_Protobuf_Duration(seconds: 3, nanos: Int32(nanos))
            let bytes = try await serializer.serialize(value, topic: "waits")
            #expect(try await deserializer.deserialize(bytes, topic: "waits") == value)
        }
        #expect(registry.calls == ["look up under waits-value", "schema 1"])
        #expect(try await deserializer.deserialize(nil, topic: "waits") == nil)
    }

    @Test func `takes its schema from a descriptor set that protoc wrote`() async throws {
        let other = ProtoCompiler.Source(name: "other.proto", text: #"syntax = "proto3"; message Other {}"#)
        let file = ProtoCompiler.Source(name: "duration.proto", text: Self.text)
        let files = try ProtoCompiler.compile([other, file], roots: ["duration.proto", "other.proto"]).files
        let set = FileDescriptorSet(files: files).serialized
        let name = Google_Protobuf_Duration.protoMessageName
        let schema = try SchemaText(message: name, inDescriptorSet: set)
        #expect(schema.format == .protobuf)
        #expect(try ProtoCompiler.compile(schema.text).isEquivalent(to: ProtoCompiler.compile(Self.text)))
        let error = #expect(throws: ProtobufSchemaError.self) { try SchemaText(message: "a.B", inDescriptorSet: set) }
        #expect(error?.problem == "the descriptor set defines no message a.B")
    }

    @Test func `refuses a record of another message`() async throws {
        let registry = StubRegistry()
        registry.add(Self.text, format: .protobuf, under: "waits-value")
        let deserializer = ProtobufDeserializer<Google_Protobuf_Duration>(registry)
        let error = await #expect(throws: SerializationError.self) {
            try await deserializer.deserialize([0, 0, 0, 0, 1, 0, 8, 5], topic: "waits")
        }
        #expect(error?.problem == "the record is a google.protobuf.First, not a google.protobuf.Duration")
    }

    @Test func `refuses a schema that does not define the message`() async throws {
        let registry = StubRegistry()
        registry.add(#"syntax = "proto3"; message Other {}"#, format: .protobuf, under: "waits-value")
        let serializer = ProtobufSerializer<Google_Protobuf_Duration>(registry, writing: .latest)
        let error = await #expect(throws: SerializationError.self) {
            try await serializer.serialize(Self.duration, topic: "waits")
        }
        #expect(error?.problem == "the schema's file defines no message google.protobuf.Duration")
    }

    @Test func `tells bytes without a prefix from records`() async throws {
        let deserializer = ProtobufDeserializer<Google_Protobuf_Duration>(StubRegistry())
        for bytes: [UInt8] in [[], [8, 1], [0, 0, 0], [0, 0, 0, 0, 1], [0, 0, 0, 0, 1, 0xff], [0, 0, 0, 0, 1, 0x80, 0x80, 0x80]] {
            let error = await #expect(throws: SerializationError.self) {
                try await deserializer.deserialize(bytes, topic: "waits")
            }
            #expect(error?.code == .notFramed, "\(bytes)")
        }
    }

    @Test func `says which command registers a schema that is not`() async throws {
        let serializer = ProtobufSerializer<Google_Protobuf_Duration>(StubRegistry(), writing: .given(Self.schema))
        let error = await #expect(throws: SerializationError.self) {
            try await serializer.serialize(Self.duration, topic: "waits")
        }
        #expect(error?.code == .unregistered)
        #expect(error?.advice == "Register it: herald schema register Duration.proto --subject waits-value")
    }
}
