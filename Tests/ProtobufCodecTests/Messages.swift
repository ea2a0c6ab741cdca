import ProtobufCodec
import ProtobufSchema

/// The plan of a message of a `.proto` text; the syntax is proto3 if the text names none.
func plan(
    _ text: String, _ message: String = "M", limits: ProtobufCodecLimits = .standard, allowsMissingRequired: Bool = false
) throws -> ProtobufDecodingPlan {
    let hasSyntax = text.contains("syntax =") || text.contains("edition =")
    let schema = try ProtoCompiler.compile(hasSyntax ? text : "syntax = \"proto3\";\n" + text)
    guard let id = schema.message(named: message) else { throw MissingMessage(name: message) }
    return ProtobufDecodingPlan(schema, message: id, limits: limits, allowsMissingRequired: allowsMissingRequired)
}

struct MissingMessage: Error { var name: String }

/// `0a 03 61` as bytes.
func hex(_ text: String) -> [UInt8] {
    text.split(separator: " ").compactMap { UInt8($0, radix: 16) }
}

func hexText(_ bytes: [UInt8]) -> String {
    bytes.map { (($0 < 16 ? "0" : "") + String($0, radix: 16)) }.joined(separator: " ")
}

/// The plan of a message of every kind of field, compiled once for all tests.
func everythingPlan() throws -> ProtobufDecodingPlan { try everythingResult.get() }

private let everythingResult = Result { try plan(everything, "t.All") }

private let everything = """
    syntax = "proto2";
    package t;
    import "google/protobuf/any.proto";
    import "google/protobuf/duration.proto";
    import "google/protobuf/struct.proto";
    import "google/protobuf/timestamp.proto";
    import "google/protobuf/wrappers.proto";
    import "google/protobuf/field_mask.proto";
    enum Open { OPEN_ZERO = 0; OPEN_ONE = 1; OPEN_NEGATIVE = -3; }
    message Inner { optional int32 a = 1; optional All all = 2; repeated string names = 3; }
    message All {
      optional int32 i32 = 1; optional int64 i64 = 2; optional uint32 u32 = 3; optional uint64 u64 = 4;
      optional sint32 s32 = 5; optional sint64 s64 = 6; optional fixed32 f32 = 7; optional fixed64 f64 = 8;
      optional sfixed32 sf32 = 9; optional sfixed64 sf64 = 10; optional float flt = 11; optional double dbl = 12;
      optional bool flag = 13; optional string text = 14; optional bytes blob = 15; optional Open kind = 16;
      optional Inner inner = 17; optional group Grp = 18 { optional int32 g = 1; optional string s = 2; }
      repeated int32 r_i32 = 21; repeated sint64 r_s64 = 22 [packed = true]; repeated fixed32 r_f32 = 23 [packed = true];
      repeated double r_dbl = 24; repeated bool r_flag = 25 [packed = true]; repeated string r_text = 26;
      repeated bytes r_blob = 27; repeated Open r_kind = 28 [packed = true]; repeated Inner r_inner = 29;
      repeated group RGrp = 30 { optional uint64 g = 1; }
      map<string, int32> m_text = 41; map<int64, Inner> m_inner = 42; map<bool, Open> m_kind = 43; map<fixed32, bytes> m_blob = 44;
      oneof choice { string c_text = 51; int32 c_number = 52; Inner c_inner = 53; }
      optional google.protobuf.Timestamp time = 61; optional google.protobuf.Duration span = 62;
      optional google.protobuf.Value value = 63; optional google.protobuf.Struct object = 64;
      optional google.protobuf.StringValue wrapped = 65; optional google.protobuf.FieldMask mask = 66;
      optional google.protobuf.ListValue list = 67; optional google.protobuf.Any any = 68;
      extensions 100 to 200;
    }
    extend All { optional int32 ext_number = 100; repeated Inner ext_inner = 101; }
    """
