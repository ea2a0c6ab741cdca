@testable import Avro
import JSONText
import Testing

/// Random schemas and data. A failure names its seed: `RandomSchema(seed:)` and `RandomValue(_:seed:)` make the case again.
@Suite struct `Any schema, any data` {
    static let seeds: [UInt64] = Array(1...400)

    private func made(_ seed: UInt64, logical: Bool = true) throws -> (text: String, schema: AvroSchema, value: AvroValue) {
        var maker = RandomSchema(seed: seed, hasLogicalTypes: logical)
        let text = maker.text()
        let schema = try schema(text)
        var values = RandomValue(schema, seed: seed)
        return (text, schema, values.value())
    }

    @Test func `data is what it was after encoding and decoding`() throws {
        for seed in Self.seeds {
            let (text, schema, value) = try made(seed)
            let bytes = try AvroValueEncoder(schema).encode(value)
            let datum = try GenericDatum(bytes, plan: SchemaResolution.plan(for: schema))
            #expect(datum.root.tree == value, "seed \(seed): \(text)")
            #expect(datum.encoded() == bytes, "seed \(seed): \(text)")
        }
    }

    @Test func `data is what it was after a way through JSON, in both forms`() throws {
        for seed in Self.seeds {
            let (text, schema, value) = try made(seed)
            let bytes = try AvroValueEncoder(schema).encode(value)
            let datum = try GenericDatum(bytes, plan: SchemaResolution.plan(for: schema))
            for form in [AvroJSON.Form.people, .specification] {
                let json = JSONPrinter.compact(try AvroJSON.value(of: datum, form: form))
                let direct = try String(decoding: AvroJSON.bytes(of: datum, form: form), as: UTF8.self)
                #expect(direct == json, "seed \(seed), \(form): \(text)")
                do {
                    let back = try AvroJSONEncoder(schema, form: form).encode(JSONParser.parse(json))
                    #expect(back == bytes, "seed \(seed), \(form): \(text) \(json)")
                } catch {
                    Issue.record("seed \(seed), \(form): \(error) \(text) \(json)")
                }
            }
        }
    }

    @Test func `data that is cut anywhere is refused`() throws {
        for seed in Self.seeds.prefix(150) {
            let (text, schema, value) = try made(seed)
            let bytes = try AvroValueEncoder(schema).encode(value)
            let plan = try SchemaResolution.plan(for: schema)
            for count in bytes.indices.prefix(300) {
                let error = decodingError { _ = try GenericDatum(Array(bytes[..<count]), plan: plan) }
                #expect(error != nil, "seed \(seed), cut to \(count) bytes: \(text)")
            }
        }
    }

    @Test func `data with changed bytes is refused, or read as other data of the schema`() throws {
        let limits = DecodingLimits(maxBytes: 1 << 20, maxDepth: 64, maxItems: 10_000, maxZeroByteItems: 1000, maxValues: 100_000)
        for seed in Self.seeds.prefix(200) {
            let (text, schema, value) = try made(seed)
            let bytes = try AvroValueEncoder(schema).encode(value)
            if bytes.isEmpty { continue }
            let plan = try SchemaResolution.plan(for: schema, limits: limits)
            var random = SampleRandom(seed: seed)
            for _ in 0..<100 {
                var changed = bytes
                for _ in 0...random.below(3) { changed[random.below(bytes.count)] = UInt8(truncatingIfNeeded: random.next()) }
                guard let datum = try? GenericDatum(changed, plan: plan) else { continue }
                // Blocks and varints may be written in other ways, so it is the second writing that has to stay.
                let written = datum.encoded()
                let again = try GenericDatum(written, plan: plan)
                #expect(again.encoded() == written, "seed \(seed): \(text)")
                _ = try AvroJSON.value(of: datum)
            }
        }
    }

    /// The same fields in another order, some gone, one more with a default: what is kept must be read as it was.
    @Test func `a reader with other fields reads what it kept`() throws {
        for seed in Self.seeds {
            let (text, schema, value) = try made(seed)
            guard case .record(let record) = schema.rootType.kind, case .record(let name, let given) = value else { continue }
            var random = SampleRandom(seed: seed)
            var kept = record.fields.filter { _ in random.below(3) > 0 }
            kept.shuffle(using: &random)
            let added = AvroField(
                name: "added", aliases: [], doc: nil, type: AvroSchema.TypeID(schema.types.count), defaultValue: "new",
                order: .ascending, properties: JSONObject(), place: nil)
            kept.insert(added, at: random.below(kept.count + 1))
            var types = schema.types
            // A type that contains itself would change with the root, and with it what is expected here.
            if text.contains(#"["null","\#(record.name.fullName)"]"#) { continue }
            types[schema.root.index].kind = .record(record.with(fields: kept))
            types.append(AvroType(kind: .string))
            let reader = AvroSchema(types: types, root: schema.root)
            let plan = try SchemaResolution.plan(writer: schema, reader: reader)
            let datum = try GenericDatum(AvroValueEncoder(schema).encode(value), plan: plan)
            let expected = kept.map { field in given.first { $0.name == field.name } ?? .init("added", "new") }
            #expect(datum.root.tree == .record(name: name, fields: expected), "seed \(seed): \(text)")
        }
    }
}

extension AvroRecord {
    fileprivate func with(fields: [AvroField]) -> AvroRecord {
        var record = self
        record.fields = fields
        return record
    }
}
