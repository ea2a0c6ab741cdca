import JSONText
import ProtobufCodec
import ProtobufSchema
import Testing

@Suite struct `ProtoJSON` {
    @Test(arguments: [
        (#"{"i32":1,"i64":"9007199254740993","u64":"18446744073709551615"}"#, #"{"i32":1,"i64":"9007199254740993","u64":"18446744073709551615"}"#),
        (#"{"i64":9007199254740993,"i32":"5","u32":1e3,"s32":-1.0}"#, #"{"i32":5,"i64":"9007199254740993","u32":1000,"s32":-1}"#),
        (#"{"flt":"NaN","dbl":"-Infinity"}"#, #"{"flt":"NaN","dbl":"-Infinity"}"#),
        (#"{"flt":1e1,"dbl":"2.5"}"#, #"{"flt":10,"dbl":2.5}"#),
        (#"{"blob":"-_8"}"#, #"{"blob":"+/8="}"#),
        (#"{"blob":"-_"}"#, #"{"blob":"+w=="}"#),
        (#"{"kind":"OPEN_ONE","r_kind":[0,"OPEN_NEGATIVE",-3]}"#, #"{"kind":"OPEN_ONE","rKind":["OPEN_ZERO","OPEN_NEGATIVE","OPEN_NEGATIVE"]}"#),
        (#"{"text":"\ud83d\ude00\u00df\/\n"}"#, #"{"text":"😀ß/\n"}"#),
        (#"{"r_i32":[1,2],"rText":["a"]}"#, #"{"rI32":[1,2],"rText":["a"]}"#),
        (#"{"i32":null,"inner":null,"rI32":null,"mText":null}"#, "{}"),
        (#"{"mText":{"a":1,"":2},"mInner":{"-5":{"a":1}},"mKind":{"true":1},"mBlob":{"4294967295":"AA=="}}"#,
         #"{"mText":{"a":1,"":2},"mInner":{"-5":{"a":1}},"mKind":{"true":"OPEN_ONE"},"mBlob":{"4294967295":"AA=="}}"#),
        (#"{"grp":{"g":1},"rgrp":[{"g":"2"}]}"#, #"{"grp":{"g":1},"rgrp":[{"g":"2"}]}"#),
        (#"{"cText":"x"}"#, #"{"cText":"x"}"#), (#"{"cNumber":null,"cText":"x"}"#, #"{"cText":"x"}"#),
        (#"{"[t.ext_number]":3,"[t.ext_inner]":[{}]}"#, #"{"[t.ext_number]":3,"[t.ext_inner]":[{}]}"#),
        (#"{"time":"1970-01-01T01:00:00.5+01:00"}"#, #"{"time":"1970-01-01T00:00:00.500Z"}"#),
        (#"{"time":"0001-01-01T00:00:00Z"}"#, #"{"time":"0001-01-01T00:00:00Z"}"#),
        (#"{"time":"9999-12-31T23:59:59.999999999Z"}"#, #"{"time":"9999-12-31T23:59:59.999999999Z"}"#),
        (#"{"time":"2000-02-29T12:34:56.000001Z"}"#, #"{"time":"2000-02-29T12:34:56.000001Z"}"#),
        (#"{"span":"-1.5s"}"#, #"{"span":"-1.500s"}"#), (#"{"span":"0s"}"#, #"{"span":"0s"}"#),
        (#"{"span":"315576000000s"}"#, #"{"span":"315576000000s"}"#),
        (#"{"value":null}"#, #"{"value":null}"#), (#"{"value":[1,"a",{"b":[]},false,null]}"#, #"{"value":[1,"a",{"b":[]},false,null]}"#),
        (#"{"object":{"a":{"b":null}}}"#, #"{"object":{"a":{"b":null}}}"#), (#"{"list":[]}"#, #"{"list":[]}"#),
        (#"{"wrapped":""}"#, #"{"wrapped":""}"#), (#"{"mask":"a.fooBar,b"}"#, #"{"mask":"a.fooBar,b"}"#),
        (#"{"any":{"a":5,"@type":"type.googleapis.com/t.Inner"}}"#, #"{"any":{"@type":"type.googleapis.com/t.Inner","a":5}}"#),
        (#"{"any":{"@type":"x/google.protobuf.Duration","value":"1s"}}"#, #"{"any":{"@type":"x/google.protobuf.Duration","value":"1s"}}"#),
        (#"{"any":{}}"#, #"{"any":{}}"#), (" { \"i32\" :\t1 }\n", #"{"i32":1}"#),
    ])
    func `is read and written`(text: String, written: String) throws {
        let message = try ProtobufJSON.message(text, plan: try everythingPlan())
        #expect(try ProtobufJSON.text(message) == written)
    }

    @Test(arguments: [
        "", "[]", "1", "{", "{}x", #"{"i32":1,}"#, #"{"i32":1 "i64":2}"#, #"{'i32':1}"#, #"{"i32":01}"#, #"{"i32":1.5}"#, #"{"i32":2147483648}"#,
        #"{"i32":" 1"}"#, #"{"i32":"+1"}"#, #"{"i32":true}"#, #"{"u32":-1}"#, #"{"u64":"18446744073709551616"}"#, #"{"i64":1e19}"#,
        #"{"flt":1e39}"#, #"{"dbl":1e309}"#, #"{"dbl":"inf"}"#, #"{"dbl":NaN}"#, #"{"flag":"true"}"#, #"{"flag":1}"#, #"{"text":1}"#,
        #"{"text":"\ud83d"}"#, #"{"text":"\ude00"}"#, #"{"text":"\ud83dx"}"#, #"{"text":"\x"}"#, "{\"text\":\"\n\"}", #"{"blob":"a"}"#,
        #"{"blob":"!!!!"}"#, #"{"kind":"NOPE"}"#, #"{"kind":1.5}"#, #"{"i32":1,"i32":2}"#, #"{"rI32":[],"r_i32":[]}"#, #"{"nope":1}"#,
        #"{"cText":"x","cNumber":1}"#, #"{"rI32":[null]}"#, #"{"rI32":1}"#, #"{"mText":{"a":null}}"#, #"{"mText":{"a":1,"a":2}}"#,
        #"{"mKind":{"True":1}}"#, #"{"mInner":{"x":{}}}"#, #"{"inner":[]}"#, #"{"time":"1970-01-01T00:00:00"}"#,
        #"{"time":"1970-02-30T00:00:00Z"}"#, #"{"time":"0000-12-31T23:59:59Z"}"#, #"{"time":"1970-01-01t00:00:00z"}"#,
        #"{"span":"1"}"#, #"{"span":"315576000001s"}"#, #"{"span":"1.0000000001s"}"#, #"{"mask":"foo_bar"}"#, #"{"any":{"a":1}}"#,
        #"{"any":{"@type":"t.Inner"}}"#, #"{"any":{"@type":"x/t.Nope"}}"#, #"{"any":{"@type":"x/t.Inner","@type":"x/t.Inner"}}"#,
        #"{"[t.nope]":1}"#, #"{"i32":tru}"#, #"{"i32":nullx}"#,
    ])
    func `that says something else is refused with its place`(text: String) throws {
        let plan = try everythingPlan()
        #expect { try ProtobufJSON.message(text, plan: plan) } throws: { ($0 as? ProtobufCodecError)?.textPosition != nil }
    }

    @Test func `is refused where the field stands`() throws {
        let plan = try everythingPlan()
        #expect {
            try ProtobufJSON.message("{\"inner\":\n  {\"all\": {\"rI32\": [1, \"x\"]}}}", plan: plan)
        } throws: { "\($0)" == "All.inner.all.r_i32[1] at 2:24: expected int32 in range, found \"x\"" }
    }

    @Test func `is passed over where it is unknown, if that is wanted`() throws {
        let plan = try everythingPlan()
        let text = #"{"nope":{"a":[1,{}]},"kind":"NOPE","rKind":["OPEN_ONE","NOPE"],"mKind":{"true":"NOPE"},"i32":1}"#
        let message = try ProtobufJSON.message(text, plan: plan, options: .init(ignoresUnknown: true))
        #expect(try ProtobufJSON.text(message) == #"{"i32":1,"rKind":["OPEN_ONE"]}"#)
    }

    @Test func `nests no deeper than the limit`() throws {
        let plan = try plan("message M { M m = 1; }")
        func nested(_ depth: Int) -> String { String(repeating: #"{"m":"#, count: depth) + "{}" + String(repeating: "}", count: depth) }
        _ = try ProtobufJSON.message(nested(100), plan: plan)
        #expect { try ProtobufJSON.message(nested(101), plan: plan) } throws: { ($0 as? ProtobufCodecError)?.code == .limit }
        #expect { try ProtobufJSON.message(#"{"x":"# + String(repeating: "[", count: 100_000), plan: plan, options: .init(ignoresUnknown: true)) }
            throws: { ($0 as? ProtobufCodecError)?.code == .limit }
    }

    @Test func `gives defaults and original names when asked`() throws {
        let plan = try plan("message M { int32 an_int = 1; optional int32 b = 2; repeated string l = 3; map<int32, int32> m = 4; M n = 5; E e = 6; string s = 7; } enum E { Z = 0; }")
        let empty = try DynamicMessage([], plan: plan)
        #expect(try ProtobufJSON.text(empty) == "{}")
        #expect(try ProtobufJSON.text(empty, options: .init(emitsDefaults: true, usesOriginalNames: true)) == #"{"an_int":0,"l":[],"m":{},"e":"Z","s":""}"#)
    }

    @Test func `cannot say everything`() throws {
        let plan = try everythingPlan()
        for bytes in ["fa 03 00", "ea 03 0b 08 ff 91 b8 c3 98 fe ff ff ff 01", "a2 04 03 0a 01 78", "92 04 04 0a 02 61 5f"] {
            let message = try DynamicMessage(hex(bytes), plan: plan)
            #expect(throws: ProtobufCodecError.self) { try ProtobufJSON.text(message) }
        }
    }
}
