internal import ProtobufCodec
internal import ProtobufSchema

/// A message that is decoded can be written again, and comes through JSON as it was where JSON can say it.
enum ProtobufDataFuzzing {
    static func run(_ bytes: [UInt8]) {
        guard let choice = bytes.first else { return }
        let plan = plans[Int(choice) % plans.count]
        guard let message = try? DynamicMessage(bytes, from: 1, plan: plan) else { return }
        // Fields may come in any order and tags in several lengths, so it is the second writing that has to stay.
        let written = message.serialized
        guard let again = try? DynamicMessage(written, plan: plan) else { finding("does not read what it wrote") }
        require(again.serialized == written, "a message changes when it is written again")
        guard let json = try? ProtobufJSON.text(again) else { return }
        guard let back = try? ProtobufJSON.message(json, plan: plan) else { finding("the JSON of a message is not taken: \(json)") }
        guard let text = try? ProtobufJSON.text(back) else { finding("has no JSON any more: \(json)") }
        require(text == json, "JSON changes on its way: \(json) \(text)")
    }

    private static let limits = ProtobufCodecLimits(maxBytes: 1 << 16, maxDepth: 64, maxValues: 100_000)

    private static let plans: [ProtobufDecodingPlan] = {
        do {
            return try [(proto3, "P"), (proto2, "Q"), (wellKnown, "W")].map { text, name in
                let schema = try ProtoCompiler.compile(text)
                guard let message = schema.message(named: name) else { finding("\(name) is in its text") }
                return ProtobufDecodingPlan(schema, message: message, limits: limits)
            }
        } catch {
            finding("the schemas of the fuzzer compile: \(error)")
        }
    }()

    private static let proto3 = """
        syntax = "proto3";
        enum E { ZERO = 0; ONE = 1; }
        message P {
          int32 a = 1; sint64 b = 2; fixed32 c = 3; double d = 4; float e = 5; bool f = 6; string g = 7; bytes h = 8; E i = 9;
          P j = 10; repeated int64 k = 11; repeated string l = 12; map<string, P> m = 13; map<int32, E> n = 14;
          oneof o { uint64 p = 15; P q = 16; string r = 17; }
          optional string s = 18; repeated P t = 19; repeated E u = 20; repeated fixed64 v = 21;
        }
        """

    private static let proto2 = """
        syntax = "proto2";
        enum E { ONE = 1; TWO = 2; }
        enum Z { ZERO = 0; }
        message Q {
          required int32 a = 1; optional string b = 2 [default = "x"]; optional group G = 3 { optional int32 x = 1; repeated Q y = 2; }
          repeated sint32 c = 4 [packed = true]; optional E d = 5 [default = TWO]; map<bool, Z> e = 6; repeated E f = 7;
          extensions 100 to 200;
        }
        extend Q { optional Q inner = 100; repeated fixed32 words = 101; }
        """

    // A NullValue is null whatever its number, so only one with presence comes back from JSON.
    private static let wellKnown = """
        syntax = "proto3";
        import "google/protobuf/any.proto"; import "google/protobuf/duration.proto"; import "google/protobuf/field_mask.proto";
        import "google/protobuf/struct.proto"; import "google/protobuf/timestamp.proto"; import "google/protobuf/wrappers.proto";
        message W {
          google.protobuf.Any a = 1; google.protobuf.Duration b = 2; google.protobuf.FieldMask c = 3; google.protobuf.Struct d = 4;
          google.protobuf.Value e = 5; google.protobuf.Timestamp f = 6; google.protobuf.Int64Value g = 7;
          google.protobuf.ListValue h = 8; optional google.protobuf.NullValue i = 9; repeated google.protobuf.Value j = 10;
          oneof k { google.protobuf.BytesValue l = 11; google.protobuf.NullValue m = 12; }
        }
        """
}
