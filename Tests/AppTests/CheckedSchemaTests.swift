import Avro
import Compatibility
import JSONText
import RegistryModel
import Testing

@testable import herald

@Suite struct `A checked schema` {
    private static let old = """
        {"type": "record", "name": "Order", "fields": [
          {"name": "id", "type": "string"}
        ]}
        """
    private static let new = """
        {"type": "record", "name": "Order", "fields": [
          {"name": "id", "type": "string"},
          {"name": "currency", "type": "string"}
        ]}
        """

    private func checked(_ text: String, against old: [String], level: CompatibilityLevel = .backwardTransitive) throws
        -> CheckedSchema
    {
        let files = old.enumerated().map { SchemaFile(name: "v\($0.offset + 1).avsc", text: $0.element) }
        let file = SchemaFile(name: "new.avsc", text: text)
        return CheckedSchema(
            file, try file.parsed([]), subject: Subject("orders-value"), history: try SchemaHistory.files(files, level: level))
    }

    @Test func `that fits says with what`() throws {
        #expect(
            try checked(Self.old, against: []).headline
                == "new   orders-value  new.avsc  (BACKWARD_TRANSITIVE, the first version)")
        let fitting = try checked(Self.old, against: [Self.old, Self.new])
        #expect(fitting.headline == "ok    orders-value  new.avsc  (BACKWARD_TRANSITIVE, compared with versions 1, 2)")
        #expect(fitting.isCompatible && fitting.findingLines.isEmpty)
        #expect(try checked(Self.new, against: [Self.old], level: .none).headline.hasSuffix("(NONE: nothing is compared)"))
    }

    @Test func `that breaks says where, by which rule, and what to do`() throws {
        let broken = try checked(Self.new, against: [Self.old, Self.new, Self.old])
        #expect(
            broken.headline
                == "FAIL  orders-value  new.avsc  (BACKWARD_TRANSITIVE, compared with versions 1, 2, 3, breaks with 1, 3)")
        let text = broken.findingLines.joined(separator: "\n")
        for part in [
            "error[AVRO_FIELD_ADDED_WITHOUT_DEFAULT]", "new.avsc:3:3", #""currency""#, "^^^^", "version 3, v3.avsc:", "default",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(broken.findingCount == 2)
        #expect([broken].closing == "1 of 1 schema is incompatible: 2 findings.")
    }

    @Test func `is a versioned document for programs`() throws {
        let document = [try checked(Self.new, against: [Self.old]), try checked(Self.old, against: [Self.old])].document
        #expect(document["schema"] == "herald.check/v1")
        #expect(document["compatible"] == false)
        #expect(document["checks"]?.asArray?.count == 2)
        let finding = document["findings"]?.asArray?.first
        #expect(finding?["rule"] == "AVRO_FIELD_ADDED_WITHOUT_DEFAULT")
        #expect(finding?["file"] == "new.avsc")
        #expect(finding?["places"]?.asArray?.last?["range"]?.asString?.hasPrefix("3:") == true)
    }

    @Test func `that is none says what is wrong, and where`() throws {
        let file = SchemaFile(
            name: "x.avsc",
            text: "{\"type\": \"record\",\n \"name\": \"X\", \"fields\": [{\"name\": \"a\", \"type\": \"strng\"}]}")
        let failure = try #require(throws: CommandFailure.self) { try file.parsed([]) }
        #expect(failure.status == .failure)
        #expect(failure.whereabouts == "x.avsc:2:48")
        #expect(failure.what.contains("strng"))
    }
}
