@testable import Avro
import Bytes
import Testing

/// The order record that several suites speak of.
enum OrderFixture {
    static let schemaText = """
        {"type":"record","name":"Order","namespace":"com.acme","fields":[
          {"name":"id","type":"long"},
          {"name":"number","type":"int"},
          {"name":"customer","type":"string"},
          {"name":"total","type":"double"},
          {"name":"paid","type":"boolean"},
          {"name":"state","type":{"type":"enum","name":"State","symbols":["NEW","SHIPPED","DONE"]}},
          {"name":"note","type":["null","string"],"default":null},
          {"name":"address","type":{"type":"record","name":"Address","fields":[
            {"name":"street","type":"string"},{"name":"zip","type":"int"}]}},
          {"name":"lines","type":{"type":"array","items":{"type":"record","name":"Line","fields":[
            {"name":"sku","type":"string"},{"name":"quantity","type":"int"},{"name":"price","type":"float"}]}}},
          {"name":"tags","type":{"type":"map","values":"string"}},
          {"name":"digest","type":{"type":"fixed","name":"Digest","size":4}},
          {"name":"raw","type":"bytes"}]}
        """

    static let value: AvroValue = [
        "id": 7_000_000_000, "number": -3, "customer": "Zoë", "total": 12.5, "paid": true, "state": "SHIPPED",
        "note": "call first", "address": ["street": "Main", "zip": 8000],
        "lines": [["sku": "A1", "quantity": 2, "price": 1.5], ["sku": "B2", "quantity": 1, "price": 9.25]],
        "tags": ["a": "x", "b": "y"], "digest": .fixed([1, 2, 3, 4]), "raw": .bytes([0xff, 0x00]),
    ]
}

/// A schema from its text; a test with a schema that does not parse fails here.
func schema(_ text: String) throws -> AvroSchema { try AvroSchema(parsing: text) }

func hex(_ text: String) throws -> [UInt8] { try #require(HexDump.parse(text)) }

/// The value's bytes in the writer's schema, read as the reader's.
func reread(_ value: AvroValue, _ writer: String, _ reader: String) throws -> AvroValue {
    let written = try schema(writer)
    let bytes = try AvroValueEncoder(written).encode(value)
    return try GenericDatum(bytes, plan: SchemaResolution.plan(writer: written, reader: try schema(reader))).root.tree
}

func decodingError(_ body: () throws -> Void) -> AvroDecodingError? {
    do { try body() } catch { return error as? AvroDecodingError }
    return nil
}

func encodingError(_ body: () throws -> Void) -> AvroEncodingError? {
    do { try body() } catch { return error as? AvroEncodingError }
    return nil
}

func resolutionErrors(_ writer: String, _ reader: String) throws -> [ResolutionError] {
    SchemaResolution.errors(writer: try schema(writer), reader: try schema(reader))
}
