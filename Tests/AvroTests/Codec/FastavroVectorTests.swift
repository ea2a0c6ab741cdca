@testable import Avro
import Bytes
import Foundation
import JSONText
import Testing

/// What fastavro 1.13 wrote, and how it read it back with the same or another schema, in the specification's JSON encoding.
@Suite struct `fastavro's vectors` {
    private func vectors() throws -> [JSONValue] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors/fastavro.jsonl")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { try JSONParser.parse(String($0)) }
    }

    @Test func `our decoder reads what fastavro wrote as fastavro reads it`() throws {
        let vectors = try vectors()
        #expect(vectors.count > 50)
        for row in vectors {
            let writerText = JSONPrinter.compact(try #require(row["writer"]))
            let writer = try schema(writerText)
            let reader = try row["reader"].map { try schema(JSONPrinter.compact($0)) } ?? writer
            let bytes = try hex(try #require(row["hex"]?.asString))
            let datum = try GenericDatum(bytes, plan: SchemaResolution.plan(writer: writer, reader: reader))
            let json = try AvroJSON.value(of: datum, form: .specification)
            let expected = try #require(row["json"])
            #expect(json.isSameData(as: expected), "\(writerText): \(JSONPrinter.compact(json))")
        }
    }

    @Test func `our encoder writes the bytes fastavro wrote`() throws {
        for row in try vectors() where row["reader"] == nil {
            let writerText = JSONPrinter.compact(try #require(row["writer"]))
            let bytes = try AvroJSONEncoder(schema(writerText), form: .specification).encode(try #require(row["json"]))
            #expect(HexDump.compact(bytes) == row["hex"]?.asString, "\(writerText)")
        }
    }
}

extension JSONValue {
    /// Numbers by value, as each library prints them in its own way; the order of members does not count.
    fileprivate func isSameData(as other: JSONValue) -> Bool {
        switch (self, other) {
        case (.number(let a), .number(let b)): a.int64 == b.int64 && a.double == b.double
        case (.array(let a), .array(let b)): a.count == b.count && zip(a, b).allSatisfy { $0.isSameData(as: $1) }
        case (.object(let a), .object(let b)):
            a.count == b.count
                && a.members.allSatisfy { member in b[member.key].map { member.value.isSameData(as: $0) } ?? false }
        default: self == other
        }
    }
}
