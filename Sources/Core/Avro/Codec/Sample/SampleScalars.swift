extension SampleMaking {
    /// A number of any size: as many small ones as large ones.
    mutating func number(bits: Int) -> Int64 {
        guard isExtreme else { return Int64(random.below(100_000)) }
        let full = Int64(truncatingIfNeeded: random.next()) >> Int64(64 - bits)
        switch random.below(16) {
        case 0: return Int64.max >> Int64(64 - bits)
        case 1: return Int64.min >> Int64(64 - bits)
        default: return full >> Int64(random.below(bits))
        }
    }

    mutating func extremeDouble() -> Double {
        switch random.below(12) {
        case 0: .greatestFiniteMagnitude
        case 1: .leastNonzeroMagnitude
        case 2: -0.0
        case 3: .infinity
        case 4: -.infinity
        default: Double(number(bits: 64)) / 1024
        }
    }

    mutating func extremeFloat() -> Float {
        switch random.below(12) {
        case 0: .greatestFiniteMagnitude
        case 1: .leastNonzeroMagnitude
        case 2: -0.0
        case 3: .infinity
        default: Float(number(bits: 64)) / 8
        }
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) } }

    private static let alphabet: [Character] = ["a", "b", "0", " ", "\"", "\\", "\u{0}", "é", "漢", "😀", "\n"]

    mutating func text(_ name: String) -> String {
        if isExtreme {
            return String((0..<random.below(24)).map { _ in Self.alphabet[random.below(Self.alphabet.count)] })
        }
        let number = random.below(1000)
        return name.isEmpty ? "text-\(number)" : "\(name)-\(number)"
    }

    mutating func key(_ index: Int) -> String { "key\(index)" + (isExtreme && random.below(2) == 0 ? "é" : "") }

    /// A valid value of the logical type; nil where any value of what it annotates is one.
    mutating func logicalValue(_ logical: AvroLogicalType, _ kind: AvroType.Kind) -> AvroValue? {
        switch logical {
        case .date: return .int(Int32(isExtreme ? random.below(2_000_000) - 1_000_000 : 18_262 + random.below(3_652)))
        case .timeMillis: return .int(Int32(random.below(86_400_000)))
        case .timeMicros: return .long(Int64(random.below(86_400_000_000)))
        case .timestampMillis, .localTimestampMillis: return .long(moment(perSecond: 1000))
        case .timestampMicros, .localTimestampMicros: return .long(moment(perSecond: 1_000_000))
        case .timestampNanos, .localTimestampNanos: return .long(moment(perSecond: 1_000_000_000))
        case .uuid: return uuid(kind)
        case .decimal(let precision, _): return decimal(precision, kind)
        case .bigDecimal: return bigDecimal()
        case .duration: return .fixed(duration())
        }
    }

    /// In the ten years from 2020 on; of extreme ones, in the 140 years around 1970 that nanoseconds reach.
    private mutating func moment(perSecond: Int) -> Int64 {
        let seconds = isExtreme ? random.below(4_400_000_000) - 2_200_000_000 : 1_577_836_800 + random.below(315_532_800)
        return Int64(seconds) * Int64(perSecond) + Int64(random.below(perSecond))
    }

    private mutating func uuid(_ kind: AvroType.Kind) -> AvroValue {
        var bytes = bytes(16)
        bytes[6] = bytes[6] & 0x0f | 0x40
        bytes[8] = bytes[8] & 0x3f | 0x80
        if case .fixed = kind { return .fixed(bytes) }
        return .string(bytes.withUnsafeBytes { LogicalText.uuid($0) } ?? "")
    }

    /// Up to 18 digits, which 64 bits hold.
    private mutating func decimal(_ precision: Int, _ kind: AvroType.Kind) -> AvroValue {
        let digits = isExtreme ? 1 + random.below(min(precision, 18)) : min(precision, 5)
        let bound = (0..<digits).reduce(Int64(1)) { bound, _ in bound * 10 }
        let magnitude = Int64(random.next() % UInt64(bound))
        let bytes = Self.twosComplement(isExtreme && random.below(2) == 0 ? -magnitude : magnitude)
        guard case .fixed(let fixed) = kind else { return .bytes(bytes) }
        let sign: UInt8 = bytes[0] & 0x80 == 0 ? 0 : 0xff
        if fixed.size <= bytes.count { return .fixed(Array(bytes.suffix(fixed.size))) }
        return .fixed([UInt8](repeating: sign, count: fixed.size - bytes.count) + bytes)
    }

    /// The unscaled value as bytes, then the scale as an int (Avro 1.12, "Decimal", alternative representation).
    private mutating func bigDecimal() -> AvroValue {
        var out = BinaryEncoder()
        out.write(Self.twosComplement(number(bits: 64)))
        out.write(Int32(random.below(5)))
        return .bytes(out.bytes())
    }

    private mutating func duration() -> [UInt8] {
        let parts = [random.below(24), random.below(31), random.below(86_400_000)]
        return parts.flatMap { part in (0..<4).map { UInt8(truncatingIfNeeded: part >> (8 * $0)) } }
    }

    /// The shortest big-endian two's complement.
    private static func twosComplement(_ number: Int64) -> [UInt8] {
        var bytes = (0..<8).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * Int64($0))) }
        while bytes.count > 1, bytes[0] == 0 && bytes[1] < 0x80 || bytes[0] == 0xff && bytes[1] >= 0x80 { bytes.removeFirst() }
        return bytes
    }
}
