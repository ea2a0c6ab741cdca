import ProtobufSchema
import Testing

@Suite struct `What a Protobuf schema means` {
    private func check(_ left: String, _ right: String, areEqual: Bool) throws {
        let first = try ProtoCompiler.compile(left, named: "a.proto")
        let second = try ProtoCompiler.compile(right, named: "b.proto")
        #expect(first.isEquivalent(to: second) == areEqual, "\(left)\n\(right)")
        #expect((first.digest == second.digest) == areEqual)
    }

    @Test func `is the same however it is written`() throws {
        try check(
            "message M { optional int32 a = 1; }", "syntax = 'proto2'; /* x */ message M { optional int32 a = 0x1 ; ; }",
            areEqual: true)
        try check(
            "syntax = 'proto3'; package p; message M { M m = 1; }", "syntax = 'proto3'; package p; message M { .p.M m = 1; }",
            areEqual: true)
        try check("syntax = 'proto3'; message M { int32 a = 1; }", "message M { optional int32 a = 1; }", areEqual: false)
        try check("message M { optional int32 a = 1; }", "message M { optional int32 b = 1; }", areEqual: false)
        try check(
            "message M { optional int32 a = 1; }", "message M { optional int32 a = 1 [deprecated = true]; }", areEqual: false)
    }

    @Test func `includes what is imported`() throws {
        let text = "import 'i.proto'; message M { optional I i = 1; }"
        let first = try ProtoCompiler.compile(text, imports: [.init(name: "i.proto", text: "message I { }")])
        let same = try ProtoCompiler.compile(text, imports: [.init(name: "i.proto", text: "message I { } // same")])
        let other = try ProtoCompiler.compile(
            text, imports: [.init(name: "i.proto", text: "message I { optional int32 a = 1; }")])
        #expect(first.isEquivalent(to: same))
        #expect(!first.isEquivalent(to: other))
    }
}
