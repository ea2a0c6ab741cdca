import RegistryModel
import Testing

@testable import herald

@Suite struct `Two schemas` {
    private static func schema(
        _ text: String = #""int""#, _ format: SchemaFormat = .avro, references: [SchemaReference] = [],
        _ metadata: SchemaMetadata? = nil
    ) -> SchemaMembers {
        SchemaMembers(
            RegisteredSchema(
                subject: Subject("a"), version: .first, id: SchemaID(1), format: format, references: references, schema: text,
                metadata: metadata))
    }

    @Test func `are the same when all of them is, and what is empty is nothing`() {
        let reference = SchemaReference(name: "A", subject: Subject("a"), version: .first)
        let same = Self.schema()
        #expect(same.difference(Self.schema()) == nil)
        #expect(same.difference(Self.schema(SchemaMetadata(properties: [:]))) == nil)
        #expect(same.difference(Self.schema(#" "int""#)) == .text)
        #expect(same.difference(Self.schema(#""int""#, .protobuf)) == .format)
        #expect(same.difference(Self.schema(references: [reference])) == .references)
        #expect(same.difference(Self.schema(SchemaMetadata(properties: ["a": "b"]))) == .metadata)
        // Spelt otherwise is another text, though Unicode calls it equivalent.
        #expect(Self.schema("é").difference(Self.schema("e\u{301}")) == .text)
    }

    private static func schema(_ metadata: SchemaMetadata) -> SchemaMembers { schema(#""int""#, .avro, metadata) }

    @Test func `are called what people call them`() {
        func title(_ text: String, _ format: SchemaFormat = .avro) -> String {
            SchemaTitle.of(
                RegisteredSchema(
                    subject: Subject("a"), version: .first, id: SchemaID(1), format: format, references: [], schema: text))
        }
        #expect(title(#"{"type":"record","name":"Order","namespace":"com.acme","fields":[]}"#) == "com.acme.Order")
        #expect(title(#"{"type":"enum","name":"com.acme.E","symbols":[]}"#) == "com.acme.E")
        #expect(title(#""int""#) == "int")
        #expect(title(#"{"type":"array","items":"int"}"#) == "array")
        #expect(title(#"["null","int"]"#) == "union")
        #expect(title("{") == "")
        #expect(title("package acme;\n\nmessage Thing {\n}", .protobuf) == "acme.Thing")
        #expect(title("enum E {\n  A = 0;\n}", .protobuf) == "E")
        #expect(title("", .protobuf) == "")
        #expect(title("{}", SchemaFormat(rawValue: "JSON")) == "")
        #expect(title("message \(String(repeating: "x", count: 100)) {", .protobuf).count == 60)
    }

    @Test func `of a registry are told without its login`() {
        #expect(RunningRegistry.withoutLogin("https://me:secret@host:8081/path") == "https://host:8081/path")
        #expect(RunningRegistry.withoutLogin("https://host/a@b") == "https://host/a@b")
        #expect(RunningRegistry.withoutLogin("host") == "host")
    }
}
