import Compatibility
import ProtobufSchema
import RegistryModel
import Testing

@testable import herald

@Suite struct `The project file` {
    private func parse(_ text: String) throws -> ProjectFile {
        try ProjectFile.parse(text, path: "herald.yaml", directory: "/project")
    }

    private func check(_ text: String, refusedWith problem: String, at place: String?) {
        let failure = #expect(throws: CommandFailure.self) { try parse(text) }
        #expect(failure?.status == .usage)
        #expect(failure?.what.contains(problem) == true, "\(failure?.what ?? "")")
        #expect(failure?.whereabouts == place)
    }

    @Test func `says where schemas are and what they are held to`() throws {
        let file = try parse(
            """
            version: 1
            server: https://herald.internal
            schemas:
              - dir: schemas
                subject: "{topic}-{kind}"
                compatibility: backward_transitive
              - dir: ../shared/proto
                policy: wire_json
            lint:
              use: [STANDARD]
              except: [DOC_REQUIRED]
              ignore: { ENUM_HAS_DEFAULT: [schemas/legacy/**] }
            """)
        #expect(file.server == "https://herald.internal")
        #expect(file.schemas.map(\.path) == ["/project/schemas", "/shared/proto"])
        #expect(file.schemas.map(\.compatibility) == [.backwardTransitive, nil])
        #expect(file.schemas.map(\.policy) == [nil, .wireJSON])
        #expect(file.lint.use == ["STANDARD"] && file.lint.except == ["DOC_REQUIRED"])
        #expect(file.lint.ignore["ENUM_HAS_DEFAULT"]?.first?.matches("schemas/legacy/a/b.avsc") == true)
        #expect(file.directory(of: "/project/schemas/orders/value.avsc")?.path == "/project/schemas")
        #expect(file.directory(of: "/project/other/value.avsc") == nil)
        #expect(file.notes.isEmpty)
    }

    @Test func `may be empty`() throws {
        #expect(try parse("").schemas.isEmpty)
        #expect(try parse("# nothing\n").schemas.isEmpty)
    }

    @Test func `is refused with the place of the fault`() {
        check("shemas: []", refusedWith: "'shemas' is not known here", at: "herald.yaml:1:9")
        check("schemas:\n  - dri: x\n", refusedWith: "'dri' is not known here", at: "herald.yaml:2:10")
        check("schemas:\n  - subject: '{topic}'\n", refusedWith: "needs a dir", at: "herald.yaml:2:5")
        check("schemas: x", refusedWith: "schemas has to be a list", at: "herald.yaml:1:10")
        check("version: 2", refusedWith: "version is 1", at: "herald.yaml:1:10")
        check("[1]", refusedWith: "the file has to be a mapping", at: "herald.yaml:1:1")
        check("schemas: [{dir: x, compatibility: STRICT}]", refusedWith: "'STRICT' is none", at: "herald.yaml:1:35")
        check("schemas: [{dir: x, subject: '{tpoic}'}]", refusedWith: "there is no {tpoic}", at: "herald.yaml:1:29")
        check("lint: { use: STANDARD }", refusedWith: "use has to be a list", at: "herald.yaml:1:14")
        check("a: [", refusedWith: "is no YAML", at: nil)
    }

    @Test func `is refused before its nesting takes the stack`() {
        check("a: " + String(repeating: "[", count: 100_000), refusedWith: "levels deep", at: nil)
        check(String(repeating: "- ", count: 100_000) + "x", refusedWith: "levels deep", at: nil)
    }

    @Test func `says what of it has no effect`() throws {
        #expect(try parse("lock: herald.lock").notes == ["herald.yaml:1:7: lock is not used by this version of herald"])
    }
}

@Suite struct `A subject pattern` {
    private func check(_ pattern: String, _ path: String, record: String? = nil, expecting expected: String?) throws {
        #expect(try SubjectPattern(pattern).subject(path: path, record: record)?.name == expected, "\(pattern) of \(path)")
    }

    @Test func `takes the subject from the path`() throws {
        try check("{topic}-{kind}", "orders/value.avsc", expecting: "orders-value")
        try check("{topic}-{kind}", "shop/orders/key.proto", expecting: "orders-key")
        try check("{topic}-{kind}", "orders-value.avsc", expecting: "orders-value")
        try check("{topic}-{kind}", "orders-value.v2.avsc", expecting: "orders-value")
        try check("{topic}-{kind}", "order.avsc", expecting: nil)
        try check("{topic}-{kind}", "value.avsc", expecting: nil)
        try check("prod.{topic}-{kind}", "orders/value.avsc", expecting: "prod.orders-value")
        try check("{name}", "a/Order.avsc", expecting: "Order")
        try check("{path}", "a/b/order.proto", expecting: "a/b/order")
        try check("{record}", "a.avsc", record: "acme.Order", expecting: "acme.Order")
        try check("{record}", "a.avsc", expecting: nil)
    }

    @Test func `has to tell schemas apart`() {
        for pattern in ["", "orders", "{topic", "{x}", "{}"] {
            #expect(throws: SubjectPattern.Malformed.self, "\(pattern)") { try SubjectPattern(pattern) }
        }
    }
}

@Suite struct `A path pattern` {
    private func check(_ pattern: String, matching: [String], not others: [String]) {
        for path in matching { #expect(PathPattern(pattern).matches(path), "\(pattern) of \(path)") }
        for path in others { #expect(!PathPattern(pattern).matches(path), "\(pattern) of \(path)") }
    }

    @Test func `matches component by component`() {
        check("schemas/legacy/**", matching: ["schemas/legacy/a.avsc", "schemas/legacy/b/c.avsc"], not: ["schemas/a.avsc"])
        check("**/value.avsc", matching: ["value.avsc", "a/value.avsc", "a/b/value.avsc"], not: ["a/key.avsc"])
        check("*.avsc", matching: ["a.avsc", ".avsc"], not: ["a/b.avsc", "a.proto"])
        check("a?c/*-value.*", matching: ["abc/x-value.avsc"], not: ["ac/x-value.avsc", "abc/value.avsc"])
        check("./a/b", matching: ["a/b"], not: ["a", "a/b/c"])
    }

    @Test func `takes no longer for stars in a row`() {
        let pattern = PathPattern(String(repeating: "**/", count: 200) + String(repeating: "*a", count: 500) + "b")
        #expect(!pattern.matches(String(repeating: "a/", count: 200) + String(repeating: "a", count: 1000)))
    }
}

@Suite struct `Paths` {
    @Test func `are made whole and short again`() {
        #expect(FilePaths.absolute("a/./b/../c", from: "/x") == "/x/a/c")
        #expect(FilePaths.absolute("/../a//b/", from: "/x") == "/a/b")
        #expect(FilePaths.relative("/x/a", to: "/x") == "a")
        #expect(FilePaths.relative("/x", to: "/x") == "")
        #expect(FilePaths.relative("/xy/a", to: "/x") == nil)
        #expect(FilePaths.relative("/a", to: "/") == "a")
        #expect(FilePaths.parent(of: "/x/y/z", levels: 2) == "/x")
    }
}
