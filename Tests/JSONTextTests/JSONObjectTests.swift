import JSONText
import Testing

@Suite struct `JSON objects` {
    @Test func `setting replaces in place, appends, or removes`() {
        var object = JSONObject()
        object["a"] = 1
        object["b"] = 2
        object["a"] = 3
        #expect(object.members.map(\.key) == ["a", "b"])
        #expect(object["a"] == 3)
        object["a"] = nil
        #expect(object.keys == ["b"])
        #expect(object["a"] == nil)
    }

    @Test func `large objects find their members after changes`() {
        var object = JSONObject()
        for number in 0..<100 { object["k\(number)"] = JSONValue(integerLiteral: Int64(number)) }
        object["k50"] = nil
        #expect(object["k50"] == nil)
        #expect(object["k51"] == 51)
        #expect(object["k0"] == 0)
        #expect(object.count == 99)
    }

    @Test func `order counts for equality unless told otherwise`() throws {
        let one = try JSONParser.parse(#"{"a":1,"b":{"c":2,"d":[{"e":1,"f":2}]}}"#)
        let two = try JSONParser.parse(#"{"b":{"d":[{"f":2,"e":1}],"c":2},"a":1}"#)
        #expect(one != two)
        #expect(one.isSame(ignoringMemberOrder: two))
        #expect(one.sortedByKey == two.sortedByKey)
        #expect(!one.isSame(ignoringMemberOrder: ["a": 1]))
    }
}

@Suite struct `JSON pointers` {
    @Test func `the examples of RFC 6901 resolve`() throws {
        let value = try JSONParser.parse(#"{"foo":["bar","baz"],"":0,"a/b":1,"m~n":8,"k\"l":6}"#)
        func at(_ text: String) -> JSONValue? { JSONPointer(parsing: text)?.resolve(in: value) }
        #expect(at("") == value)
        #expect(at("/foo/0") == "bar")
        #expect(at("/") == 0)
        #expect(at("/a~1b") == 1)
        #expect(at("/m~0n") == 8)
        #expect(at("/k\"l") == 6)
        #expect(at("/foo/2") == nil)
        #expect(at("/foo/01") == nil)
        #expect(at("/foo/-") == nil)
    }

    @Test func `text and tokens convert both ways`() {
        #expect(JSONPointer(["a/b", "m~n", "0"]).description == "/a~1b/m~0n/0")
        #expect(JSONPointer(parsing: "/a~1b/m~0n/0") == JSONPointer(["a/b", "m~n", "0"]))
        #expect(JSONPointer(parsing: "a") == nil)
        #expect(JSONPointer(parsing: "/~2") == nil)
        #expect(JSONPointer(parsing: "/~") == nil)
    }

    @Test func `a node is found with its place`() throws {
        let tree = try JSONParser.parseTree("{\"fields\":\n [{\"name\": 1}]}")
        #expect(JSONPointer(["fields", "0", "name"]).resolve(in: tree)?.range.description == "2:12")
    }
}
