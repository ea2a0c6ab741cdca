internal import ProtobufCodec
internal import ProtobufSchema

/// What Google's conformance runner talks to: requests in, responses out, both as messages of `conformance.proto`.
/// Binary and JSON are answered; text format and JSPB are skipped.
public struct ConformanceTestee: Sendable {
    private let request: ProtobufDecodingPlan
    private let response: ProtobufDecodingPlan
    private let messages: ProtobufDecodingPlan

    /// Compiles the messages of the tests.
    public init() throws {
        let protocolSchema = try ProtoCompiler.compile(Self.protocolText)
        let files = TestMessages.allCases.map { (fileName: $0.fileName, text: $0.text) } + [TestMessages.unstable]
        let sources = files.map { ProtoCompiler.Source(name: $0.fileName, text: $0.text) }
        let schema = try ProtoCompiler.compile(sources, roots: sources.map(\.name))
        guard let request = protocolSchema.message(named: "conformance.ConformanceRequest"),
            let response = protocolSchema.message(named: "conformance.ConformanceResponse"),
            let first = schema.message(named: "protobuf_test_messages.proto3.TestAllTypesProto3")
        else { preconditionFailure("the texts define the messages they are read for") }
        self.request = ProtobufDecodingPlan(protocolSchema, message: request)
        self.response = self.request.plan(for: response)
        messages = ProtobufDecodingPlan(schema, message: first)
    }

    /// The answer to one request; a request that cannot be read is a runtime error of ours.
    public func respond(to bytes: [UInt8]) -> [UInt8] {
        let answer: ProtobufTree.Member
        do {
            answer = self.answer(try DynamicMessage(bytes, plan: request))
        } catch {
            answer = ProtobufTree.Member("runtime_error", .string("the request: \(error)"))
        }
        do {
            return try ProtobufTree.message([answer]).encoded(as: response)
        } catch {
            preconditionFailure("an answer is one of the response's fields")
        }
    }

    private func answer(_ request: DynamicMessage) -> ProtobufTree.Member {
        let name = request["message_type"]?.string ?? ""
        // The runner asks for the list of failures it should expect first.
        if name == "conformance.FailureSet" { return ProtobufTree.Member("protobuf_payload", .bytes([])) }
        guard let id = messages.schema.message(named: name) else {
            return ProtobufTree.Member("runtime_error", .string("the message type \(name) is not known"))
        }
        let plan = messages.plan(for: id)
        let message: DynamicMessage
        do throws(ProtobufCodecError) {
            if request.has("protobuf_payload") {
                message = try DynamicMessage(request["protobuf_payload"]?.bytes ?? [], plan: plan)
            } else if request.has("json_payload") {
                let ignores = request["test_category"]?.enumName == "JSON_IGNORE_UNKNOWN_PARSING_TEST"
                message = try ProtobufJSON.message(
                    request["json_payload"]?.string ?? "", plan: plan, options: .init(ignoresUnknown: ignores))
            } else {
                return ProtobufTree.Member("skipped", .string("only binary and JSON are read"))
            }
        } catch {
            return ProtobufTree.Member("parse_error", .string("\(error)"))
        }
        switch request["requested_output_format"]?.enumName {
        case "PROTOBUF": return ProtobufTree.Member("protobuf_payload", .bytes(message.serialized))
        case "JSON":
            do throws(ProtobufCodecError) {
                return ProtobufTree.Member("json_payload", .string(try ProtobufJSON.text(message)))
            } catch {
                return ProtobufTree.Member("serialize_error", .string("\(error)"))
            }
        default: return ProtobufTree.Member("skipped", .string("only binary and JSON are written"))
        }
    }

    /// `conformance.proto`, from its names and numbers.
    private static let protocolText = """
        syntax = "proto3";
        package conformance;
        enum WireFormat { UNSPECIFIED = 0; PROTOBUF = 1; JSON = 2; JSPB = 3; TEXT_FORMAT = 4; }
        enum TestCategory {
          UNSPECIFIED_TEST = 0; BINARY_TEST = 1; JSON_TEST = 2; JSON_IGNORE_UNKNOWN_PARSING_TEST = 3; JSPB_TEST = 4;
          TEXT_FORMAT_TEST = 5;
        }
        message ConformanceRequest {
          oneof payload { bytes protobuf_payload = 1; string json_payload = 2; string jspb_payload = 7; string text_payload = 8; }
          WireFormat requested_output_format = 3;
          string message_type = 4;
          TestCategory test_category = 5;
          bool print_unknown_fields = 9;
        }
        message ConformanceResponse {
          oneof result {
            string parse_error = 1; string serialize_error = 6; string timeout_error = 9; string runtime_error = 2;
            bytes protobuf_payload = 3; string json_payload = 4; string skipped = 5; string jspb_payload = 7;
            string text_payload = 8;
          }
        }
        """
}
