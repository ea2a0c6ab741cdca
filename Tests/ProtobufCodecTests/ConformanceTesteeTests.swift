import ProtobufCodec
import ProtobufConformance
import ProtobufSchema
import Testing

@Suite struct `The conformance testee` {
    /// `ConformanceRequest` and `ConformanceResponse` as far as the tests go.
    private static let requests = """
        message Request { bytes binary = 1; string json = 2; string text = 8; int32 output = 3; string type = 4; int32 category = 5; }
        message Response { string parse_error = 1; string runtime_error = 2; bytes binary = 3; string json = 4; string skipped = 5; string serialize_error = 6; }
        """

    @Test func `answers in the format that is asked for`() throws {
        for type in [
            "proto3.TestAllTypesProto3", "proto2.TestAllTypesProto2", "editions.proto3.TestAllTypesProto3",
            "editions.proto2.TestAllTypesProto2", "editions.TestAllTypesEdition2023", "edition_unstable.TestAllTypesEditionUnstable",
        ] {
            let full = "protobuf_test_messages." + type
            #expect(try ask([.init("json", .string(#"{"optionalInt32":5}"#)), .init("output", .signed(1))], full) == #"{"binary":"CAU="}"#)
            #expect(try ask([.init("binary", .bytes([8, 5])), .init("output", .signed(2))], full) == #"{"json":"{\"optionalInt32\":5}"}"#)
        }
    }

    @Test func `says what it cannot read`() throws {
        let type = "protobuf_test_messages.proto3.TestAllTypesProto3"
        #expect(try ask([.init("json", .string("{")), .init("output", .signed(1))], type).hasPrefix(#"{"parseError":"#))
        #expect(try ask([.init("binary", .bytes([8])), .init("output", .signed(1))], type).hasPrefix(#"{"parseError":"#))
        #expect(try ask([.init("text", .string("a: 1")), .init("output", .signed(1))], type).hasPrefix(#"{"skipped":"#))
        #expect(try ask([.init("binary", .bytes([8, 1])), .init("output", .signed(4))], type).hasPrefix(#"{"skipped":"#))
        #expect(try ask([.init("binary", .bytes([]))], "a.B").hasPrefix(#"{"runtimeError":"#))
        let ignoring: [ProtobufTree.Member] = [.init("json", .string(#"{"nope":1}"#)), .init("output", .signed(2)), .init("category", .signed(3))]
        #expect(try ask(ignoring, type) == #"{"json":"{}"}"#)
        let testee = try ConformanceTestee()
        #expect(try json(testee.respond(to: [0x0a])).hasPrefix(#"{"runtimeError":"#))
    }

    private func ask(_ members: [ProtobufTree.Member], _ type: String) throws -> String {
        let request = try plan(Self.requests, "Request")
        let bytes = try ProtobufTree.message(members + [.init("type", .string(type))]).encoded(as: request)
        return try json(try ConformanceTestee().respond(to: bytes))
    }

    private func json(_ response: [UInt8]) throws -> String {
        try ProtobufJSON.text(try DynamicMessage(response, plan: try plan(Self.requests, "Response")))
    }
}
