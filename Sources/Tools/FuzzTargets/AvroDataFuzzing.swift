internal import Avro
internal import JSONText

/// What is decoded can be written again, and comes through JSON as it was.
enum AvroDataFuzzing {
    static func run(_ bytes: [UInt8]) {
        guard let choice = bytes.first else { return }
        let pair = pairs[Int(choice) % pairs.count]
        guard let datum = try? GenericDatum(bytes, from: 1, plan: pair.plan) else { return }
        // Blocks and varints may be written in other ways, so it is the second writing that has to stay.
        let written = encoded(datum.root.tree, pair.encoder)
        guard let again = try? GenericDatum(written, plan: pair.ownPlan) else { finding("does not read what it wrote") }
        require(encoded(again.root.tree, pair.encoder) == written, "a datum changes when it is written again")
        for (form, encoder) in [(AvroJSON.Form.specification, pair.specification), (.people, pair.people)] {
            let json = text(again, form)
            let limits = JSONLimits(maxDepth: 2 * DecodingLimits.standard.maxDepth + 2)
            guard let value = try? JSONParser.parse(json, limits: limits) else { finding("is no JSON: \(json)") }
            // Keys of a map may repeat in data and not in JSON, and NaN has many bit patterns: then the way back ends elsewhere.
            guard let back = try? encoder.encode(value) else {
                require(form == .people, "the JSON of a datum is not taken: \(json)")
                continue
            }
            guard let third = try? GenericDatum(back, plan: pair.ownPlan) else { finding("does not read \(json)") }
            let last = text(third, form)
            require(last == json, "JSON changes on its way: \(json) \(last)")
        }
    }

    private static func encoded(_ value: AvroValue, _ encoder: AvroValueEncoder) -> [UInt8] {
        do { return try encoder.encode(value) } catch { finding("what was decoded cannot be encoded: \(error)") }
    }

    private static func text(_ datum: GenericDatum, _ form: AvroJSON.Form) -> String {
        do { return JSONPrinter.compact(try AvroJSON.value(of: datum, form: form)) } catch { finding("has no JSON: \(error)") }
    }

    private struct Pair {
        /// Of the writer's data, and of the reader's own.
        var plan: DecodingPlan
        var ownPlan: DecodingPlan
        var encoder: AvroValueEncoder
        var specification: AvroJSONEncoder
        var people: AvroJSONEncoder
    }

    private static let limits = DecodingLimits(
        maxBytes: 1 << 16, maxDepth: 64, maxItems: 1000, maxZeroByteItems: 100, maxValues: 10_000)

    /// Every schema with itself, and each writer with a reader that differs.
    private static let pairs: [Pair] = {
        let own = FuzzSchemas.all.map { ($0, $0) }
        return (own + FuzzSchemas.resolving).map { writer, reader in
            do {
                let written = try AvroSchema(parsing: writer), read = try AvroSchema(parsing: reader)
                return Pair(
                    plan: try SchemaResolution.plan(writer: written, reader: read, limits: limits),
                    ownPlan: try SchemaResolution.plan(for: read, limits: limits), encoder: AvroValueEncoder(read),
                    specification: AvroJSONEncoder(read, form: .specification), people: AvroJSONEncoder(read, form: .people))
            } catch {
                finding("the schemas of the fuzzer go together: \(error)")
            }
        }
    }()
}
