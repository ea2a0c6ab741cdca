import Avro
import Compatibility
import RegistryModel
import Testing

@testable import herald

@Suite struct `Verifying a registry` {
    private static func version(_ number: Int32, _ text: String, _ major: String? = nil) throws -> ChainCheck.Version {
        ChainCheck.Version(
            version: try #require(SchemaVersion(number)), id: SchemaID(number), schema: .avro(try AvroSchemaParser.parse(text)),
            metadata: major.map { SchemaMetadata(properties: ["major": $0]) })
    }

    @Test func `checks each version with those before it that its level asks for`() throws {
        let history = [
            try Self.version(1, #""string""#), try Self.version(3, #""int""#), try Self.version(4, #""long""#),
            try Self.version(7, #""double""#),
        ]
        func pairs(_ level: CompatibilityLevel) -> [String] {
            ChainCheck(level: level).findings(Subject("a"), history).map { finding in
                "\(finding.version?.rawValue ?? 0) \(finding.message.prefix(40))"
            }
        }
        let beginning = "does not go together with version "
        #expect(pairs(.none).isEmpty)
        #expect(pairs(.backward) == ["3 \(beginning)1 at B"])
        #expect(pairs(.backwardTransitive) == ["3 \(beginning)1 at B", "4 \(beginning)1 at B", "7 \(beginning)1 at B"])
        #expect(pairs(.forward).count == 3)
    }

    @Test func `compares within groups`() throws {
        let history = [
            try Self.version(1, #""string""#, "1"), try Self.version(2, #""int""#, "2"), try Self.version(3, #""string""#, "1"),
            try Self.version(4, #""bytes""#),
        ]
        #expect(ChainCheck(level: .full, group: "major").findings(Subject("a"), history).isEmpty)
        #expect(ChainCheck(level: .full).findings(Subject("a"), history).count == 2)
    }

    @Test func `keeps a ledger of ids by context`() throws {
        let one = try #require(SchemaGUID("00000000-0000-0000-0000-000000000001"))
        let two = try #require(SchemaGUID("00000000-0000-0000-0000-000000000002"))
        func place(_ subject: String) -> SubjectVersion { SubjectVersion(Subject(subject), .first) }
        var ledger = IDLedger()
        #expect(ledger.note(place("a"), SchemaID(1), one).isEmpty)
        #expect(ledger.note(place("b"), SchemaID(1), one).isEmpty)
        #expect(ledger.note(place(":.x:a"), SchemaID(1), two).isEmpty)
        #expect(ledger.note(place(":.x:b"), SchemaID(2), one).isEmpty)
        #expect(ledger.note(place("c"), SchemaID(1), two).map(\.code) == [.twoContents])
        #expect(ledger.note(place("d"), SchemaID(5), one).map(\.message) == ["the same content has id 1 at a@1"])
        #expect(ledger.count == 4)
    }
}
