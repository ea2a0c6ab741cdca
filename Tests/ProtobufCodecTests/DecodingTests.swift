import ProtobufCodec
import ProtobufSchema
import Testing

@Suite struct `Decoding a message` {
    @Test func `reads every scalar type`() throws {
        try check("int32 v = 1;", "08 96 01", #"{"v":150}"#)
        try check("int32 v = 1;", "08 ff ff ff ff ff ff ff ff ff 01", #"{"v":-1}"#)
        try check("int32 v = 1;", "08 80 80 80 80 10", #"{}"#)
        try check("int64 v = 1;", "08 ff ff ff ff ff ff ff ff 7f", #"{"v":"9223372036854775807"}"#)
        try check("uint32 v = 1;", "08 ff ff ff ff 0f", #"{"v":4294967295}"#)
        try check("uint64 v = 1;", "08 ff ff ff ff ff ff ff ff ff 01", #"{"v":"18446744073709551615"}"#)
        try check("sint32 v = 1;", "08 03", #"{"v":-2}"#)
        try check("sint64 v = 1;", "08 ff ff ff ff ff ff ff ff ff 01", #"{"v":"-9223372036854775808"}"#)
        try check("fixed32 v = 1;", "0d 01 00 00 80", #"{"v":2147483649}"#)
        try check("sfixed32 v = 1;", "0d ff ff ff ff", #"{"v":-1}"#)
        try check("fixed64 v = 1;", "09 01 00 00 00 00 00 00 80", #"{"v":"9223372036854775809"}"#)
        try check("sfixed64 v = 1;", "09 ff ff ff ff ff ff ff ff", #"{"v":"-1"}"#)
        try check("float v = 1;", "0d 00 00 c0 3f", #"{"v":1.5}"#)
        try check("double v = 1;", "09 00 00 00 00 00 00 f0 7f", #"{"v":"Infinity"}"#)
        try check("bool v = 1;", "08 02", #"{"v":true}"#)
        try check("string v = 1;", "0a 02 c3 9f", #"{"v":"ß"}"#)
        try check("bytes v = 1;", "0a 03 ff 00 01", #"{"v":"/wAB"}"#)
        try check("E v = 1;", "08 01", #"{"v":"ONE"}"#)
        try check("E v = 1;", "08 07", #"{"v":7}"#)
    }

    @Test func `takes lists packed and not`() throws {
        for hex in ["0a 02 01 02", "08 01 08 02", "08 01 0a 01 02", "0a 01 01 08 02"] {
            try check("repeated int32 v = 1;", hex, #"{"v":[1,2]}"#)
            try check("repeated int32 v = 1 [packed = false];", hex, #"{"v":[1,2]}"#)
        }
        try check("repeated fixed32 v = 1;", "0a 08 01 00 00 00 02 00 00 00 0d 03 00 00 00", #"{"v":[1,2,3]}"#)
        try check("repeated int32 v = 1; int32 w = 2;", "08 01 10 05 08 02", #"{"v":[1,2],"w":5}"#)
        try check("repeated string v = 1;", "0a 01 61 0a 00 0a 01 62", #"{"v":["a","","b"]}"#)
    }

    @Test func `keeps the last value of a field, and merges messages`() throws {
        try check("int32 v = 1;", "08 01 08 02", #"{"v":2}"#)
        try check("N v = 1;", "0a 02 08 01 0a 02 12 00", #"{"v":{"a":1,"b":""}}"#)
        try check("N v = 1;", "0a 04 08 01 18 05 0a 04 08 02 18 06", #"{"v":{"a":2,"c":[5,6]}}"#)
    }

    @Test func `lets the last member of a oneof win`() throws {
        let fields = "oneof o { int32 x = 1; string y = 2; N z = 3; E e = 4; }"
        try check(fields, "08 01 12 01 61", #"{"y":"a"}"#)
        try check(fields, "12 01 61 08 00", #"{"x":0}"#)
        try check(fields, "1a 02 08 01 1a 02 12 00", #"{"z":{"a":1,"b":""}}"#)
        try check(fields, "1a 02 08 01 08 03 1a 02 12 00", #"{"z":{"b":""}}"#)
        let message = try message(fields, "08 01 12 01 61")
        #expect(message.member(ofOneof: "o")?.name == "y")
        #expect(!message.has("x") && message.has("y"))
    }

    @Test func `lets the last entry of a key win`() throws {
        try check("map<string, int32> v = 1;", "0a 05 0a 01 61 10 01 0a 05 0a 01 61 10 02 0a 05 0a 01 62 10 03", #"{"v":{"a":2,"b":3}}"#)
        // Key and value may be missing, or stand the other way round.
        try check("map<string, int32> v = 1;", "0a 00 0a 05 10 01 0a 01 61", #"{"v":{"":0,"a":1}}"#)
        try check("map<int32, N> v = 1;", "0a 02 08 05", #"{"v":{"5":{}}}"#)
        let many = (0..<40).map { "0a 04 08 \(String($0 % 20, radix: 16)) 10 \(String($0, radix: 16))" }.joined(separator: " ")
        let message = try message("map<int32, int32> v = 1;", many)
        #expect(message["v"]?.map?.count == 20)
        #expect(message["v"]?.map?["3"]?.int64 == 23)
    }

    @Test func `keeps unknown fields and writes them behind the known ones`() throws {
        let bytes = hex("98 06 01 08 05 a2 06 01 61 ab 06 08 01 ac 06 0a 01 62 08 06")
        let message = try message("int32 v = 1;", hexText(bytes))
        #expect(hexText(message.unknownFields) == "98 06 01 a2 06 01 61 ab 06 08 01 ac 06 0a 01 62")
        #expect(hexText(message.serialized) == "08 06 98 06 01 a2 06 01 61 ab 06 08 01 ac 06 0a 01 62")
        // A known number in a wire type that its field does not have is unknown, too.
        #expect(hexText(try self.message("int32 v = 1;", "0a 01 61").unknownFields) == "0a 01 61")
    }

    @Test func `leaves values that a closed enum does not have among the unknown fields`() throws {
        let text = """
            syntax = "proto2"; enum C { A = 0; B = 1; }
            message M { optional C v = 1; repeated C r = 2 [packed = true]; map<int32, C> m = 3; oneof o { C c = 4; int32 i = 5; } }
            """
        let plan = try plan(text)
        let message = try DynamicMessage(hex("08 07 12 03 00 09 01 1a 04 08 01 10 08 28 05 20 09"), plan: plan)
        #expect(!message.has("v"))
        #expect(message["r"]?.list?.compactMap(\.enumName) == ["A", "B"])
        #expect(message["m"]?.map?.count == 0)
        #expect(message["i"]?.int64 == 5)
        #expect(hexText(message.unknownFields) == "08 07 10 09 1a 04 08 01 10 08 20 09")
        #expect(try DynamicMessage(message.serialized, plan: plan).unknownFields == message.unknownFields)
    }

    @Test func `knows groups, delimited messages and message sets`() throws {
        let groups = try plan(#"syntax = "proto2"; message M { optional group G = 1 { optional int32 a = 2; } repeated group H = 3 { optional int32 a = 1; } }"#)
        let message = try DynamicMessage(hex("0b 10 05 0c 1b 08 01 1c 1b 1c"), plan: groups)
        #expect(try ProtobufJSON.text(message) == #"{"g":{"a":5},"h":[{"a":1},{}]}"#)
        #expect(hexText(message.serialized) == "0b 10 05 0c 1b 08 01 1c 1b 1c")
        let delimited = try plan("edition = \"2023\"; message N { int32 a = 1; } message M { N n = 1 [features.message_encoding = DELIMITED]; }")
        #expect(try DynamicMessage(hex("0b 08 05 0c"), plan: delimited)["n"]?.message?["a"]?.int64 == 5)
        let set = try plan("""
            syntax = "proto2";
            message M { option message_set_wire_format = true; extensions 4 to max; }
            message X { extend M { optional X x = 1547769; } optional string s = 1; }
            """)
        for item in [
            "0b 10 f9 bb 5e 1a 03 0a 01 61 0c", "0b 1a 03 0a 01 61 10 f9 bb 5e 0c",
            // Of a number or a message that is doubled the first counts; and the message may come as any field does.
            "0b 10 f9 bb 5e 1a 03 0a 01 61 10 05 1a 03 0a 01 62 0c", "ca df f3 05 03 0a 01 61",
        ] {
            let message = try DynamicMessage(hex(item), plan: set)
            #expect(message["[X.x]"]?.message?["s"]?.string == "a")
            #expect(hexText(message.serialized) == "0b 10 f9 bb 5e 1a 03 0a 01 61 0c")
        }
        let stranger = hex("0b 10 05 1a 01 61 0c")
        #expect(try DynamicMessage(stranger, plan: set).unknownFields == stranger)
    }

    @Test func `knows the extensions of the schema`() throws {
        let plan = try everythingPlan()
        let message = try DynamicMessage(hex("a0 06 07 aa 06 02 08 01"), plan: plan)
        #expect(message["[t.ext_number]"]?.int64 == 7)
        #expect(message["[t.ext_inner]"]?.list?[0].message?["a"]?.int64 == 1)
        #expect(message.unknownFields.isEmpty)
    }

    @Test func `tells presence and defaults`() throws {
        let text = #"syntax = "proto2"; enum C { ONE = 1; } message M { optional int32 a = 1 [default = 7]; optional string s = 2 [default = "x"]; optional C c = 3; optional M m = 4; }"#
        let empty = try DynamicMessage([], plan: try plan(text))
        #expect(!empty.has("a") && empty["a"]?.int64 == 7 && empty["s"]?.string == "x" && empty["c"]?.enumName == "ONE")
        #expect(empty["m"] == nil && empty["nothing"] == nil)
        #expect(try DynamicMessage(hex("08 00"), plan: try plan(text)).has("a"))
        let implicit = try message("int32 a = 1; optional int32 b = 2;", "08 00 10 00")
        #expect(!implicit.has("a") && implicit.has("b"))
        #expect(hexText(implicit.serialized) == "10 00")
    }

    @Test func `refuses a message without its required fields`() throws {
        let text = #"syntax = "proto2"; message N { required int32 r = 1; } message M { optional N n = 1; repeated N l = 2; map<int32, N> m = 3; }"#
        let plan = try plan(text)
        for bytes in ["0a 00", "12 02 08 01 12 00", "1a 02 08 01"] {
            #expect { try DynamicMessage(hex(bytes), plan: plan) } throws: { ($0 as? ProtobufCodecError)?.code == .incomplete }
        }
        #expect(try DynamicMessage(hex("0a 00 0a 02 08 01"), plan: plan)["n"]?.message?["r"]?.int64 == 1)
        _ = try DynamicMessage(hex("0a 00"), plan: try self.plan2(text))
    }

    private func plan2(_ text: String) throws -> ProtobufDecodingPlan { try plan(text, allowsMissingRequired: true) }

    private func message(_ fields: String, _ bytes: String) throws -> DynamicMessage {
        let text = "message M { \(fields) } message N { int32 a = 1; optional string b = 2; repeated int32 c = 3; } enum E { ZERO = 0; ONE = 1; }"
        return try DynamicMessage(hex(bytes), plan: try plan(text))
    }

    private func check(_ fields: String, _ bytes: String, _ json: String, at location: SourceLocation = #_sourceLocation) throws {
        #expect(try ProtobufJSON.text(message(fields, bytes)) == json, sourceLocation: location)
    }
}
