import Bytes

/// Decimals: big-endian two's complement times a power of ten (Avro 1.12, "Decimal"), as text.
enum DecimalText {
    /// The longest content that is printed: the work grows with its square.
    static let maxBytes = 1024
    /// About as many digits as that many bytes hold.
    private static let maxDigits = 2466

    /// `-12.34`; nil beyond `maxBytes`.
    static func text(_ bytes: UnsafeRawBufferPointer, scale: Int) -> String? {
        guard bytes.count <= maxBytes, scale <= maxDigits else { return nil }
        let isNegative = bytes.first.map { $0 >= 0x80 } ?? false
        var digits = decimalDigits(magnitude(bytes, isNegative))
        if digits.count <= scale { digits = Array(repeating: UInt8(ascii: "0"), count: scale - digits.count + 1) + digits }
        let whole = String(decoding: digits.dropLast(scale), as: UTF8.self)
        let fraction = scale == 0 ? "" : "." + String(decoding: digits.suffix(scale), as: UTF8.self)
        return (isNegative ? "-" : "") + whole + fraction
    }

    /// The content of a decimal that a text says, in as few bytes as possible or in `size`; nil if it is no decimal, has more
    /// digits than `precision` or, other than zeros, than `scale` behind the point.
    static func bytes(_ text: String, precision: Int, scale: Int, size: Int?) -> [UInt8]? {
        guard var number = parse(text), scale <= maxDigits else { return nil }
        if number.exponent < -scale {
            let excess = -scale - number.exponent
            guard number.digits.count >= excess || number.digits.allSatisfy({ $0 == 0 }),
                number.digits.suffix(excess).allSatisfy({ $0 == 0 })
            else { return nil }
            number.digits.removeLast(min(excess, number.digits.count))
        } else {
            let missing = number.exponent + scale
            guard number.digits.count + missing <= maxDigits || number.digits.isEmpty else { return nil }
            if !number.digits.isEmpty { number.digits += Array(repeating: 0, count: missing) }
        }
        guard number.digits.count <= precision else { return nil }
        return twosComplement(number.digits, number.isNegative, size: size)
    }

    /// A decimal that carries its scale: content with its length, then the scale as an int (Avro 1.12, "Big decimal").
    static func bigText(_ bytes: UnsafeRawBufferPointer) -> String? {
        var decoder = BinaryDecoder(ByteReader(bytes))
        do throws(AvroDecodingError) {
            let content = try decoder.skipFixed(try decoder.readLength())
            let scale = Int(try decoder.readInt())
            guard decoder.remaining == 0 else { return nil }
            let unscaled = UnsafeRawBufferPointer(rebasing: bytes[content])
            if (0...maxDigits).contains(scale) { return text(unscaled, scale: scale) }
            return text(unscaled, scale: 0).map { "\($0)E\(-scale)" }
        } catch {
            // What is no big decimal is shown as the bytes it is.
            return nil
        }
    }

    static func bigBytes(_ text: String) -> [UInt8]? {
        guard let number = parse(text), let scale = Int32(exactly: -number.exponent),
            let content = twosComplement(number.digits, number.isNegative, size: nil)
        else { return nil }
        var out = BinaryEncoder()
        out.write(content)
        out.write(scale)
        return out.bytes()
    }

    private struct Parsed {
        var isNegative: Bool
        /// Without leading zeros; none for zero.
        var digits: [UInt8]
        var exponent: Int
    }

    private static func parse(_ text: String) -> Parsed? {
        guard text.utf8.count <= maxDigits + 32 else { return nil }
        var number = Parsed(isNegative: false, digits: [], exponent: 0)
        var rest = text.utf8[...]
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            number.isNegative = sign == UInt8(ascii: "-")
            rest = rest.dropFirst()
        }
        var seen = 0
        var point: Int?
        while let character = rest.first {
            if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character) {
                seen += 1
                let digit = character - UInt8(ascii: "0")
                if digit != 0 || !number.digits.isEmpty { number.digits.append(digit) }
            } else if character == UInt8(ascii: "."), point == nil, seen > 0 {
                point = seen
            } else {
                break
            }
            rest = rest.dropFirst()
        }
        guard seen > 0, point != seen else { return nil }
        number.exponent = -(seen - (point ?? seen))
        if let character = rest.first {
            guard character | 0x20 == UInt8(ascii: "e"), let exponent = Int32(String(Substring(rest.dropFirst())))
            else { return nil }
            number.exponent += Int(exponent)
        }
        return number.digits.count <= maxDigits ? number : nil
    }

    // MARK: Arithmetic in limbs of 32 bits, the most significant first

    private static func magnitude(_ bytes: UnsafeRawBufferPointer, _ isNegative: Bool) -> [UInt32] {
        var content = [UInt8](bytes)
        if isNegative { negate(&content) }
        let padding = (4 - content.count % 4) % 4
        content = Array(repeating: 0, count: padding) + content
        return stride(from: 0, to: content.count, by: 4).map { place in
            content[place..<place + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
    }

    private static func decimalDigits(_ magnitude: [UInt32]) -> [UInt8] {
        var limbs = magnitude[...].drop { $0 == 0 }
        var groups: [UInt32] = []
        while !limbs.isEmpty {
            var remainder: UInt64 = 0
            for place in limbs.indices {
                let value = remainder << 32 | UInt64(limbs[place])
                limbs[place] = UInt32(value / 1_000_000_000)
                remainder = value % 1_000_000_000
            }
            groups.append(UInt32(remainder))
            limbs = limbs.drop { $0 == 0 }
        }
        guard let first = groups.last else { return [UInt8(ascii: "0")] }
        var text = String(first)
        for group in groups.dropLast().reversed() { text += CivilTime.padded(Int64(group), 9) }
        return Array(text.utf8)
    }

    private static func twosComplement(_ digits: [UInt8], _ isNegative: Bool, size: Int?) -> [UInt8]? {
        var bytes: [UInt8] = []
        // Little-endian while it grows.
        for digit in digits {
            var carry = UInt32(digit)
            for place in bytes.indices {
                let value = UInt32(bytes[place]) * 10 + carry
                bytes[place] = UInt8(truncatingIfNeeded: value)
                carry = value >> 8
            }
            if carry > 0 { bytes.append(UInt8(carry)) }
        }
        bytes.append(0)
        bytes.reverse()
        if isNegative { negate(&bytes) }
        // The sign stands in the first bit, so a byte that only repeats it can go.
        while bytes.count > 1, bytes[0] == 0 && bytes[1] < 0x80 || bytes[0] == 0xff && bytes[1] >= 0x80 { bytes.removeFirst() }
        guard let size else { return bytes }
        guard bytes.count <= size else { return nil }
        return Array(repeating: bytes[0] >= 0x80 ? 0xff : 0, count: size - bytes.count) + bytes
    }

    private static func negate(_ bytes: inout [UInt8]) {
        var carry = true
        for place in bytes.indices.reversed() {
            bytes[place] = ~bytes[place]
            if carry {
                bytes[place] &+= 1
                carry = bytes[place] == 0
            }
        }
    }
}
