internal import JSONText

public enum AvroLogicalType: Hashable, Sendable {
    case decimal(precision: Int, scale: Int)
    case bigDecimal
    case uuid
    case date
    case timeMillis, timeMicros
    case timestampMillis, timestampMicros, timestampNanos
    case localTimestampMillis, localTimestampMicros, localTimestampNanos
    case duration
}

extension AvroLogicalType {
    /// What the `logicalType` attribute among `properties` means for `kind`. Nil where it is missing, unknown, on a type it
    /// cannot annotate, or has attributes out of range: such a type is used as if it had no annotation
    /// (Avro 1.11 and 1.12, "Logical Types").
    static func recognize(_ properties: JSONObject, on kind: AvroType.Kind) -> AvroLogicalType? {
        guard let name = properties["logicalType"]?.asString else { return nil }
        switch (name, kind) {
        case ("decimal", .bytes): return decimal(properties, maxPrecision: Int.max)
        case ("decimal", .fixed(let fixed)): return decimal(properties, maxPrecision: maxPrecision(byteCount: fixed.size))
        case ("big-decimal", .bytes): return .bigDecimal
        case ("uuid", .string): return .uuid
        case ("uuid", .fixed(let fixed)): return fixed.size == 16 ? .uuid : nil
        case ("date", .int): return .date
        case ("time-millis", .int): return .timeMillis
        case ("time-micros", .long): return .timeMicros
        case ("timestamp-millis", .long): return .timestampMillis
        case ("timestamp-micros", .long): return .timestampMicros
        case ("timestamp-nanos", .long): return .timestampNanos
        case ("local-timestamp-millis", .long): return .localTimestampMillis
        case ("local-timestamp-micros", .long): return .localTimestampMicros
        case ("local-timestamp-nanos", .long): return .localTimestampNanos
        case ("duration", .fixed(let fixed)): return fixed.size == 12 ? .duration : nil
        default: return nil
        }
    }

    private static func decimal(_ properties: JSONObject, maxPrecision: Int) -> AvroLogicalType? {
        guard let precision = integer(properties["precision"]), precision > 0, precision <= maxPrecision else { return nil }
        guard let stated = properties["scale"] else { return .decimal(precision: precision, scale: 0) }
        guard let scale = integer(stated), (0...precision).contains(scale) else { return nil }
        return .decimal(precision: precision, scale: scale)
    }

    private static func integer(_ value: JSONValue?) -> Int? {
        guard let number = value?.asNumber, number.isWrittenAsInteger, let int = number.int64 else { return nil }
        return Int32(exactly: int).map(Int.init)
    }

    /// The decimal digits that surely fit a two's-complement integer of so many bytes: floor(log10(2^(8n-1) - 1)).
    private static func maxPrecision(byteCount: Int) -> Int {
        // The product with log10(2) is off by less than a millionth at the largest size there can be, and a power of two is
        // no power of ten, so for the sizes decimals have the whole part is exact.
        byteCount == 0 ? 0 : Int(Double(8 * byteCount - 1) * 0.301029995663981195)
    }
}
