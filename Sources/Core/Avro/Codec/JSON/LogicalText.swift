import Bytes
import JSONText

/// Logical types as the text people read and write.
enum LogicalText {
    /// The text of a value; nil if it has none (a time of day beyond the day, a decimal too long to print), in which case it
    /// is written as what the type annotates.
    static func text(of slot: Slot, _ logical: AvroLogicalType, in storage: DatumStorage) -> String? {
        switch slot.tag.kind {
        case .int, .long: text(of: Int64(bitPattern: slot.word), logical)
        case .bytes, .fixed: storage.withContent(of: slot) { text(of: $0, logical) }
        default: nil
        }
    }

    private static func text(of number: Int64, _ logical: AvroLogicalType) -> String? {
        switch logical {
        case .date: return CivilTime.date(days: number)
        case .timeMillis, .timeMicros: return CivilTime.timeOfDay(number, logical.subsecondDigits)
        case .timestampMillis, .timestampMicros, .timestampNanos:
            return CivilTime.timestamp(number, logical.subsecondDigits) + "Z"
        case .localTimestampMillis, .localTimestampMicros, .localTimestampNanos:
            return CivilTime.timestamp(number, logical.subsecondDigits)
        default: return nil
        }
    }

    private static func text(of bytes: UnsafeRawBufferPointer, _ logical: AvroLogicalType) -> String? {
        switch logical {
        case .decimal(_, let scale): DecimalText.text(bytes, scale: scale)
        case .bigDecimal: DecimalText.bigText(bytes)
        case .uuid: uuid(bytes)
        case .duration: duration(bytes)
        default: nil
        }
    }

    /// Whether a JSON value may stand for the type, as far as its surface tells.
    static func accepts(_ value: JSONValue, _ logical: AvroLogicalType, _ kind: Slot.Kind) -> Bool {
        switch (value, logical) {
        case (.string, _): true
        case (.number, .decimal), (.number, .bigDecimal): true
        case (.number(let number), _): (kind == .int || kind == .long) && number.int64 != nil
        default: false
        }
    }

    /// The number a text stands for; nil if it is no text of the type.
    static func number(_ text: String, _ logical: AvroLogicalType) -> Int64? {
        var scanner = CivilScanner(text)
        switch logical {
        case .date: return scanner.date().flatMap { scanner.isAtEnd ? $0 : nil }
        case .timeMillis, .timeMicros:
            return scanner.timeOfDay(logical.subsecondDigits).flatMap { scanner.isAtEnd ? $0 : nil }
        case .timestampMillis, .timestampMicros, .timestampNanos: return scanner.timestamp(logical.subsecondDigits, zoned: true)
        case .localTimestampMillis, .localTimestampMicros, .localTimestampNanos:
            return scanner.timestamp(logical.subsecondDigits, zoned: false)
        default: return nil
        }
    }

    /// The bytes a text stands for; nil if it is no text of the type, or does not fit `size`.
    static func bytes(_ text: String, _ logical: AvroLogicalType, size: Int?) -> [UInt8]? {
        switch logical {
        case .decimal(let precision, let scale): DecimalText.bytes(text, precision: precision, scale: scale, size: size)
        case .bigDecimal: DecimalText.bigBytes(text)
        case .uuid: uuid(text)
        case .duration: duration(text)
        default: nil
        }
    }

    // MARK: UUID in 16 bytes

    static func uuid(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard bytes.count == 16 else { return nil }
        let digits = Array(HexDump.compact(bytes))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }

    private static func uuid(_ text: String) -> [UInt8]? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [8, 4, 4, 4, 12] else { return nil }
        let digits = parts.joined()
        guard digits.utf8.count == 32, digits.allSatisfy(\.isHexDigit) else { return nil }
        return HexDump.parse(digits)
    }

    // MARK: Duration: months, days and milliseconds, little-endian, 4 bytes each

    private static func duration(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard bytes.count == 12 else { return nil }
        let parts = [0, 4, 8].map { UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self)) }
        let millis = parts[2] % 1000
        let fraction = millis == 0 ? "" : "." + CivilTime.padded(Int64(millis), 3)
        return "P\(parts[0])M\(parts[1])DT\(parts[2] / 1000)\(fraction)S"
    }

    private static func duration(_ text: String) -> [UInt8]? {
        var scanner = CivilScanner(text)
        guard scanner.take("P"), let months = scanner.digits(1...10), scanner.take("M"), let days = scanner.digits(1...10),
            scanner.take("D"), scanner.take("T"), let seconds = scanner.digits(1...10), let fraction = scanner.fraction(3),
            scanner.take("S"), scanner.isAtEnd,
            let parts = [months, days, seconds * 1000 + fraction].failing({ UInt32(exactly: $0) })
        else { return nil }
        return parts.flatMap { part in (0..<4).map { UInt8(truncatingIfNeeded: part >> (8 * UInt32($0))) } }
    }
}

extension AvroLogicalType {
    /// Digits behind the second that one unit stands for.
    var subsecondDigits: Int {
        switch self {
        case .timeMillis, .timestampMillis, .localTimestampMillis: 3
        case .timeMicros, .timestampMicros, .localTimestampMicros: 6
        case .timestampNanos, .localTimestampNanos: 9
        default: 0
        }
    }
}

extension Array {
    /// All results, or nil if one is nil.
    fileprivate func failing<T>(_ transform: (Element) -> T?) -> [T]? {
        let results = compactMap(transform)
        return results.count == count ? results : nil
    }
}
