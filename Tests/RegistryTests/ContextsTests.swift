import JSONText
import Registry
import RegistryModel
import Testing

@Suite struct `Contexts` {
    let int = #""int""#
    let long = #""long""#

    @Test func `each context counts its own ids, and one content has one in each`() throws {
        var registry = RegistryConversation()
        #expect(try registry.register("a", int) == registered(1, 1))
        #expect(try registry.register("a", long) == registered(2, 2))
        #expect(try registry.register(":.staging:a", long) == registered(1, 1))
        #expect(try registry.register(":.staging:b", int) == registered(2, 1))
        #expect(registry.state.contexts.map(\.name) == [".", ".staging"])
        #expect(
            registry.lines()[2...].first
                == #"{"keytype":"CONTEXT","tenant":"default","context":".staging","magic":0} "#
                + #"{"tenant":"default","context":".staging"}"#)
        try registry.delete(":.staging:b")
        #expect(registry.lines(RegistryRecord.own) == [#"{"keytype":"HIGHEST_ID","context":".staging","magic":0} {"id":2}"#])
        try registry.delete(":.staging:b", permanently: true)
        registry.compact()
        registry.restart()
        #expect(try registry.register(":.staging:c", #""bytes""#) == registered(3, 1))
        #expect(try registry.register("c", #""bytes""#) == registered(3, 1))
    }

    @Test func `a name nobody qualified is looked for in the default context, then in the others`() throws {
        var registry = RegistryConversation()
        try registry.register(":.staging:only", int)
        try registry.register("both", int)
        try registry.register(":.staging:both", long)
        let state = registry.state
        #expect(try state.schema(Subject("only"), .latest, includesDeleted: false).subject.name == ":.staging:only")
        #expect(try state.schema(Subject("both"), .latest, includesDeleted: false).schema == int)
        #expect(throws: RegistryError.self) { try state.schema(Subject(":.other:both"), .latest, includesDeleted: false) }
        #expect(try state.content(SchemaID(1), hint: Subject("only")).schema == int)
        #expect(try state.content(SchemaID(2), hint: Subject(":.staging:")).schema == long)
        #expect(throws: RegistryError.schemaNotFound(SchemaID(2))) { try state.content(SchemaID(2), hint: nil) }
    }

    @Test func `listings show what their prefix says`() throws {
        var registry = RegistryConversation()
        for subject in ["a", "b", ":.x:a", ":.y:b"] { try registry.register(subject, int) }
        func names(_ prefix: String) -> [String] { registry.state.subjects(SubjectPrefix(prefix), .hidden).map(\.name) }
        #expect(names(":*:") == [":.x:a", ":.y:b", "a", "b"])
        #expect(names("") == ["a", "b"])
        #expect(names(":.x:") == [":.x:a"])
        #expect(names(":*:b") == [":.y:b", "b"])
    }

    @Test func `a reference without a context is of its user's context`() throws {
        var registry = RegistryConversation()
        try registry.register("inner", record("Inner"))
        let reference = RequestedReference(name: "Inner", subject: Subject("inner"), version: -1)
        let outer = record("Outer", #"{"name":"i","type":"Inner"}"#)
        #expect(throws: RegistryError.self) { try registry.register(":.x:outer", outer, references: [reference]) }
        try registry.register(":.x:inner", record("Inner", #"{"name":"n","type":"int"}"#))
        try registry.register(":.x:outer", outer, references: [reference])
        #expect(try registry.state.referrers(of: Subject(":.x:inner"), .latest, includesDeleted: false) == [SchemaID(2)])
        #expect(try registry.state.referrers(of: Subject("inner"), .latest, includesDeleted: false).isEmpty)
        let absolute = RequestedReference(name: "Inner", subject: Subject(":.x:inner"), version: 1)
        #expect(try registry.register("outer", outer, references: [absolute]) == registered(2, 1))
    }

    @Test func `settings come from the subject, its context, all contexts, the server`() throws {
        var registry = RegistryConversation()
        let subject = Subject(":.x:s")
        func level() throws -> String? { try registry.state.config(of: subject, inherits: true).compatibilityLevel }
        #expect(try level() == "BACKWARD")
        try registry.run(.updateConfig(nil, ConfigUpdateBody(compatibility: "FULL")))
        #expect(try level() == "BACKWARD", "what is set for no subject is the default context's")
        try registry.run(.updateConfig(Subject(":.__GLOBAL:"), ConfigUpdateBody(compatibility: "FORWARD")))
        #expect(try level() == "FORWARD")
        try registry.run(.updateConfig(Subject(":.x:"), ConfigUpdateBody(compatibility: "NONE")))
        #expect(try level() == "NONE")
        try registry.run(.updateConfig(subject, ConfigUpdateBody(compatibility: "FULL_TRANSITIVE")))
        #expect(try level() == "FULL_TRANSITIVE")
        #expect(try registry.state.config(of: Subject("s"), inherits: true).compatibilityLevel == "FULL")
    }

    @Test func `an empty context can be forgotten, another not`() throws {
        var registry = RegistryConversation()
        let context = try #require(SchemaContext(".x"))
        try registry.register(":.x:a", int)
        let refusal = #expect(throws: RegistryError.self) { try registry.run(.deleteContext(context)) }
        #expect(refusal?.code == .contextNotEmpty)
        try registry.delete(":.x:a")
        try registry.delete(":.x:a", permanently: true)
        try registry.run(.deleteContext(context))
        registry.restart()
        #expect(try registry.register(":.x:b", long) == registered(2, 1), "its ids are not given out again")
    }

    @Test func `names of contexts begin with a dot and hold no colon`() {
        #expect(SchemaContext("staging") == nil)
        #expect(SchemaContext(".a:b") == nil)
        #expect(Subject(":.a:b:c").context.name == ".a")
        #expect(Subject(":.a:b:c").localName == "b:c")
        #expect(Subject(":.a:").isContext && Subject(":.a").isContext)
        #expect(Subject("a:b").context == .default)
        #expect(Subject(requested: ":.:a") == Subject("a"))
    }
}

@Suite struct `Modes` {
    let int = #""int""#
    let long = #""long""#

    @Test func `a read-only subject takes no version, no deletion and no setting`() throws {
        var registry = RegistryConversation()
        try registry.register("a", int)
        try registry.run(.setMode(.readOnly, of: Subject("a"), isForced: false))
        let refusal = RegistryError(.operationNotPermitted, "Subject a in context  is in read-only mode")
        #expect(throws: refusal) { try registry.register("a", long) }
        #expect(throws: refusal) { try registry.delete("a") }
        #expect(throws: refusal) { try registry.delete("a", "1") }
        #expect(throws: refusal) { try registry.run(.updateConfig(Subject("a"), ConfigUpdateBody(compatibility: "NONE"))) }
        #expect(try registry.register("a", int) == registered(1, 1), "what is there may be registered again")
        #expect(try registry.run(.deleteMode(of: Subject("a"), isRecursive: false)) == .mode(.readOnly))
        #expect(try registry.register("a", long) == registered(2, 2))
    }

    @Test func `importing takes ids and versions as they come, and checks nothing`() throws {
        var registry = RegistryConversation()
        let refusal = RegistryError(.operationNotPermitted, "Subject a in context  is not in import mode")
        #expect(throws: refusal) { try registry.register("a", int, id: 7) }
        try registry.run(.setMode(.importing, of: Subject("a"), isForced: false))
        #expect(try registry.register("a", #""string""#, version: 3, id: 70) == registered(70, 3))
        #expect(try registry.register("a", int, version: 1, id: 50) == registered(50, 1))
        #expect(try registry.register("a", int, version: 5, id: 50) == registered(50, 5))
        #expect(throws: RegistryError(.operationNotPermitted, "Overwrite new schema with id 70 in context  is not permitted.")) {
            try registry.register("a", long, version: 6, id: 70)
        }
        #expect(throws: RegistryError(.operationNotPermitted, "Subject a in context  is not in read-write mode")) {
            try registry.register("a", long)
        }
        #expect(try registry.state.versions(of: Subject("a"), .hidden).map(\.rawValue) == [1, 3, 5])
        try registry.run(.deleteMode(of: Subject("a"), isRecursive: false))
        #expect(try registry.register("b", long) == registered(71, 1))
        registry.restart()
        #expect(try registry.state.versions(of: Subject("a"), .hidden).map(\.rawValue) == [1, 3, 5])
    }

    @Test func `an import begins with an empty scope, unless it is forced`() throws {
        var registry = RegistryConversation()
        try registry.register("a", int)
        #expect(throws: RegistryError(.operationNotPermitted, "Cannot import since found existing subjects")) {
            try registry.run(.setMode(.importing, of: nil, isForced: false))
        }
        try registry.delete("a")
        try registry.run(.setMode(.importing, of: nil, isForced: false))
        #expect(registry.state.subjects(everywhere, .included).isEmpty)
        #expect(registry.lines().suffix(2) == [
            #"{"keytype":"CLEAR_SUBJECT","magic":0} {}"#, #"{"keytype":"MODE","magic":0} {"mode":"IMPORT"}"#,
        ])
        var forced = RegistryConversation()
        try forced.register("a", int)
        try forced.run(.setMode(.importing, of: nil, isForced: true))
        #expect(try forced.register("a", long, id: 9) == registered(9, 2))
    }

    @Test func `one switch closes everything, whatever single subjects say`() throws {
        var registry = RegistryConversation()
        try registry.run(.setMode(.readWrite, of: Subject("a"), isForced: false))
        try registry.run(.setMode(.readOnlyOverride, of: nil, isForced: false))
        #expect(throws: RegistryError.self) { try registry.register("a", int) }
        #expect(throws: RegistryError.self) { try registry.register(":.x:a", int) }
    }

    @Test func `forwarding is for all contexts at once`() throws {
        var registry = RegistryConversation()
        let refusal = RegistryError(.invalidMode, "Forward mode only supported on global level")
        #expect(throws: refusal) { try registry.run(.setMode(.forward, of: Subject("a"), isForced: false)) }
        try registry.run(.setMode(.forward, of: Subject(":.__GLOBAL:"), isForced: false))
        #expect(try registry.register("a", int, id: 4) == registered(4, 1))
    }

    @Test func `a context's modes go with it when asked so`() throws {
        var registry = RegistryConversation()
        try registry.run(.setMode(.readOnly, of: Subject(":.x:"), isForced: false))
        try registry.run(.setMode(.readOnly, of: Subject(":.x:a"), isForced: false))
        try registry.run(.deleteMode(of: Subject(":.x:"), isRecursive: true))
        #expect(try registry.state.mode(of: Subject(":.x:a"), inherits: true) == "READWRITE")
    }
}
