import RegistryModel
import Testing

@testable import herald

@Suite struct `An export's manifest` {
    private static func schema(_ subject: String) -> RegisteredSchema {
        RegisteredSchema(
            subject: Subject(subject), version: .first, id: SchemaID(7), format: .protobuf,
            references: [SchemaReference(name: "a.proto", subject: Subject("a"), version: .first)], schema: "",
            metadata: SchemaMetadata(tags: ["**.ssn": ["PII"]], properties: ["owner": "me"], sensitive: ["owner"]),
            guid: SchemaGUID("095d71cf-1255-6b9d-5e33-0ad575b3df5d"), isDeleted: true)
    }

    @Test func `says the same again when it is read`() throws {
        let lines: [ExportManifest.Line] = [
            .head(subjects: 1, versions: 2), .config(nil, RegistryConfig(compatibilityLevel: "FULL", normalize: true)),
            .config(Subject(":.x:"), RegistryConfig()), .mode(Subject("a"), "READONLY"), .mode(nil, "READWRITE"),
            .highestID(.default, SchemaID(9)),
            .version(.init(schema: Self.schema("a\nb"), file: "schemas/default/a/1.proto")),
            .version(
                .init(
                    schema: Self.schema("b"), file: "schemas/default/b/1.proto",
                    originalFile: "schemas/default/b/1.original.proto")),
            .end,
        ]
        for line in lines { #expect(try ExportManifest.line(ExportManifest.text(line).dropLast()) == line) }
        #expect(try ExportManifest.line(#"{"kind":"something later"}"#) == nil)
    }

    @Test func `leads to no file outside of its directory`() {
        for path in ["", "/etc/passwd", "../a", "a/../../b", "a//b", "./a", "a/", "a\u{0}b"] {
            #expect(!ExportPaths.isInside(path), "\(path)")
        }
        #expect(ExportPaths.isInside("schemas/default/a..b/1.avsc"))
    }

    @Test func `has a file of its own for every subject, whatever its name`() throws {
        let names = [
            "orders-value", "a/b", "a%2Fb", "..", ".", "", "%", ":.x:", ":.x:..", ":.default:a", "a", "é", "e\u{301}",
            String(repeating: "x", count: 5000), String(repeating: "x", count: 4999) + "y",
        ]
        let files = names.map { ExportPaths.file(of: SubjectVersion(Subject($0), .first), .avro) }
        #expect(Set(files).count == names.count)
        for file in files {
            #expect(ExportPaths.isInside(file), "\(file)")
            #expect(file.split(separator: "/").allSatisfy { $0.utf8.count <= 255 }, "\(file)")
        }
        #expect(files[0] == "schemas/default/orders-value/1.avsc")
        #expect(
            ExportPaths.originalFile(of: SubjectVersion(Subject("orders-value"), .first), .avro)
                == "schemas/default/orders-value/1.original.avsc")
        #expect(ExportPaths.file(of: SubjectVersion(Subject("a"), .first), SchemaFormat(rawValue: "JSON")).hasSuffix("/1.json"))
    }
}
