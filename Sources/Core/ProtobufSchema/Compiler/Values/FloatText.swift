/// Floating-point numbers in decimal as protoc prints them: 15 digits (6 for floats) where they suffice to read the number back,
/// else 17 (9), in the manner of C's `%g`.
enum FloatText {
    static func print(_ value: Double) -> String {
        if let special = special(value) { return special }
        let short = general(value, digits: 15)
        return Double(short) == value ? short : general(value, digits: 17)
    }

    static func print(_ value: Float) -> String {
        if let special = special(Double(value)) { return special }
        let short = general(Double(value), digits: 6)
        // Protoc reads denormal floats back with an error, and takes that for another number.
        return Float(short) == value && !value.isSubnormal ? short : general(Double(value), digits: 9)
    }

    private static func special(_ value: Double) -> String? {
        if value.isNaN { return "nan" }
        return value.isInfinite ? (value < 0 ? "-inf" : "inf") : nil
    }

    /// `%.{digits}g`
    private static func general(_ value: Double, digits count: Int) -> String {
        let sign = value.sign == .minus ? "-" : ""
        guard value != 0 else { return sign + "0" }
        let (rounded, exponent) = rounded(value.magnitude, to: count)
        var digits = rounded[...]
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }
        if exponent < -4 || exponent >= count {
            let fraction = digits.count > 1 ? "." + text(digits.dropFirst()) : ""
            let power = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
            return "\(sign)\(text(digits.prefix(1)))\(fraction)e\(exponent < 0 ? "-" : "+")\(power)"
        }
        if exponent < 0 {
            return sign + "0." + String(repeating: "0", count: -exponent - 1) + text(digits)
        }
        if digits.count <= exponent + 1 {
            return sign + text(digits) + String(repeating: "0", count: exponent + 1 - digits.count)
        }
        return sign + text(digits.prefix(exponent + 1)) + "." + text(digits.dropFirst(exponent + 1))
    }

    /// The first digits of a positive number, the last one rounded half to even, and the power of ten of the first.
    private static func rounded(_ value: Double, to count: Int) -> (digits: [UInt8], exponent: Int) {
        // value = significand · 2^power, exactly; its decimal digits are those of an integer, shifted.
        var number = BigDigits(value.significandBitPattern | (value.isNormal ? 1 << 52 : 0))
        let power = (value.isNormal ? Int(value.exponentBitPattern) : 1) - 1075
        for _ in 0..<abs(power) { number.multiply(by: power > 0 ? 2 : 5) }
        var digits = number.decimal
        var exponent = digits.count - 1 + min(power, 0)
        guard digits.count > count else {
            return (digits + Array(repeating: UInt8(ascii: "0"), count: count - digits.count), exponent)
        }
        let next = digits[count]
        let isTie = next == UInt8(ascii: "5") && digits[(count + 1)...].allSatisfy { $0 == UInt8(ascii: "0") }
        let roundsUp = isTie ? digits[count - 1] & 1 == 1 : next >= UInt8(ascii: "5")
        digits.removeLast(digits.count - count)
        guard roundsUp else { return (digits, exponent) }
        var index = count - 1
        while index >= 0, digits[index] == UInt8(ascii: "9") {
            digits[index] = UInt8(ascii: "0")
            index -= 1
        }
        if index >= 0 {
            digits[index] += 1
        } else {
            digits.insert(UInt8(ascii: "1"), at: 0)
            digits.removeLast()
            exponent += 1
        }
        return (digits, exponent)
    }
}

/// A large integer in nine decimal digits a limb, least significant first: 1100 bits and 770 digits at most are asked of it.
private struct BigDigits {
    private static let base: UInt64 = 1_000_000_000
    private var limbs: [UInt64] = []

    init(_ value: UInt64) {
        var rest = value
        while rest > 0 {
            limbs.append(rest % Self.base)
            rest /= Self.base
        }
    }

    mutating func multiply(by factor: UInt64) {
        var carry: UInt64 = 0
        for index in limbs.indices {
            let product = limbs[index] * factor + carry
            limbs[index] = product % Self.base
            carry = product / Self.base
        }
        if carry > 0 { limbs.append(carry) }
    }

    var decimal: [UInt8] {
        guard let last = limbs.last else { return [UInt8(ascii: "0")] }
        var text = Array("\(last)".utf8)
        for limb in limbs.dropLast().reversed() {
            let part = Array("\(limb)".utf8)
            text += Array(repeating: UInt8(ascii: "0"), count: 9 - part.count) + part
        }
        return text
    }
}
