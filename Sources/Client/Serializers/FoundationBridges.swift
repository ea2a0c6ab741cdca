public import Avro
internal import FoundationEssentials

extension AvroTypeBridges {
    /// Foundation's `Date`, `UUID`, `Decimal` and `Data` as Avro has them:
    ///
    /// | Swift | Avro |
    /// |---|---|
    /// | `Date` | long with timestamp-millis, -micros or -nanos (and local-), int with date |
    /// | `UUID` | string or 16-byte fixed with uuid |
    /// | `Decimal` | bytes or fixed with decimal; a value with more digits behind the point than the scale does not fit |
    /// | `Data` | bytes, fixed |
    /// ```swift
    /// let encoder = AvroCodableEncoder(schema, bridges: .foundation)
    /// ```
    public static let foundation = AvroTypeBridges([date, uuid, decimal, data])

    private static let date = AvroTypeBridge(
        Date.self,
        decode: { value in
            guard let number = value.int64, let unit = value.logicalType?.secondsPerUnit else { return nil }
            return Date(timeIntervalSince1970: unit.date(number))
        },
        encode: { date, type in
            guard let unit = type.logicalType?.secondsPerUnit, let number = unit.number(date.timeIntervalSince1970) else {
                return nil
            }
            if case .int = type.kind { return Int32(exactly: number).map { .int($0) } }
            return .long(number)
        })

    private static let uuid = AvroTypeBridge(
        UUID.self,
        decode: { value in
            if let text = value.string { return UUID(uuidString: text) }
            guard let bytes = value.bytes, bytes.count == 16 else { return nil }
            return bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
        },
        encode: { uuid, type in
            switch type.kind {
            // Lower case, as RFC 9562 writes it.
            case .string: .string(uuid.uuidString.lowercased())
            case .fixed(let fixed) where fixed.size == 16: .fixed(withUnsafeBytes(of: uuid.uuid) { Array($0) })
            default: nil
            }
        })

    private static let decimal = AvroTypeBridge(
        Decimal.self,
        decode: { value in
            guard case .decimal(_, let scale)? = value.logicalType, let bytes = value.bytes else { return nil }
            return UnscaledDecimal(bytes: bytes)?.decimal(scale: scale)
        },
        encode: { decimal, type in
            guard case .decimal(let precision, let scale)? = type.logicalType,
                let unscaled = UnscaledDecimal(decimal, scale: scale), unscaled.digits <= precision
            else { return nil }
            switch type.kind {
            case .bytes: return .bytes(unscaled.bytes)
            case .fixed(let fixed): return unscaled.bytes(count: fixed.size).map { .fixed($0) }
            default: return nil
            }
        })

    private static let data = AvroTypeBridge(
        Data.self,
        decode: { value in value.bytes.map { Data($0) } },
        encode: { data, type in
            switch type.kind {
            case .bytes: .bytes(Array(data))
            case .fixed(let fixed) where fixed.size == data.count: .fixed(Array(data))
            default: nil
            }
        })
}

/// What one step of a time type is worth.
private enum TimeUnit {
    /// So many to a second.
    case perSecond(Double)
    case days

    func date(_ number: Int64) -> Double {
        switch self {
        case .perSecond(let count): Double(number) / count
        case .days: Double(number) * 86_400
        }
    }

    /// Nil beyond what 64 bits hold.
    func number(_ seconds: Double) -> Int64? {
        switch self {
        case .perSecond(let count): Int64(exactly: (seconds * count).rounded())
        // A day begins at its midnight, before 1970 too.
        case .days: Int64(exactly: (seconds / 86_400).rounded(.down))
        }
    }
}

extension AvroLogicalType {
    fileprivate var secondsPerUnit: TimeUnit? {
        switch self {
        case .timestampMillis, .localTimestampMillis: .perSecond(1e3)
        case .timestampMicros, .localTimestampMicros: .perSecond(1e6)
        case .timestampNanos, .localTimestampNanos: .perSecond(1e9)
        case .date: .days
        default: nil
        }
    }
}

/// A decimal's digits as one integer, as Avro writes it: two's complement, big-endian. At most 38 digits, as `Decimal` has.
struct UnscaledDecimal {
    var value: Int128

    init(value: Int128) { self.value = value }

    /// Nil if digits would be lost behind the point, or there are too many before it.
    init?(_ decimal: Decimal, scale: Int) {
        var text = Substring(decimal.description)
        let isNegative = text.first == "-"
        if isNegative { text = text.dropFirst() }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        var fraction = parts.count > 1 ? String(parts[1]) : ""
        while fraction.count > scale, fraction.last == "0" { fraction.removeLast() }
        guard let whole = parts.first, parts.count <= 2, fraction.count <= scale, scale <= 38 else { return nil }
        fraction += String(repeating: "0", count: scale - fraction.count)
        guard let magnitude = Int128(whole + fraction) else { return nil }
        value = isNegative ? -magnitude : magnitude
    }

    /// Nil if the bytes are none or hold more than 128 bits of value.
    init?(bytes: [UInt8]) {
        guard let first = bytes.first else { return nil }
        let sign: UInt8 = first & 0x80 == 0 ? 0 : 0xff
        let significant = bytes.count > 16 ? bytes.dropFirst(bytes.count - 16) : bytes[...]
        guard bytes.dropLast(significant.count).allSatisfy({ $0 == sign }) else { return nil }
        var value: Int128 = sign == 0 ? 0 : -1
        for byte in significant { value = value << 8 | Int128(byte) }
        guard (value < 0) == (sign != 0) else { return nil }
        self.value = value
    }

    func decimal(scale: Int) -> Decimal? {
        let magnitude = value.magnitude
        let high = Decimal(UInt64(truncatingIfNeeded: magnitude >> 64))
        let low = Decimal(UInt64(truncatingIfNeeded: magnitude))
        let twoTo64 = Decimal(UInt64.max) + 1
        return Decimal(sign: value < 0 ? .minus : .plus, exponent: -scale, significand: high * twoTo64 + low)
    }

    var digits: Int { String(value.magnitude).count }

    /// As few bytes as hold the sign.
    var bytes: [UInt8] {
        var bytes = withUnsafeBytes(of: value.bigEndian) { Array($0) }
        while bytes.count > 1, bytes[0] == (bytes[1] & 0x80 == 0 ? 0 : 0xff) { bytes.removeFirst() }
        return bytes
    }

    /// Extended by its sign; nil if it does not fit.
    func bytes(count: Int) -> [UInt8]? {
        let least = bytes
        guard least.count <= count else { return nil }
        return [UInt8](repeating: value < 0 ? 0xff : 0, count: count - least.count) + least
    }
}
