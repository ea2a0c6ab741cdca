@testable import Avro
import Bytes
import Testing

/// The same bytes are refused with the same words, whichever way the value is going to be held. (Generated types are held to
/// the generic decoder's words by their own suite.)
@Suite struct `Hostile data, whichever way a value is held` {
    struct Way: Sendable {
        var name: String
        /// Reads a datum of the schema.
        var read: @Sendable (AvroSchema, [UInt8]) throws -> Void
    }

    /// Asks for nothing: what is not asked for is judged all the same.
    struct Nothing: Decodable { init(from decoder: any Decoder) throws {} }

    static let ways = [
        Way(name: "generic") { _ = try GenericDatum($1, plan: SchemaResolution.plan(for: $0)) },
        Way(name: "generic, in memory used before") {
            let plan = try SchemaResolution.plan(for: $0)
            var datum = try GenericDatum([0], plan: SchemaResolution.plan(for: schema(#""int""#)))
            try datum.decode($1, plan: plan)
        },
        Way(name: "only checked") { try AvroValidation.checkWholeDatum($1, plan: SchemaResolution.plan(for: $0)) },
        Way(name: "JSON of the specification") {
            _ = try AvroJSON.bytes(of: GenericDatum($1, plan: SchemaResolution.plan(for: $0)), form: .specification)
        },
        Way(name: "JSON for people") {
            _ = try AvroJSON.bytes(of: GenericDatum($1, plan: SchemaResolution.plan(for: $0)), form: .people)
        },
        Way(name: "Codable") { _ = try AvroCodableDecoder(plan: SchemaResolution.plan(for: $0)).decode(Nothing.self, from: $1) },
    ]

    struct Case {
        var name: String
        var schema: String
        var bytes: String
        var code: AvroDecodingError.Code
    }

    static let suits = #"{"type":"enum","name":"S","symbols":["A","B"]}"#
    static let cases =
        `Hostile data`.cases.map { Case(name: $0.name, schema: $0.schema, bytes: $0.bytes, code: $0.code) } + [
            Case(name: "an enum index beyond the symbols", schema: suits, bytes: "0e", code: .malformed),
            Case(name: "an enum index below zero", schema: suits, bytes: "01", code: .malformed),
            Case(name: "an enum index of 2^62", schema: suits, bytes: "feffffffffffffff7f", code: .malformed),
            Case(name: "a union index beyond the branches", schema: #"["null","int"]"#, bytes: "04", code: .malformed),
            Case(name: "a union index below zero", schema: #"["null","int"]"#, bytes: "01", code: .malformed),
            Case(name: "a branch of a union without any", schema: "[]", bytes: "00", code: .malformed),
            Case(name: "a negative length", schema: #""string""#, bytes: "01", code: .malformed),
            Case(name: "a length of 2 GiB", schema: #""string""#, bytes: "8080808010 00", code: .malformed),
            Case(name: "a key of 2 GiB", schema: #"{"type":"map","values":"int"}"#, bytes: "02 8080808010 00", code: .malformed),
            Case(name: "a string that is not UTF-8", schema: #""string""#, bytes: "02 ff", code: .malformed),
            Case(name: "a boolean of 2", schema: #""boolean""#, bytes: "02", code: .malformed),
            Case(name: "an int of 33 bits", schema: #""int""#, bytes: "8080808020", code: .malformed),
            Case(name: "a varint that never ends", schema: #""long""#, bytes: "80808080808080808080808000", code: .malformed),
            Case(name: "a fixed of 2 GiB", schema: #"{"type":"fixed","name":"F","size":2147483647}"#, bytes: "00", code: .malformed),
            Case(name: "bytes left over", schema: #""null""#, bytes: "00", code: .malformed),
            Case(name: "a block size that is too short", schema: #"{"type":"array","items":"int"}"#, bytes: "03 02 0202 00", code: .malformed),
            Case(name: "a block size that is too long", schema: #"{"type":"array","items":"int"}"#, bytes: "01 04 02 00", code: .malformed),
        ]

    @Test(arguments: ways.indices) func `lies are refused, and the error says what was expected, what was found and where`(_ index: Int) throws {
        let way = Self.ways[index]
        for row in Self.cases {
            let lie = try hex(row.bytes)
            let error = try #require(decodingError { try way.read(schema(row.schema), lie) }, "\(way.name): \(row.name)")
            #expect(error.code == row.code, "\(way.name): \(row.name): \(error)")
            #expect(!error.expected.isEmpty && !error.found.isEmpty && !error.schema.isEmpty, "\(row.name): \(error)")
            #expect(error.position.map { $0 <= lie.count } == true, "\(row.name): \(error)")
        }
    }

    @Test(arguments: ways.indices) func `a datum that is cut anywhere is refused`(_ index: Int) throws {
        let order = try schema(OrderFixture.schemaText)
        let bytes = try AvroValueEncoder(order).encode(OrderFixture.value)
        for count in bytes.indices {
            let error = decodingError { try Self.ways[index].read(order, Array(bytes[..<count])) }
            #expect(error?.code == .malformed && error?.path.root == "Order", "cut to \(count) bytes: \(String(describing: error))")
        }
    }

    @Test(arguments: ways.indices) func `44 KB of nesting ends at the limit`(_ index: Int) throws {
        let deep = [UInt8](repeating: 2, count: 43_600) + [0]
        let error = try #require(decodingError { try Self.ways[index].read(schema(`Hostile data`.node), deep) })
        #expect(error.code == .limit && error.expected == "at most \(DecodingLimits.standard.maxDepth) levels")
        #expect(error.description.utf8.count < 400)
    }

    @Test func `a single object is no better than the datum in it`() throws {
        for row in Self.cases {
            let written = try schema(row.schema)
            var known = SingleObjectSchemas()
            known.add(written)
            let lie = try SingleObjectEncoding.header(fingerprint: written.rabinFingerprint) + hex(row.bytes)
            #expect(decodingError { _ = try known.decode(lie) }?.code == row.code, "\(row.name)")
        }
        var known = SingleObjectSchemas()
        known.add(try schema(#""int""#))
        let whole = try SingleObjectEncoding.header(fingerprint: schema(#""int""#).rabinFingerprint) + [2]
        for count in whole.indices { #expect(decodingError { _ = try known.decode(Array(whole[..<count])) }?.code == .malformed) }
        #expect(try known.decode(whole).root.tree == .int(1))
        #expect(decodingError { _ = try known.decode([0xc3, 1] + [UInt8](repeating: 7, count: 9)) }?.code == .unresolvable)
    }

    @Test func `what a Codable type asks for is counted as it is made`() throws {
        struct Lists: Decodable { var a: [[String]] }
        let text = #"{"type":"record","name":"R","fields":[{"name":"a","type":{"type":"array","items":{"type":"array","items":"string"}}}]}"#
        var encoder = BinaryEncoder()
        encoder.writeBlock(count: 1000)
        for _ in 0..<1000 { encoder.writeBlock(count: 0) }
        encoder.writeBlock(count: 0)
        let narrow = AvroCodableDecoder(plan: try SchemaResolution.plan(for: schema(text), limits: DecodingLimits(maxAllocation: 20_000)))
        let bytes = encoder.bytes()
        #expect(decodingError { _ = try narrow.decode(Lists.self, from: bytes) }?.code == .limit)
        let wide = AvroCodableDecoder(plan: try SchemaResolution.plan(for: schema(text)))
        #expect(try wide.decode(Lists.self, from: bytes).a.count == 1000)
    }

    @Test func `a recursive Codable type ends at the limit of its data`() throws {
        final class Node: Decodable { let next: Node? }
        let decoder = AvroCodableDecoder(plan: try SchemaResolution.plan(for: schema(`Hostile data`.node)))
        let deepest = [UInt8](repeating: 2, count: 255) + [0]
        #expect(try decoder.decode(Node.self, from: deepest).next?.next != nil)
        #expect(decodingError { _ = try decoder.decode(Node.self, from: [2] + deepest) }?.code == .limit)
    }
}
