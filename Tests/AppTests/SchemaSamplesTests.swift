import Avro
import Compatibility
import TestKit
import Testing

@testable import herald

@Suite struct `Made-up records` {
    private static let schemas = [
        #""null""#, #""string""#, #"["null", "long", "string"]"#,
        #"{"type": "array", "items": {"type": "map", "values": "double"}}"#,
        #"{"type": "enum", "name": "E", "symbols": ["A", "B"]}"#, #"{"type": "fixed", "name": "F", "size": 3}"#,
        #"{"type": "record", "name": "Node", "fields": [{"name": "next", "type": ["Node", "null"]}, {"name": "v", "type": "int"}]}"#,
        #"{"type": "record", "name": "Tree", "fields": [{"name": "children", "type": {"type": "array", "items": "Tree"}}]}"#,
        #"{"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}"#,
        #"{"type": "fixed", "name": "D", "size": 2, "logicalType": "decimal", "precision": 4}"#,
        #"{"type": "fixed", "name": "Big", "size": 20, "logicalType": "decimal", "precision": 40}"#,
        #"{"type": "string", "logicalType": "uuid"}"#, #"{"type": "long", "logicalType": "timestamp-micros"}"#,
        #"{"type": "int", "logicalType": "date"}"#, #"{"type": "bytes", "logicalType": "big-decimal"}"#,
        #"{"type": "fixed", "name": "P", "size": 12, "logicalType": "duration"}"#,
    ]

    private func codec(_ text: String, _ form: AvroJSON.Form = .people) throws -> SchemaCodec {
        let schema = LocatedSchema(name: "s.avsc", written: WrittenSchema(.avro(try AvroSchema(parsing: text)), text: text))
        return try SchemaCodec(schema, form: form, type: nil)
    }

    private func records(_ text: String, seed: UInt64, count: Int = 20) throws -> [[UInt8]] {
        var samples = try SchemaSamples(codec(text), seed: seed)
        return try (0..<count).map { _ in try samples.next() }
    }

    @Test(arguments: schemas)
    func `are written and read by their schema, in both forms of JSON`(_ text: String) throws {
        for seed in Seed.values(20) {
            for record in try records(text, seed: seed) {
                for form in [AvroJSON.Form.people, .specification] {
                    let codec = try codec(text, form)
                    let json = try #require(codec.decode(record).first)
                    #expect(try codec.encode(json, at: "here") == record, "seed \(seed): \(text) gave \(json)")
                }
            }
        }
    }

    @Test func `come again with the same seed`() throws {
        let text = #"{"type": "array", "items": "string"}"#
        #expect(try records(text, seed: 1) == records(text, seed: 1))
        #expect(try records(text, seed: 1) != records(text, seed: 2))
    }

    @Test(arguments: [
        (#"{"type": "record", "name": "R", "fields": [{"name": "r", "type": "R"}]}"#, "the schema has none that ends"),
        (#"{"type": "fixed", "name": "F", "size": 100000000}"#, "F has 100000000 bytes, 1048576 are the limit of samples"),
    ])
    func `are refused where there are none, or none of a size to show`(_ text: String, _ problem: String) throws {
        let failure = #expect(throws: CommandFailure.self) { try records(text, seed: 0) }
        #expect(failure?.what.hasSuffix(problem) == true)
    }
}
