import JSONText
import ProtobufSchema
import Testing

@Suite struct `The .proto parser` {
    @Test func `reads a file with everything in it`() throws {
        let syntax = try parse(
            """
            // about
            syntax = "proto2";
            package a . b;
            import "x.proto"; import public "y.proto";
            option (my.ext).sub.(.other) = { a: 1, b <c: "x" 'y'>; [p.ext]: [1, 2.5], [t.com/p.M] { d: -inf } };
            message M {
              required int32 id = 0x01 [default = -5, json_name = "i"];
              optional group G = 2 { repeated .a.b.M m = 1; }
              map<string, M> map = 3;
              optional map map_ = 4;
              oneof choice { option (o) = true; string s = 5; group H = 6 {} }
              extensions 100 to 200, 300, 400 to max [(x) = 1];
              reserved 7, 8 to 9; reserved "q", "r";
              extend M { optional string e = 100; }
              enum E { option allow_alias = true; ZERO = 0; NIL = -0; MINUS = - 2147483648; reserved -5 to max; }
              ;
            }
            service S { rpc Do(stream M) returns (.a.b.M) { option deprecated = true; ; } rpc Go(M) returns (stream M); }
            """)
        #expect(syntax.package?.text == "a.b")
        #expect(syntax.imports.map(\.path.text) == ["x.proto", "y.proto"])
        #expect(syntax.messages[0].members.count == 10)
        #expect(syntax.services[0].members.count == 2)
        #expect(syntax.options[0].name.map(\.name) == ["my.ext", "sub", ".other"])
    }
}

func parse(_ text: String, limits: ProtobufLimits = .standard) throws(ProtobufSchemaError) -> ProtoSyntax {
    try ProtoParser.parse(text, named: "test.proto", limits: limits)
}
