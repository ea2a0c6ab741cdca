import DurableState
import JSONText
import Registry
import RegistryModel
import Testing

/// The bytes were written by hand from the description of Confluent's topic.
@Suite struct `Bytes of the registry's topics` {
    @Test(arguments: ["a", "orders-value", "google/protobuf/x.proto", ":.staging:a", "a b&<>'+%", "é", "a\"b", "a\\b", "", "\u{7f}"])
    func `a schema's key means the same whichever way it is read`(_ subject: String) throws {
        let place = SubjectVersion(Subject(subject), try #require(SchemaVersion(107)))
        let own = RegistryRecord(.schema(place, nil)).encoded().record.key ?? []
        let spaced = Array(String(decoding: own, as: UTF8.self).replacing(",\"version\"", with: ", \"version\"").utf8)
        for key in [own, spaced] {
            let stored = StoredRecord(partition: RegistryRecord.schemas, offset: 0, timestamp: 0, key: key, value: nil)
            #expect(try RegistryRecord.decode(stored)?.content == .schema(place, nil))
        }
    }

    @Test(arguments: [#"\"int\""#, "", #"a\\b\tc\r\n\b\f\/"#, #"\u0041"#, "é", #"\ud83d\ude00"#, "syntax = 'proto3';"])
    func `a schema's value means the same whichever way it is read`(_ text: String) throws {
        let place = SubjectVersion(Subject("s"), .first)
        let meant = try #require(try JSONParser.parse("\"\(text)\"").asString)
        for (type, member) in [("AVRO", ""), ("PROTOBUF", #""schemaType":"PROTOBUF","#), ("JSON", #""schemaType":"JSON","#)] {
            for isDeleted in [true, false] {
                let value = #"{"subject":"s","version":1,"id":7,\#(member)"schema":"\#(text)","deleted":\#(isDeleted)}"#
                for value in [value, value.replacing(#""id":"#, with: #""id": "#)] {
                    let stored = StoredRecord(
                        partition: RegistryRecord.schemas, offset: 0, timestamp: 0,
                        key: RegistryRecord(.schema(place, nil)).encoded().record.key, value: Array(value.utf8))
                    let expected = StoredSchema(
                        id: SchemaID(7), format: SchemaFormat(rawValue: type), schema: meant, isDeleted: isDeleted)
                    #expect(try RegistryRecord.decode(stored)?.content == .schema(place, expected))
                }
            }
        }
    }

    @Test(arguments: ["0", "01", "-1", "2147483648", "99999999999999999999", ""])
    func `a key without a version is not taken for a schema's`(_ version: String) throws {
        let key = Array(#"{"keytype":"SCHEMA","subject":"a","version":\#(version),"magic":1}"#.utf8)
        let stored = StoredRecord(partition: RegistryRecord.schemas, offset: 0, timestamp: 0, key: key, value: nil)
        #expect(throws: UnreadableRecord.self) { try RegistryRecord.decode(stored) }
    }

    @Test func `a life of a subject, byte for byte`() throws {
        var registry = RegistryConversation()
        try registry.register("s", #"{"type": "string"}"#)
        try registry.run(.updateConfig(Subject("s"), try ConfigUpdateBody(["compatibility": "none", "normalize": true])))
        try registry.run(.updateConfig(nil, ConfigUpdateBody(compatibility: "FULL_TRANSITIVE")))
        let user = RequestedReference(name: "A", subject: Subject("a/b"), version: 1)
        try registry.register("a/b", record("A"))
        try registry.register("s", #"{"type":"array","items":"A"}"#, references: [user])
        try registry.delete("s", "1")
        try registry.delete("s")
        try registry.delete("s", permanently: true)
        #expect(
            registry.lines() == [
                #"{"keytype":"SCHEMA","subject":"s","version":1,"magic":1} {"subject":"s","version":1,"id":1,"#
                    + #""schema":"\"string\"","deleted":false}"#,
                #"{"keytype":"CONFIG","subject":"s","magic":0} {"subject":"s","normalize":true,"compatibilityLevel":"NONE"}"#,
                #"{"keytype":"CONFIG","magic":0} {"compatibilityLevel":"FULL_TRANSITIVE"}"#,
                #"{"keytype":"SCHEMA","subject":"a/b","version":1,"magic":1} {"subject":"a/b","version":1,"id":2,"#
                    + #""schema":"{\"type\":\"record\",\"name\":\"A\",\"fields\":[]}","deleted":false}"#,
                #"{"keytype":"SCHEMA","subject":"s","version":2,"magic":1} {"subject":"s","version":2,"id":3,"#
                    + #""references":[{"name":"A","subject":"a/b","version":1}],"schema":"{\"type\":\"array\","#
                    + #"\"items\":\"A\"}","deleted":false}"#,
                #"{"keytype":"SCHEMA","subject":"s","version":1,"magic":1} {"subject":"s","version":1,"id":1,"#
                    + #""schema":"\"string\"","deleted":true}"#,
                #"{"keytype":"DELETE_SUBJECT","subject":"s","magic":0} {"subject":"s","version":2}"#,
                #"{"keytype":"SCHEMA","subject":"s","version":1,"magic":1} -"#,
                #"{"keytype":"SCHEMA","subject":"s","version":2,"magic":1} -"#,
                #"{"keytype":"CONFIG","subject":"s","magic":0} -"#,
            ])
        #expect(
            registry.lines(RegistryRecord.own) == [
                #"{"keytype":"SUBMITTED_TEXT","subject":"s","version":1,"magic":0} {"schema":"{\"type\": \"string\"}"}"#,
                #"{"keytype":"HIGHEST_ID","magic":0} {"id":3}"#,
                #"{"keytype":"HIGHEST_ID","magic":0} {"id":3}"#,
                #"{"keytype":"SUBMITTED_TEXT","subject":"s","version":1,"magic":0} -"#,
            ])
    }

    @Test func `what was written is read back as it was`() throws {
        let place = SubjectVersion(Subject("søké/\"x\""), .first)
        let reference = SchemaReference(name: "n", subject: Subject("t"), version: .first)
        let context = try #require(SchemaContext(".staging"))
        let contents: [RegistryRecord.Content] = [
            .schema(
                place, StoredSchema(id: SchemaID(7), format: .avro, references: [reference], schema: "\u{1}\n", isDeleted: true)),
            .schema(
                place, StoredSchema(id: SchemaID(8), format: SchemaFormat(rawValue: "PROTOBUF"), schema: "syntax = \"proto3\";")),
            .schema(place, nil), .deleteSubject(place.subject, upTo: .first), .clearSubject(place.subject),
            .config(nil, StoredConfig(RegistryConfig(compatibilityLevel: "FULL"))), .config(place.subject, nil),
            .mode(nil, "READONLY"),
            .mode(place.subject, nil), .submittedText(place, "{ }"), .submittedText(place, nil),
            .highestID(SchemaID(9), .default),
            .highestID(SchemaID(9), context), .context(context, isThere: true), .context(context, isThere: false),
        ]
        for content in contents {
            let (partition, bytes) = RegistryRecord(content).encoded()
            let stored = StoredRecord(partition: partition, offset: 0, timestamp: 0, key: bytes.key, value: bytes.value)
            #expect(try RegistryRecord.decode(stored) == RegistryRecord(content, at: stored.timestamp))
        }
    }
}

@Suite struct `A registry moved in` {
    @Test func `records of every age and brand are understood`() throws {
        var registry = RegistryConversation()
        registry.plant(#"{"keytype":"NOOP","magic":0}"#, nil)
        registry.plant(
            #"{"subject":"old","version":1,"magic":0,"keytype":"SCHEMA"}"#,
            #"{"subject":"old","version":1,"id":11,"schema":"\"int\"","deleted":false}"#)
        registry.plant(
            #"{"keytype":"SCHEMA","subject":"old","version":2,"magic":1}"#,
            #"{"subject":"old","version":2,"id":12,"md5":"x","schema":"\"long\"","deleted":false,"offset":3,"ts":5}"#)
        registry.plant(
            #"{"keytype":"SCHEMA","subject":"gone","version":1,"magic":1}"#,
            #"{"subject":"gone","version":1,"id":13,"schema":"\"bytes\"","deleted":false}"#)
        registry.plant(#"{"keytype":"DELETE_SUBJECT","subject":"gone","magic":0}"#, #"{"subject":"gone","version":1}"#)
        registry.plant(
            #"{"keytype":"SCHEMA","subject":"p","version":1,"magic":1}"#,
            #"{"subject":"p","version":1,"id":14,"schemaType":"PROTOBUF","schema":"syntax = \"proto3\";","deleted":false}"#)
        registry.plant(#"{"keytype":"CONFIG","subject":null,"magic":0}"#, #"{"compatibilityLevel":"NONE","alias":"x"}"#)
        registry.plant(
            #"{"keytype":"CONTEXT","tenant":"default","context":".x","magic":0}"#, #"{"tenant":"default","context":".x"}"#)
        registry.plant(#"{"keytype":"LATER","subject":"old"}"#, "{}")
        registry.plant(
            #"{"keytype":"SCHEMA","subject":"lost","version":1,"magic":1,"seq":99,"node":0}"#,
            #"{"subject":"lost","version":1,"id":15,"schema":"\"int\"","deleted":false}"#)
        #expect(registry.restart().isEmpty)

        let state = registry.state
        #expect(state.subjects(everywhere, .hidden).map(\.name) == ["old", "p"])
        #expect(state.subjects(everywhere, .only).map(\.name) == ["gone"])
        #expect(try state.content(SchemaID(13), hint: nil).schema == #""bytes""#)
        #expect(try state.content(SchemaID(14), hint: nil).format.rawValue == "PROTOBUF")
        #expect(try state.config(of: nil, inherits: false).compatibilityLevel == "NONE")
        #expect(try registry.register("old", #""string""#) == registered(15, 3))
        // A stored schema of a language that is not read here is compared with nothing but its name.
        try registry.run(.updateConfig(nil, ConfigUpdateBody(compatibility: "BACKWARD")))
        let error = #expect(throws: RegistryError.self) { try registry.register("p", #""int""#) }
        #expect(error?.message.contains("[Incompatible because of different schema type, ") == true)
        #expect(registry.lines().last == #"{"keytype":"CONFIG","magic":0} {"alias":"x","compatibilityLevel":"BACKWARD"}"#)
    }

    @Test func `what cannot be read is reported and skipped`() throws {
        var registry = RegistryConversation()
        registry.plant(key: nil, value: [1])
        registry.plant("not json", "{}")
        registry.plant(#"{"keytype":"SCHEMA","subject":"a","version":0,"magic":1}"#, "{}")
        registry.plant(#"{"keytype":"SCHEMA","subject":"a","version":1,"magic":9}"#, nil)
        registry.plant(#"{"keytype":"SCHEMA","subject":"a","version":1,"magic":1}"#, #"{"schema":"x"}"#)
        registry.plant(key: [0x22, 0xff, 0x22], value: nil)
        registry.plant(
            #"{"keytype":"SCHEMA","subject":"a","version":1,"magic":1}"#,
            #"{"subject":"a","version":1,"id":1,"schema":"\"int\"","deleted":false}"#)
        #expect(registry.restart().map(\.offset) == [0, 1, 2, 3, 4, 5])
        #expect(registry.state.subjects(everywhere, .hidden).map(\.name) == ["a"])
    }

    @Test func `a permanent deletion reaches every spelling of the key`() throws {
        var registry = RegistryConversation()
        let value = #"{"subject":"a","version":1,"id":1,"schema":"\"int\"","deleted":false}"#
        registry.plant(#"{"subject":"a","version":1,"magic":0,"keytype":"SCHEMA"}"#, value)
        registry.plant(#"{"keytype":"SCHEMA","subject":"a","version":1,"magic":0}"#, value)
        registry.plant(#"{"subject":"a","keytype":"CONFIG","magic":0}"#, #"{"subject":"a","compatibilityLevel":"FULL"}"#)
        registry.restart()
        try registry.delete("a")
        try registry.delete("a", permanently: true)
        registry.compact()
        registry.restart()
        #expect(registry.state.subjects(everywhere, .included).isEmpty)
        #expect(throws: RegistryError.self) { try registry.state.config(of: Subject("a"), inherits: false) }
    }

    @Test func `an id keeps the meaning it had first`() throws {
        var registry = RegistryConversation()
        registry.plant(
            #"{"keytype":"SCHEMA","subject":"a","version":1,"magic":1}"#,
            #"{"subject":"a","version":1,"id":1,"schema":"\"int\"","deleted":false}"#)
        registry.plant(
            #"{"keytype":"SCHEMA","subject":"b","version":1,"magic":1}"#,
            #"{"subject":"b","version":1,"id":1,"schema":"\"long\"","deleted":false}"#)
        registry.restart()
        #expect(try registry.state.content(SchemaID(1), hint: nil).schema == #""int""#)
        #expect(registry.state.subjects(everywhere, .included).map(\.name) == ["a"])
    }

    @Test func `a soft deletion keeps what others wrote beside the schema`() throws {
        var registry = RegistryConversation()
        registry.plant(
            #"{"keytype":"SCHEMA","subject":"a","version":1,"magic":1}"#,
            #"{"subject":"a","version":1,"id":1,"metadata":{"properties":{"owner":"me"}},"schema":"\"int\"","deleted":false}"#)
        registry.restart()
        try registry.delete("a", "1")
        #expect(
            registry.lines().last
                == #"{"keytype":"SCHEMA","subject":"a","version":1,"magic":1} {"subject":"a","version":1,"id":1,"#
                    + #""metadata":{"properties":{"owner":"me"}},"schema":"\"int\"","deleted":true}"#
        )
        // With its metadata it is another content than the bare text.
        #expect(try registry.register("b", #""int""#) == registered(2, 1))
    }

    @Test func `cleared subjects lose their deleted versions`() throws {
        var registry = RegistryConversation()
        try registry.register("a", #""int""#)
        try registry.register("a", #""long""#)
        try registry.delete("a", "1")
        registry.plant(#"{"keytype":"CLEAR_SUBJECT","subject":"a","magic":0}"#, #"{"subject":"a"}"#)
        registry.restart()
        #expect(try registry.state.versions(of: Subject("a"), .included).map(\.rawValue) == [2])
    }

    /// Karapace deletes for ever with a value of no bytes, which Kafka's compaction keeps.
    @Test func `an empty value is none`() throws {
        var registry = RegistryConversation()
        registry.plant(
            #"{"keytype":"SCHEMA","subject":"a","version":1,"magic":1}"#,
            #"{"subject":"a","version":1,"id":1,"schema":"\"int\""}"#)
        registry.plant(#"{"keytype":"CONFIG","subject":"a","magic":0}"#, #"{"compatibilityLevel":"FULL"}"#)
        registry.plant(#"{"subject":"a","keytype":"SCHEMA","version":1,"magic":1}"#, "")
        registry.plant(#"{"keytype":"CONFIG","subject":"a","magic":0}"#, "")
        #expect(registry.restart().isEmpty)
        #expect(registry.state.subjects(SubjectPrefix(""), .included).isEmpty)
        #expect(throws: RegistryError.noSubjectCompatibility(Subject("a"))) {
            try registry.state.config(of: Subject("a"), inherits: false)
        }
    }
}
