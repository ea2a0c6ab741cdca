import Avro
import TestKit
import Testing

@Suite struct `Canonical forms and fingerprints` {
    @Test(arguments: StoredCase.all(under: "wire"))
    func `vectors`(_ stored: StoredCase) throws {
        let file = try stored.read()
        let references = file.sections.filter { $0.title.hasPrefix("reference ") }.map {
            AvroSchemaParser.Reference(name: String($0.title.dropFirst("reference ".count)), text: $0.body)
        }
        let schema = try AvroSchemaParser.parse(try #require(file["schema"]), references: references, strictness: .lenient)
        let sections: [(String, String)] = [
            ("stored", schema.text()),
            ("normalized", schema.text(.normalized)),
            ("resolved", schema.text(.resolved)),
            ("parsing canonical", schema.text(.parsingCanonical)),
            ("rabin", String(Int64(bitPattern: schema.rabinFingerprint))),
            ("md5", hex(schema.md5Fingerprint)),
            ("sha256", hex(schema.sha256Fingerprint)),
        ]
        for (section, actual) in sections where file[section] != nil {
            try stored.expect(actual, in: section, of: try stored.read())
        }
        #expect(sections.contains { file[$0.0] != nil }, "a vector states something")
        // What is stored reads back as the same schema and prints the same again.
        let again = try AvroSchemaParser.parse(schema.text(), references: references, strictness: .lenient)
        #expect(again.isEquivalent(to: schema))
        #expect(again.text() == schema.text())
        #expect(try AvroSchemaParser.parse(schema.text(.resolved), strictness: .lenient).isEquivalent(to: schema))
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
