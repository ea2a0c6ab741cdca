internal import Avro
internal import Compatibility
internal import JSONText

/// A schema that is read can be printed in every form, reads back as the same, and goes together with itself.
enum AvroSchemaFuzzing {
    static func run(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return }
        // What new schemas may be, stored ones may be too.
        guard let lenient = try? AvroSchemaParser.parse(text, strictness: .lenient) else {
            require((try? AvroSchema(parsing: text)) == nil, "strict parsing takes what lenient parsing refuses")
            return
        }
        guard let schema = try? AvroSchema(parsing: text) else {
            _ = lenient.text(.stored)
            return
        }
        let stored = schema.text(.stored)
        for form in [AvroSchema.Form.stored, .resolved, .normalized, .pretty] {
            let printed = schema.text(form)
            guard let again = try? AvroSchema(parsing: printed) else { finding("does not read back: \(printed)") }
            require(
                again.text(.parsingCanonical) == schema.text(.parsingCanonical), "reads back as another schema: \(printed)")
            if form != .normalized { require(again.text(.stored) == stored, "is not stored as before: \(printed)") }
            if form == .normalized { require(again.text(.normalized) == printed, "is not normal: \(printed)") }
        }
        let verdict = CompatibilityCheck.check(
            new: .avro(schema), history: [CompatibilityCheck.OldVersion(version: 1, schema: .avro(lenient))], level: .full)
        let hasOwnReasons = verdict.findings.contains { $0.rule.confluentErrorType == nil }
        require(verdict.isCompatible || hasOwnReasons, "a schema does not go with itself: \(stored)")
        decode(bytes, as: schema)
    }

    /// The text itself as data of its schema: mostly nonsense, which costs little to refuse.
    private static func decode(_ bytes: [UInt8], as schema: AvroSchema) {
        let limits = DecodingLimits(maxBytes: 1 << 16, maxDepth: 64, maxItems: 1000, maxZeroByteItems: 100, maxValues: 10_000)
        guard let plan = try? SchemaResolution.plan(for: schema, limits: limits),
            let datum = try? GenericDatum(prefixOf: bytes, plan: plan)
        else { return }
        _ = try? AvroJSON.value(of: datum, form: .specification)
        _ = try? AvroJSON.value(of: datum, form: .people)
    }
}
