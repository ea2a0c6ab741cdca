package import Avro
package import JSONText

/// A default that fits a type and says as little as possible: zero, empty, the first of an enum's symbols.
package enum SuggestedDefault {
    /// Nil for what has none of a size to suggest.
    package static func value(for id: AvroSchema.TypeID, in schema: AvroSchema) -> JSONValue? {
        var remaining = 64
        return value(id, schema, &remaining, depth: 0)
    }

    private static func value(
        _ id: AvroSchema.TypeID, _ schema: AvroSchema, _ remaining: inout Int, depth: Int
    ) -> JSONValue? {
        remaining -= 1
        guard remaining > 0, depth < 8 else { return nil }
        switch schema[id].kind {
        case .null: return .null
        case .boolean: return .bool(false)
        case .int, .long, .float, .double: return 0
        case .bytes: return schema[id].logicalType == nil ? "" : "\u{0}"
        case .string: return ""
        case .fixed(let fixed): return fixed.size <= 64 ? .string(String(repeating: "\u{0}", count: fixed.size)) : nil
        case .enumeration(let enumeration): return (enumeration.defaultSymbol ?? enumeration.symbols.first).map { .string($0) }
        case .array: return []
        case .map: return .object(JSONObject())
        case .union(let branches): return branches.first.flatMap { value($0, schema, &remaining, depth: depth + 1) }
        case .record(let record):
            var object = JSONObject()
            for field in record.fields where field.defaultValue == nil {
                guard let value = value(field.type, schema, &remaining, depth: depth + 1) else { return nil }
                object[field.name] = value
            }
            return .object(object)
        }
    }
}
