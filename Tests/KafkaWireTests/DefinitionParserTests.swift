import Testing
import WireGeneration

@Suite struct `Definition texts` {
    @Test func `say names, types, versions, defaults, tags and notes`() throws {
        let api = try DefinitionParser.parse(
            """
            # What it is for.
            # 2 something more

            api 99 Sample
            versions 1-4
            advertised 0-4
            flexible 3+

            request
                # A note.
                topics   [Topic]?2+
                    name     string   1-2
                    count    int32    = -1
                place    Place?   4
                    row      int8
                late     bytes    3+   tag 7

            response
                errorCode  error
            """, file: "99-Sample.msg")
        #expect(api.key == 99)
        #expect(api.name == "Sample")
        #expect(api.notes == ["What it is for.", "2 something more"])
        #expect(api.versions == 1...4)
        #expect(api.advertised == 0...4)
        #expect(api.firstFlexible == 3)

        let topics = try #require(api.request.first)
        #expect(topics.isArray)
        #expect(topics.nullable == 2...4)
        #expect(topics.notes == ["A note."])
        guard case .structure("Topic", let inner) = topics.type else { Issue.record("no struct"); return }
        #expect(inner.map(\.name) == ["name", "count"])
        #expect(inner.map(\.versions) == [1...2, 1...4])
        #expect(inner[1].defaultText == "-1")
        #expect(api.request[1].nullable == 4...4)
        #expect(api.request[2].tag == 7)
        #expect(api.response.map(\.type) == [.error])
    }

    struct Case: Sendable {
        var problem: String
        var line: Int
        var fields: String
    }

    @Test(arguments: [
        Case(problem: "there is no type `int9`", line: 6, fields: "    a int9"),
        Case(problem: "a field needs a name and a type", line: 6, fields: "    a"),
        Case(problem: "is indented by 3 spaces, not by fours", line: 6, fields: "   a int8"),
        Case(problem: "the struct Part has no fields", line: 6, fields: "    a Part"),
        Case(problem: "stands deeper than what encloses it allows", line: 7, fields: "    a int8\n        b int8"),
        Case(problem: "`5+` is no range of versions here", line: 6, fields: "    a int8 5+"),
        Case(problem: "`3-9` is no range of versions here", line: 6, fields: "    a string?3-9"),
        Case(problem: "does not understand `often`", line: 6, fields: "    a int8 1 often"),
        Case(problem: "a tag is a number", line: 6, fields: "    a int8 3+ tag x"),
        Case(problem: "a cannot be tagged", line: 0, fields: "    a int8 1+ tag 0"),
        Case(problem: "the request has two structs P", line: 0, fields: "    a P\n        x int8\n    b P\n        y int8"),
        Case(problem: "a note stands on a line of its own, above", line: 6, fields: "    a int8 # note"),
    ])
    func `that are wrong are refused with their line`(row: Case) {
        let text = "api 99 Sample\nversions 1-4\nflexible 3+\n\nrequest\n\(row.fields)\nresponse\n    a int8"
        #expect(throws: DefinitionError(file: "x.msg", line: row.line, problem: row.problem)) {
            try DefinitionParser.parse(text, file: "x.msg")
        }
    }

    @Test func `are named by key and name`() {
        let text = "api 99 Sample\nversions 1-4\nflexible none\nrequest\n    a int8\nresponse\n    a int8"
        #expect(throws: DefinitionError(file: "98-Sample.msg", line: 0, problem: "should be named 99-Sample.msg")) {
            try Generation.generate(["98-Sample.msg": text])
        }
    }

    @Test func `become structs that may be null`() throws {
        let text = """
            api 99 Sample
            versions 0
            flexible 0+
            request
                cursor Cursor?
                    place int32
            response
                a int8
            """
        let swift = try Generation.generate(["99-Sample.msg": text])["99_Sample.swift"] ?? ""
        #expect(swift.contains("package var cursor: Cursor?"))
        #expect(swift.contains("cursor = try reader.readNullableStruct(\"SampleRequest.cursor\", version: version)"))
        #expect(swift.contains("writer.writeNullableStruct(cursor, version: version)"))
    }
}
