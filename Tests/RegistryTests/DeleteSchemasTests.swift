import Registry
import RegistryModel
import Testing

@Suite struct `Deleting schemas` {
    let texts = (1...3).map { version in
        record("A", (1...version).map { #"{"name":"f\#($0)","type":"int","default":0}"# }.joined(separator: ","))
    }

    func registryOfThree() throws -> RegistryConversation {
        var registry = RegistryConversation()
        for text in texts { try registry.register("a", text) }
        return registry
    }

    func versions(_ numbers: Int32...) -> RegistryReply { .deletedVersions(numbers.compactMap { SchemaVersion($0) }) }

    @Test func `a soft deletion hides, a permanent one forgets`() throws {
        var registry = try registryOfThree()
        let a = Subject("a")
        #expect(try registry.delete("a") == versions(1, 2, 3))
        #expect(registry.state.subjects(everywhere, .hidden).isEmpty)
        #expect(registry.state.subjects(everywhere, .only) == [a])
        #expect(throws: RegistryError.subjectNotFound(a)) { try registry.state.versions(of: a, .hidden) }
        #expect(try registry.state.content(SchemaID(2), hint: nil).schema == texts[1])
        #expect(try registry.delete("a", permanently: true) == versions(1, 2, 3))
        #expect(registry.state.subjects(everywhere, .included).isEmpty)
        #expect(throws: RegistryError.schemaNotFound(SchemaID(2))) { try registry.state.content(SchemaID(2), hint: nil) }
    }

    @Test func `every wrong turn has its error`() throws {
        var registry = try registryOfThree()
        let a = Subject("a")
        let first = SchemaVersion.first
        #expect(throws: RegistryError.subjectNotFound(Subject("b"))) { try registry.delete("b") }
        #expect(throws: RegistryError.subjectNotFound(Subject("b"))) { try registry.delete("b", "1") }
        #expect(throws: RegistryError(.versionNotFound, "Version 9 not found.")) { try registry.delete("a", "9") }
        #expect(throws: RegistryError.subjectNotSoftDeleted(a)) { try registry.delete("a", permanently: true) }
        #expect(throws: RegistryError.versionNotSoftDeleted(a, first)) { try registry.delete("a", "1", permanently: true) }
        try registry.delete("a", "1")
        #expect(throws: RegistryError.versionSoftDeleted(a, first)) { try registry.delete("a", "1") }
        try registry.delete("a")
        #expect(throws: RegistryError.subjectSoftDeleted(a)) { try registry.delete("a") }
    }

    @Test func `latest is the newest that is not deleted`() throws {
        var registry = try registryOfThree()
        #expect(try registry.delete("a", "latest") == .deletedVersion(try #require(SchemaVersion(3))))
        #expect(try registry.state.schema(Subject("a"), .latest, includesDeleted: false).version.rawValue == 2)
        #expect(try registry.delete("a") == versions(1, 2))
    }

    @Test func `what comes back has its id and a new version`() throws {
        var registry = try registryOfThree()
        try registry.delete("a")
        #expect(try registry.register("a", texts[0]) == registered(1, 4))
        #expect(try registry.state.versions(of: Subject("a"), .hidden).map(\.rawValue) == [4])
        // The deleted version of the same content made room.
        #expect(try registry.state.versions(of: Subject("a"), .included).map(\.rawValue) == [2, 3, 4])
    }

    @Test func `versions start again when all are gone, ids never do`() throws {
        var registry = try registryOfThree()
        try registry.delete("a")
        try registry.delete("a", permanently: true)
        #expect(try registry.register("a", texts[0]) == registered(4, 1))
    }

    @Test func `the highest id is remembered past deletion, compaction and restart`() throws {
        var registry = try registryOfThree()
        try registry.delete("a")
        try registry.delete("a", permanently: true)
        registry.compact()
        #expect(registry.restart().isEmpty)
        #expect(registry.lines().map { String($0.prefix(27)) } == [#"{"keytype":"DELETE_SUBJECT""#])
        #expect(try registry.register("b", texts[2]) == registered(4, 1))
    }

    @Test func `with the last version go the subject's settings`() throws {
        var registry = try registryOfThree()
        try registry.run(.updateConfig(Subject("a"), ConfigUpdateBody(compatibility: "FULL")))
        try registry.delete("a")
        #expect(try registry.state.config(of: Subject("a"), inherits: false).compatibilityLevel == "FULL")
        for version in ["1", "2", "3"] { try registry.delete("a", version, permanently: true) }
        #expect(throws: RegistryError.noSubjectCompatibility(Subject("a"))) {
            try registry.state.config(of: Subject("a"), inherits: false)
        }
    }

    @Test func `a restart at any moment changes nothing that was answered`() throws {
        var registry = try registryOfThree()
        try registry.delete("a", "2")
        try registry.register("b", " " + texts[1])
        try registry.delete("b")
        try registry.register("b", texts[1])
        func picture(_ registry: RegistryConversation) throws -> [RegisteredSchema] {
            registry.state.schemas(everywhere, .included, latestOnly: false)
        }
        let before = try picture(registry)
        registry.restart()
        #expect(try picture(registry) == before)
        registry.compact()
        registry.restart()
        #expect(try picture(registry) == before)
    }
}

@Suite struct `The highest id` {
    private static let own = RegistryRecord.own

    @Test func `is not written down while a version says it`() throws {
        var registry = RegistryConversation()
        try registry.register("a", #""int""#)
        try registry.register("b", #""long""#)
        #expect(registry.lines(Self.own) == [])
        registry.restart()
        #expect(try registry.register("c", #""string""#) == registered(3, 1))
    }

    @Test func `is written down before the version that has it can be deleted for ever`() throws {
        var registry = RegistryConversation()
        try registry.register("a", #""int""#)
        try registry.register("b", #""long""#)
        try registry.delete("a")
        #expect(registry.lines(Self.own) == [])
        try registry.delete("b", "1")
        #expect(registry.lines(Self.own).map { $0.suffix(8) } == [#"{"id":2}"#])
    }

    @Test(arguments: [false, true])
    func `is never given out again, whatever was deleted and compacted`(_ deletesSubject: Bool) throws {
        var registry = RegistryConversation()
        for (index, text) in [#""int""#, #""long""#, #""string""#].enumerated() { try registry.register("s\(index)", text) }
        for index in (0..<3).reversed() {
            let version = deletesSubject ? nil : "1"
            try registry.delete("s\(index)", version)
            registry.compact()
            registry.restart()
            try registry.delete("s\(index)", version, permanently: true)
            registry.compact()
            registry.restart()
        }
        #expect(try registry.register("new", #""bytes""#) == registered(4, 1))
    }

    @Test func `is kept when an import writes another id over it`() throws {
        var registry = RegistryConversation()
        try registry.run(.setMode(.importing, of: Subject("a"), isForced: false))
        try registry.register("a", #""int""#, version: 1, id: 50)
        try registry.register("a", #""long""#, version: 1, id: 7)
        registry.compact()
        registry.restart()
        #expect(try registry.register("b", #""string""#) == registered(51, 1))
    }

    @Test func `is kept when an import clears what is hidden`() throws {
        var registry = RegistryConversation()
        try registry.register("a", #""int""#)
        try registry.delete("a")
        try registry.run(.setMode(.importing, of: Subject("a"), isForced: false))
        registry.compact()
        registry.restart()
        #expect(try registry.register("b", #""string""#) == registered(2, 1))
    }
}
