import ProtobufCodec
import ProtobufSchema
import Testing

@Suite struct `A tree of values` {
    @Test func `is written in the order of the fields' numbers`() throws {
        let plan = try plan("message M { int32 a = 1; repeated int32 l = 2; string s = 3; map<string, M> m = 4; optional int32 b = 5; }")
        let tree = ProtobufTree.message([
            .init("b", .signed(0)), .init("m", .map([.init(.string("k"), .message([.init("a", .unsigned(1))]))])), .init("s", .string("x")),
            .init("l", .list([.signed(1), .signed(300)])), .init("a", .signed(0)),
        ])
        #expect(hexText(try tree.encoded(as: plan)) == "12 03 01 ac 02 1a 01 78 22 07 0a 01 6b 12 02 08 01 28 00")
    }

    @Test func `that does not fit is refused with the path`() throws {
        let plan = try plan("message M { int32 a = 1; M m = 2; oneof o { int32 x = 3; int32 y = 4; } E e = 5; repeated M l = 6; } enum E { Z = 0; }")
        func check(_ member: ProtobufTree.Member, _ path: String) {
            #expect { try ProtobufTree.message([member]).encoded(as: plan) } throws: { ($0 as? ProtobufCodecError)?.pathText == path }
        }
        check(.init("a", .signed(1 << 40)), "M.a")
        check(.init("a", .string("1")), "M.a")
        check(.init("nope", .bool(true)), "M")
        check(.init("m", .message([.init("e", .name("NOPE"))])), "M.m.e")
        check(.init("l", .list([.message([]), .signed(1)])), "M.l[1]")
        check(.init("m", .message([.init("x", .signed(1)), .init("y", .signed(1))])), "M.m.y")
    }
}
