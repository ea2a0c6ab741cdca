import JSONText
import Registry
import RegistryModel
import Testing

@Suite struct `Config and mode` {
    let a = Subject("a")

    @Test func `a subject without a level has that of all`() throws {
        var registry = RegistryConversation()
        #expect(try registry.state.config(of: nil, inherits: false).compatibilityLevel == "BACKWARD")
        #expect(throws: RegistryError.noSubjectCompatibility(a)) { try registry.state.config(of: a, inherits: false) }
        try registry.run(.updateConfig(nil, ConfigUpdateBody(compatibility: "full")))
        #expect(try registry.state.config(of: a, inherits: true).compatibilityLevel == "FULL")
        try registry.run(.updateConfig(a, ConfigUpdateBody(compatibility: "NONE")))
        #expect(try registry.state.config(of: a, inherits: false).compatibilityLevel == "NONE")
    }

    @Test func `a deletion answers what was set`() throws {
        var registry = RegistryConversation()
        #expect(throws: RegistryError.subjectNotFound(a)) { try registry.run(.deleteConfig(a)) }
        try registry.run(.updateConfig(a, ConfigUpdateBody(compatibility: "FORWARD")))
        #expect(try registry.run(.deleteConfig(a)) == .config(RegistryConfig(compatibilityLevel: "FORWARD")))
        #expect(registry.lines().last == #"{"keytype":"CONFIG","subject":"a","magic":0} -"#)
        #expect(try registry.run(.deleteConfig(nil)) == .config(RegistryConfig(compatibilityLevel: "BACKWARD")))
    }

    @Test func `an update keeps what it does not name and clears what it names null`() throws {
        var registry = RegistryConversation()
        try registry.run(.updateConfig(a, try ConfigUpdateBody(["compatibility": "FULL", "normalize": true])))
        try registry.run(.updateConfig(a, try ConfigUpdateBody(["normalize": nil])))
        #expect(try registry.state.config(of: a, inherits: false) == RegistryConfig(compatibilityLevel: "FULL"))
        try registry.run(.updateConfig(a, try ConfigUpdateBody(["compatibility": nil])))
        #expect(registry.lines().last == #"{"keytype":"CONFIG","subject":"a","magic":0} -"#)
    }

    @Test func `an unknown level is refused`() throws {
        var registry = RegistryConversation()
        #expect(throws: RegistryError.invalidCompatibilityLevel) {
            try registry.run(.updateConfig(nil, ConfigUpdateBody(compatibility: "SIDEWAYS")))
        }
        #expect(registry.lines().isEmpty)
    }

    @Test func `a mode set elsewhere closes subjects`() throws {
        var registry = RegistryConversation()
        registry.plant(#"{"keytype":"MODE","subject":"a","magic":0}"#, #"{"subject":"a","mode":"READONLY"}"#)
        registry.plant(#"{"keytype":"MODE","subject":"b","magic":0}"#, #"{"subject":"b","mode":"IMPORT"}"#)
        registry.restart()
        #expect(throws: RegistryError(.operationNotPermitted, "Subject a in context  is in read-only mode")) {
            try registry.register("a", #""int""#)
        }
        #expect(throws: RegistryError(.operationNotPermitted, "Subject b in context  is not in read-write mode")) {
            try registry.register("b", #""int""#)
        }
        #expect(try registry.state.mode(of: a, inherits: false) == "READONLY")
        #expect(try registry.register("c", #""int""#) == registered(1, 1))
    }
}
