import JSONText
import Registry
import RegistryModel
import Testing

@Suite struct `Registering a schema` {
    let a1 = record("A", #"{"name":"x","type":"int"}"#)
    let a2 = record("A", #"{"name":"x","type":"int"}"#, #"{"name":"y","type":"int","default":0}"#)

    @Test func `ids and versions count from 1`() throws {
        var registry = RegistryConversation()
        #expect(try registry.register("a", a1) == registered(1, 1))
        #expect(try registry.register("a", a2) == registered(2, 2))
        #expect(try registry.register("b", #""string""#) == registered(3, 1))
    }

    @Test func `the same schema again changes nothing`() throws {
        var registry = RegistryConversation()
        try registry.register("a", a1)
        let before = registry.lines()
        #expect(try registry.register("a", a1) == registered(1, 1))
        #expect(
            try registry.register("a", #"{ "type" : "record", "fields":[{"type":{"type":"int"},"name":"x"}], "name":"A" }"#)
                == registered(1, 1))
        #expect(registry.lines() == before)
    }

    @Test func `one content has one id across subjects`() throws {
        var registry = RegistryConversation()
        try registry.register("a", a1)
        try registry.register("a", a2)
        #expect(try registry.register("b", a2) == registered(2, 1))
        #expect(try registry.state.uses(of: SchemaID(2), hint: nil, includesDeleted: false).map(\.subject.name) == ["a", "b"])
    }

    @Test func `properties in another order are the same schema`() throws {
        var registry = RegistryConversation()
        try registry.register("a", #"{"type":"record","name":"A","fields":[],"p":1,"q":{"r":1,"s":2}}"#)
        #expect(
            try registry.register("a", #"{"q":{"s":2,"r":1},"type":"record","name":"A","fields":[],"p":1}"#) == registered(1, 1))
        // Under another subject the text decides, as it does elsewhere.
        #expect(
            try registry.register("b", #"{"q":{"s":2,"r":1},"type":"record","name":"A","fields":[],"p":1}"#) == registered(2, 1))
    }

    @Test func `a schema that readers of the old data cannot use is refused with reasons`() throws {
        var registry = RegistryConversation()
        try registry.register("a", a1)
        let error = #expect(throws: RegistryError.self) {
            try registry.register("a", record("A", #"{"name":"x","type":"int"}"#, #"{"name":"z","type":"int"}"#))
        }
        #expect(error?.code == .incompatibleSchema)
        let message = error?.message ?? ""
        #expect(
            message.hasPrefix(
                #"Schema being registered is incompatible with an earlier schema for subject "a", details: "#
                    + #"[{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', "#
            ))
        #expect(message.hasSuffix("{validateFields: 'false', compatibility: 'BACKWARD'}]"))
        #expect(message.contains("{oldSchemaVersion: 1}, {oldSchema: '\(a1)'}"))
    }

    @Test func `a transitive level looks past the latest version`() throws {
        var registry = RegistryConversation()
        let first = record("A", #"{"name":"x","type":"int"}"#)
        let without = record("A")
        let again = record("A", #"{"name":"x","type":"string","default":""}"#)
        try registry.register("a", first)
        try registry.register("a", without)
        try registry.run(.updateConfig(Subject("a"), ConfigUpdateBody(compatibility: "BACKWARD_TRANSITIVE")))
        let error = #expect(throws: RegistryError.self) { try registry.register("a", again) }
        #expect(error?.message.contains("{oldSchemaVersion: 1}") == true)
        try registry.run(.updateConfig(Subject("a"), ConfigUpdateBody(compatibility: "backward")))
        #expect(try registry.register("a", again) == registered(3, 3))
    }

    @Test func `an empty text stands for the latest schema`() throws {
        var registry = RegistryConversation()
        #expect(throws: RegistryError.emptySchema) { try registry.register("a", "") }
        try registry.register("a", a1)
        #expect(try registry.register("a", "") == registered(1, 1))
    }

    struct Refusal {
        var subject = "a"
        var schema = #""string""#
        var type = SchemaFormat.avro
        var version: Int32?
        var id: Int32?
        var error: RegistryError
    }

    @Test func `what cannot be registered is refused with its code`() throws {
        let refusals = [
            Refusal(subject: "a\u{7}", error: .invalidSubject(Subject("a\u{7}"))),
            Refusal(subject: "__GLOBAL", error: .invalidSubject(Subject("__GLOBAL"))),
            Refusal(subject: ":.__GLOBAL:a", error: .invalidSubject(Subject(":.__GLOBAL:a"))),
            Refusal(
                type: SchemaFormat(rawValue: "JSON"), error: RegistryError(.invalidSchema, "Invalid schema type JSON")),
            Refusal(version: 3, error: RegistryError(.invalidSchema, "Version is not one more than previous version")),
            Refusal(id: 9, error: RegistryError(.operationNotPermitted, "Subject a in context  is not in import mode")),
        ]
        var registry = RegistryConversation()
        for refusal in refusals {
            let wish = RegisterSchema(
                subject: Subject(refusal.subject), schema: SubmittedSchema(format: refusal.type, text: refusal.schema),
                version: RequestedVersion(refusal.version), id: refusal.id.map { SchemaID($0) })
            #expect(throws: refusal.error) { try registry.run(.register(wish)) }
        }
        #expect(registry.lines().isEmpty)
    }

    @Test func `a version asked for must be the next`() throws {
        var registry = RegistryConversation()
        #expect(try registry.register("a", a1, version: 1) == registered(1, 1))
        #expect(throws: RegistryError.versionOutOfTurn, "it is there already") { try registry.register("a", a1, version: 1) }
        #expect(throws: RegistryError.versionOutOfTurn) { try registry.register("a", a2, version: 4) }
        #expect(try registry.register("a", a2, version: 2) == registered(2, 2))
    }

    @Test func `a version says when it was registered, deleted and brought back too`() throws {
        var registry = RegistryConversation()
        try registry.register("a", a1)
        try registry.register("a", a2)
        func times() throws -> [Int64?] { registry.state.schemas(everywhere, .included, latestOnly: false).map(\.timestamp) }
        let before = try times()
        #expect(before.allSatisfy { $0 != nil } && Set(before).count == 2)
        try registry.delete("a", "1")
        #expect(try times() == before)
        try registry.run(.setMode(.importing, of: Subject("a"), isForced: true))
        try registry.register("a", a1, version: 1, id: 1)
        #expect(try times() == before)
        registry.restart()
        #expect(try times() == before)
    }

    @Test func `a record larger than any Kafka takes is refused`() throws {
        var registry = RegistryConversation()
        let doc = String(repeating: "x", count: RegistryRecord.maxValueBytes)
        #expect(throws: RegistryError.schemaTooLarge) {
            try registry.register("a", #"{"type":"record","name":"A","doc":"\#(doc)","fields":[]}"#)
        }
        #expect(registry.lines().isEmpty)
    }

    @Test func `normalizing makes texts of one meaning one content`() throws {
        var registry = RegistryConversation()
        try registry.register("a", #"{"type":"record","name":"A","fields":[],"b":1,"a":2}"#, normalizes: true)
        #expect(
            try registry.register("b", #"{"type":"record","name":"A","fields":[],"a":2,"b":1}"#, normalizes: true)
                == registered(1, 1))
        try registry.run(.updateConfig(nil, try ConfigUpdateBody(["normalize": true])))
        #expect(try registry.register("c", #"{"type":"record","a":2,"name":"A","fields":[],"b":1}"#) == registered(1, 1))
    }
}

@Suite struct `Schema references` {
    let inner = record("Inner", #"{"name":"x","type":"int"}"#)
    let outer = record("Outer", #"{"name":"i","type":"Inner"}"#)
    func reference(_ version: Int32) -> RequestedReference {
        RequestedReference(name: "Inner", subject: Subject("inner"), version: version)
    }

    @Test func `a schema may use the types of another subject`() throws {
        var registry = RegistryConversation()
        try registry.register("inner", inner)
        #expect(try registry.register("outer", outer, references: [reference(-1)]) == registered(2, 1))
        let stored = try registry.state.schema(Subject("outer"), .latest, includesDeleted: false)
        #expect(stored.references.map(\.version.rawValue) == [1])
        #expect(stored.schema == outer)
        #expect(try registry.state.resolvable(stored).text(.resolved) == record("Outer", #"{"name":"i","type":\#(inner)}"#))
        #expect(try registry.state.referrers(of: Subject("inner"), .latest, includesDeleted: false) == [SchemaID(2)])
    }

    @Test func `a text that writes out what the stored one refers to is the same`() throws {
        var registry = RegistryConversation()
        try registry.register("inner", inner)
        try registry.register("outer", outer, references: [reference(1)])
        #expect(try registry.register("outer", record("Outer", #"{"name":"i","type":\#(inner)}"#)) == registered(2, 1))
    }

    @Test func `a reference that is not there is named`() throws {
        var registry = RegistryConversation()
        let error = #expect(throws: RegistryError.self) { try registry.register("outer", outer, references: [reference(4)]) }
        #expect(
            error
                == RegistryError(
                    .invalidSchema,
                    #"Invalid schema of type AVRO, details: No schema reference found for subject "inner" and version 4"#))
    }

    @Test func `a schema in use cannot be deleted`() throws {
        var registry = RegistryConversation()
        try registry.register("inner", inner)
        try registry.register("outer", outer, references: [reference(1)])
        let inUse = RegistryError(
            .referenceExists, "One or more references exist to the schema {magic=1,keytype=SCHEMA,subject=inner,version=1}.")
        #expect(throws: inUse) { try registry.delete("inner") }
        #expect(throws: inUse) { try registry.delete("inner", "1") }
        try registry.delete("outer")
        try registry.delete("inner")
        // The deleted user can come back, so its reference must stay.
        #expect(throws: inUse) { try registry.delete("inner", permanently: true) }
        try registry.delete("outer", permanently: true)
        try registry.delete("inner", permanently: true)
        #expect(registry.state.subjects(everywhere, .included).isEmpty)
    }

    @Test func `references of references come along`() throws {
        var registry = RegistryConversation()
        try registry.register("inner", inner)
        try registry.register("middle", record("Middle", #"{"name":"i","type":"Inner"}"#), references: [reference(1)])
        let middle = RequestedReference(name: "Middle", subject: Subject("middle"), version: 1)
        let top = record("Top", #"{"name":"m","type":"Middle"}"#, #"{"name":"i","type":"Inner"}"#)
        #expect(try registry.register("top", top, references: [middle]) == registered(3, 1))
    }
}
