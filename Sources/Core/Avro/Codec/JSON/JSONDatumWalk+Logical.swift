import Bytes
import JSONText

extension JSONDatumWalk {
    /// Writes a value that is given in the people's form of its logical type; false if it is given as what the type
    /// annotates: a number of milliseconds, a string.
    func writeLogical(
        _ value: JSONValue, _ logical: AvroLogicalType, _ type: TypeShape, _ out: inout BinaryEncoder
    ) throws(AvroEncodingError) -> Bool {
        switch (value, type.kind) {
        case (.string(let text), .int), (.string(let text), .long):
            guard let number = LogicalText.number(text, logical) else { throw wants(logical, value) }
            if type.kind == .int, Int32(exactly: number) == nil { throw wants(logical, value) }
            out.write(number)
        case (.string(let text), .bytes):
            guard let bytes = LogicalText.bytes(text, logical, size: nil) else { throw wants(logical, value) }
            out.write(bytes)
        case (.string(let text), .fixed):
            guard let bytes = LogicalText.bytes(text, logical, size: type.size) else { throw wants(logical, value) }
            out.writeFixed(bytes)
        case (.number(let number), .bytes), (.number(let number), .fixed):
            let size = type.kind == .fixed ? type.size : nil
            guard let bytes = LogicalText.bytes(number.text, logical, size: size) else { throw wants(logical, value) }
            if size == nil { out.write(bytes) } else { out.writeFixed(bytes) }
        default: return false
        }
        return true
    }

    private func wants(_ logical: AvroLogicalType, _ value: JSONValue) -> AvroEncodingError {
        AvroEncodingError(expected: logical.wording, found: value.wording)
    }
}

extension AvroLogicalType {
    /// What its text looks like, for errors.
    var wording: String {
        switch self {
        case .decimal(let precision, let scale): "a decimal of up to \(precision) digits, \(scale) of them fractional (\"12.34\")"
        case .bigDecimal: "a decimal (\"12.34\")"
        case .uuid: "a UUID (\"123e4567-e89b-12d3-a456-426614174000\")"
        case .date: "a date (\"2026-02-28\")"
        case .timeMillis: "a time of day to the millisecond (\"23:59:59.999\")"
        case .timeMicros: "a time of day to the microsecond (\"23:59:59.999999\")"
        case .timestampMillis: "a timestamp to the millisecond (\"2026-02-28T23:59:59.999Z\")"
        case .timestampMicros: "a timestamp to the microsecond (\"2026-02-28T23:59:59.999999Z\")"
        case .timestampNanos: "a timestamp to the nanosecond (\"2026-02-28T23:59:59.999999999Z\")"
        case .localTimestampMillis, .localTimestampMicros, .localTimestampNanos:
            "a timestamp without zone (\"2026-02-28T23:59:59\")"
        case .duration: "a duration (\"P1M2DT3.004S\")"
        }
    }
}
