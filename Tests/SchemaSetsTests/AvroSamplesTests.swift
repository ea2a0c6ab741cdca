import Avro
import SchemaSets
import Testing
import TestKit

@Suite struct `Made-up records` {
    private static let schemas = [
        #""null""#, #""string""#, #"["null", "long", "string"]"#,
        #"{"type": "array", "items": {"type": "map", "values": "double"}}"#,
        #"{"type": "enum", "name": "E", "symbols": ["A", "B"]}"#, #"{"type": "fixed", "name": "F", "size": 3}"#,
        #"{"type": "record", "name": "Node", "fields": [{"name": "next", "type": ["Node", "null"]}, {"name": "v", "type": "int"}]}"#,
        #"{"type": "record", "name": "Tree", "fields": [{"name": "children", "type": {"type": "array", "items": "Tree"}}]}"#,
        #"{"type": "record", "name": "R", "fields": [{"name": "a", "type": {"type": "record", "name": "S", "fields": []}}, {"name": "b", "type": ["S", "int"]}]}"#,
        #"{"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}"#,
        #"{"type": "fixed", "name": "D", "size": 2, "logicalType": "decimal", "precision": 4}"#,
        #"{"type": "fixed", "name": "Big", "size": 20, "logicalType": "decimal", "precision": 40}"#,
        #"{"type": "string", "logicalType": "uuid"}"#, #"{"type": "long", "logicalType": "timestamp-micros"}"#,
        #"{"type": "int", "logicalType": "date"}"#, #"{"type": "bytes", "logicalType": "big-decimal"}"#,
        #"{"type": "fixed", "name": "P", "size": 12, "logicalType": "duration"}"#,
    ]

    @Test(arguments: schemas)
    func `are written and read by their schema, in both forms of JSON`(_ text: String) throws {
        let schema = try AvroSchema(parsing: text)
        let plan = try SchemaResolution.plan(for: schema)
        for seed in Seed.values(20) {
            var samples = try AvroSamples(schema, seed: seed)
            for _ in 0..<20 {
                let bytes = try AvroValueEncoder(schema).encode(samples.next())
                let datum = try GenericDatum(bytes, plan: plan)
                for form in [AvroJSON.Form.people, .specification] {
                    let json = AvroJSON.value(of: datum, form: form)
                    #expect(try AvroJSONEncoder(schema, form: form).encode(json) == bytes, "seed \(seed): \(text)")
                }
            }
        }
    }

    @Test func `come again with the same seed`() throws {
        let schema = try AvroSchema(parsing: #"{"type": "array", "items": "string"}"#)
        func first(_ seed: UInt64) throws -> [AvroValue] {
            var samples = try AvroSamples(schema, seed: seed)
            return (0..<10).map { _ in samples.next() }
        }
        #expect(try first(1) == first(1))
        #expect(try first(1) != first(2))
    }

    @Test func `are refused where there are none, or none of a size to show`() throws {
        let endless = #"{"type": "record", "name": "R", "fields": [{"name": "r", "type": "R"}]}"#
        for text in [endless, #"{"type": "fixed", "name": "F", "size": 100000000}"#] {
            guard let schema = try? AvroSchema(parsing: text) else { continue }
            #expect(throws: AvroSamples.Unsampled.self) { try AvroSamples(schema, seed: 0) }
        }
    }
}
