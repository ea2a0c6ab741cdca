import JSONText
import Registry
import RegistryModel
import Testing

@Suite struct `Data contracts` {
    let int = #""int""#
    let long = #""long""#
    func owned(_ owner: String) -> SchemaMetadata { SchemaMetadata(properties: ["owner": owner]) }

    private func latest(_ registry: RegistryConversation, _ subject: String = "a") throws -> RegisteredSchema {
        try registry.state.schema(Subject(subject), .latest, includesDeleted: false)
    }

    @Test func `metadata and rules are kept, versioned, and part of what a schema is`() throws {
        var registry = RegistryConversation()
        var rule = SchemaRule(name: "positive", type: "CEL")
        rule.kind = .condition
        rule.mode = .write
        rule.expr = "message.n > 0"
        rule.params = ["b": "2", "a": "1"]
        let rules = SchemaRuleSet(domainRules: [rule])
        let metadata = SchemaMetadata(tags: ["**.ssn": ["PII", "A"]], properties: ["owner": "me"], sensitive: ["owner"])
        #expect(try registry.register("a", int, metadata: metadata, ruleSet: rules) == registered(1, 1))
        #expect(try registry.register("a", int, metadata: metadata, ruleSet: rules) == registered(1, 1))
        #expect(try registry.register("b", int) == registered(2, 1))
        registry.restart()
        #expect(try latest(registry).metadata == metadata)
        #expect(try latest(registry).ruleSet == rules)
        #expect(
            registry.lines().first
                == #"{"keytype":"SCHEMA","subject":"a","version":1,"magic":1} {"subject":"a","version":1,"id":1,"metadata":"#
                + #"{"tags":{"**.ssn":["A","PII"]},"properties":{"owner":"me"},"sensitive":["owner"]},"ruleSet":"#
                + #"{"domainRules":[{"name":"positive","kind":"CONDITION","mode":"WRITE","type":"CEL","#
                + #""params":{"a":"1","b":"2"},"expr":"message.n > 0","disabled":false}]},"schema":"\"int\"","deleted":false}"#)
    }

    @Test func `a content has the GUID that every registry gives it`() throws {
        var registry = RegistryConversation()
        try registry.register("a", #""string""#)
        #expect(try latest(registry).guid?.description == "095d71cf-1255-6b9d-5e33-0ad575b3df5d")
        try registry.register(":.x:a", #""string""#)
        let guid = try #require(SchemaGUID("095d71cf-1255-6b9d-5e33-0ad575b3df5d"))
        #expect(try registry.state.content(guid).schema == #""string""#)
        #expect(try registry.state.ids(of: guid).map { "\($0.context) \($0.id)" } == [". 1", ".x 1"])
        #expect(SchemaGUID(bytes: guid.bytes) == guid)
        for text in [
            "", "095d71cf12556b9d5e330ad575b3df5d", "095d71cf-1255-6b9d-5e33-0ad575b3df5g", "+95d71cf-1255-6b9d-5e33-0ad575b3df5d",
        ] {
            #expect(SchemaGUID(text) == nil)
        }
    }

    @Test func `what a registration does not say it takes from the version before`() throws {
        var registry = RegistryConversation()
        try registry.register("a", int, metadata: owned("me"))
        #expect(try registry.register("a", long) == registered(2, 2))
        #expect(try latest(registry).metadata == owned("me"))
        #expect(try registry.register("a", "", metadata: owned("you")) == registered(3, 3))
        #expect(try latest(registry).schema == long)
        #expect(try registry.register("a", long) == registered(3, 3), "said by nobody, it is what the latest says")
    }

    @Test func `a config adds to every schema, and overrides`() throws {
        var registry = RegistryConversation()
        let config = try ConfigUpdateBody([
            "defaultMetadata": ["properties": ["owner": "nobody", "team": "t"]],
            "overrideMetadata": ["properties": ["team": "ours"]],
            "defaultRuleSet": ["domainRules": [["name": "r", "type": "CEL", "mode": "READ"]]],
        ])
        try registry.run(.updateConfig(nil, config))
        try registry.register("a", int, metadata: SchemaMetadata(properties: ["owner": "me"]))
        #expect(try latest(registry).metadata?.properties == ["owner": "me", "team": "ours"])
        #expect(try latest(registry).ruleSet?.domainRules?.map(\.name) == ["r"])
        #expect(try registry.register("a", int, metadata: SchemaMetadata(properties: ["owner": "me"])) == registered(1, 1))
    }

    @Test func `a version that is asked for is noted in the metadata, and lookups do not mind`() throws {
        var registry = RegistryConversation()
        #expect(try registry.register("a", int, version: -1) == registered(1, 1))
        #expect(try latest(registry).metadata?.properties == ["confluent:version": "1"])
        #expect(try registry.register("a", int) == registered(1, 1))
        #expect(try registry.register("a", int, version: -1) == registered(1, 1))
        try registry.run(.updateConfig(nil, ConfigUpdateBody(compatibility: "NONE")))
        try registry.register("a", long, version: -1)
        #expect(try registry.register("a", int, version: -1) == registered(3, 3), "the same text again, as a version of its own")
    }

    @Test func `only versions of one compatibility group are compared`() throws {
        var registry = RegistryConversation()
        try registry.run(.updateConfig(nil, try ConfigUpdateBody(["compatibilityGroup": "major"])))
        func major(_ number: String) -> SchemaMetadata { SchemaMetadata(properties: ["major": number]) }
        try registry.register("a", int, metadata: major("1"))
        #expect(try registry.register("a", #""boolean""#, metadata: major("2")) == registered(2, 2))
        #expect(throws: RegistryError.self) { try registry.register("a", #""string""#, metadata: major("1")) }
        #expect(try registry.register("a", long, metadata: major("1")) == registered(3, 3))
    }

    @Test func `fields the metadata reserves may not be used, nor given free`() throws {
        var registry = RegistryConversation()
        try registry.run(.updateConfig(nil, try ConfigUpdateBody(["validateFields": true])))
        let reserved = SchemaMetadata(properties: ["confluent:reserved": "id, key"])
        try registry.register("a", record("A"), metadata: reserved)
        let taken = #expect(throws: RegistryError.self) {
            try registry.register("a", record("A", #"{"name":"key","type":"int","default":0}"#), metadata: reserved)
        }
        let conflict = "[The new schema has field that conflicts with the reserved field key., {validateFields: 'true'"
        #expect(taken?.message.contains(conflict) == true)
        let freed = #expect(throws: RegistryError.self) {
            try registry.register("a", record("A"), metadata: SchemaMetadata(properties: ["confluent:reserved": "id"]))
        }
        #expect(freed?.message.contains("reserved field key removed from its metadata") == true)
    }

    @Test(arguments: [
        #"{"domainRules":[{"type":"CEL"}]}"#, #"{"domainRules":[{"name":"1","type":"CEL"}]}"#,
        #"{"domainRules":[{"name":"a b","type":"CEL"}]}"#, #"{"domainRules":[{"name":"a"}]}"#,
        #"{"domainRules":[{"name":"a","type":"CEL","mode":"UPGRADE"}]}"#, #"{"migrationRules":[{"name":"a","type":"CEL"}]}"#,
        #"{"domainRules":[{"name":"a","type":"CEL"},{"name":"a","type":"CEL"}]}"#,
        #"{"domainRules":[{"name":"a","type":"CEL","mode":"READ","onFailure":"ERROR,NONE"}]}"#,
    ]) func `rules no client could run are refused`(_ text: String) throws {
        var registry = RegistryConversation()
        let rules = try SchemaRuleSet(JSONParser.parse(Array(text.utf8)))
        let refusal = #expect(throws: RegistryError.self) { try registry.register("a", int, ruleSet: rules) }
        #expect(refusal?.code == .invalidRuleSet)
        let body = try ConfigUpdateBody(["overrideRuleSet": rules.json])
        #expect(throws: RegistryError.self) { try registry.run(.updateConfig(nil, body)) }
        #expect(registry.lines().isEmpty)
    }

    @Test func `the newest version with the properties asked for is found`() throws {
        var registry = RegistryConversation()
        try registry.register("a", int, metadata: SchemaMetadata(properties: ["stage": "test", "owner": "me"]))
        try registry.register("a", long, metadata: SchemaMetadata(properties: ["stage": "live"]))
        func version(_ wanted: [String: String]) throws -> Int32 {
            try registry.state.schema(Subject("a"), withProperties: wanted, includesDeleted: false).version.rawValue
        }
        #expect(try version(["stage": "test"]) == 1)
        #expect(try version(["stage": "test", "owner": "me"]) == 1)
        #expect(try version([:]) == 2)
        #expect(throws: RegistryError.schemaNotFound) { try version(["stage": "gone"]) }
        #expect(throws: RegistryError.subjectNotFound(Subject("b"))) {
            try registry.state.schema(Subject("b"), withProperties: [:], includesDeleted: false)
        }
    }

    @Test func `an alias stands for another subject, of its own context`() throws {
        var registry = RegistryConversation()
        try registry.run(.updateConfig(Subject("old"), try ConfigUpdateBody(["alias": "new"])))
        try registry.run(.updateConfig(Subject(":.x:old"), try ConfigUpdateBody(["alias": "new"])))
        #expect(registry.state.aliased(Subject("old")) == Subject("new"))
        #expect(registry.state.aliased(Subject(":.x:old")) == Subject(":.x:new"))
        #expect(registry.state.aliased(Subject("other")) == Subject("other"))
    }

    @Test func `dialects differ in what they answer`() throws {
        var registry = RegistryConversation(dialect: .confluent8)
        try registry.register("a", int)
        let refusal = #expect(throws: RegistryError.self) { try registry.register("a", #""string""#) }
        #expect(refusal?.code.rawValue == 40901)
        let schema = try latest(registry)
        #expect(JSONPrinter.compact(schema.json()) == #"{"subject":"a","version":1,"id":1,"schema":"\"int\""}"#)
        #expect(JSONPrinter.compact(schema.json(.confluent8)).hasSuffix(#""schemaType":"AVRO","schema":"\"int\"","ts":1700000000000}"#))
        #expect(JSONPrinter.compact(schema.json(.confluent8)).contains(#""guid":""#))

        var oldestFirst = RegistryConversation(dialect: .karapace)
        try oldestFirst.run(.updateConfig(nil, ConfigUpdateBody(compatibility: "NONE")))
        for text in [#""string""#, #""boolean""#] { try oldestFirst.register("a", text) }
        try oldestFirst.run(.updateConfig(nil, ConfigUpdateBody(compatibility: "FULL_TRANSITIVE")))
        let first = #expect(throws: RegistryError.self) { try oldestFirst.register("a", int) }
        #expect(first?.message.hasSuffix("reader type: int not compatible with writer type: string") == true)
    }
}
