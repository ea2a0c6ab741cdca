import Registry
import RegistryModel
import Testing

@Suite struct `What cannot be read` {
    private static let schema = SubmittedSchema(format: SchemaFormat(rawValue: "JSON"), text: #"{ "type": "object" }"#)

    private static func wish(
        _ subject: String, _ id: Int32, _ version: Int32?, isForced: Bool = true, _ schema: SubmittedSchema = schema
    ) -> RegistryCommand {
        .register(
            RegisterSchema(
                subject: Subject(subject), schema: schema, version: RequestedVersion(version), id: SchemaID(id),
                isForced: isForced))
    }

    private static func importing(_ subject: String? = nil) throws -> RegistryConversation {
        var registry = RegistryConversation()
        try registry.run(.setMode(.importing, of: subject.map { Subject($0) }, isForced: true))
        return registry
    }

    @Test func `comes over as it is where an import insists`() throws {
        var registry = try Self.importing(":.x:")
        try registry.run(Self.wish(":.x:a", 7, 3))
        let found = try registry.state.schema(Subject(":.x:a"), .latest, includesDeleted: false)
        #expect((found.id, found.version.rawValue, found.schema) == (SchemaID(7), 3, #"{ "type": "object" }"#))
        #expect(
            registry.lines().suffix(2) == [
                #"{"keytype":"CONTEXT","tenant":"default","context":".x","magic":0} {"tenant":"default","context":".x"}"#,
                #"{"keytype":"SCHEMA","subject":":.x:a","version":3,"magic":1} {"subject":":.x:a","version":3,"id":7,"#
                    + #""schemaType":"JSON","schema":"{ \"type\": \"object\" }","deleted":false}"#,
            ])
        #expect(registry.state.highestID(in: try #require(SchemaContext(".x"))) == SchemaID(7))
        // Again it is there already.
        let count = registry.lines().count
        try registry.run(Self.wish(":.x:a", 7, 3))
        #expect(registry.lines().count == count)
    }

    @Test func `is refused from everybody else, as ever`() throws {
        var registry = RegistryConversation()
        #expect(throws: RegistryError.invalidSchemaType("JSON")) { try registry.run(Self.wish("a", 7, 1)) }
        registry = try Self.importing()
        #expect(throws: RegistryError.invalidSchemaType("JSON")) { try registry.run(Self.wish("a", 7, 1, isForced: false)) }
        #expect(throws: RegistryError.invalidSchemaType("JSON")) { try registry.run(Self.wish("a", 7, nil)) }
        #expect(throws: RegistryError.emptySchema) {
            try registry.run(Self.wish("a", 7, 1, SubmittedSchema(text: "")))
        }
    }

    @Test func `takes no id that stands for another content`() throws {
        var registry = try Self.importing()
        try registry.run(Self.wish("a", 7, 1))
        let other = SubmittedSchema(text: "{")
        #expect(throws: RegistryError.self) { try registry.run(Self.wish("a", 7, 2, other)) }
        try registry.run(Self.wish("a", 8, 2, other))
        try registry.run(.setMode(.readWrite, of: nil, isForced: false))
        // It is compared with nothing, and says so to what would follow it.
        #expect(throws: RegistryError.self) { try registry.register("a", #""int""#) }
    }

    @Test func `keeps references that lead nowhere`() throws {
        var registry = try Self.importing()
        let lost = SubmittedSchema(
            text: #"{"type":"array","items":"A"}"#,
            references: [RequestedReference(name: "A", subject: Subject("gone"), version: 2)])
        try registry.run(Self.wish("a", 1, 1, lost))
        #expect(try registry.state.schema(Subject("a"), .latest, includesDeleted: false).references.first?.subject.name == "gone")
        let open = SubmittedSchema(
            text: #""B""#, references: [RequestedReference(name: "B", subject: Subject("gone"), version: -1)])
        #expect(throws: RegistryError.self) { try registry.run(Self.wish("a", 2, 2, open)) }
    }
}
