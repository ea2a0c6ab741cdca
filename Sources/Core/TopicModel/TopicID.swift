package import Bytes

/// A topic's identity: it changes when a topic is deleted and created again, and so tells the two apart (KIP-516).
package struct TopicID: Hashable, Sendable, CustomStringConvertible {
    /// The first eight bytes, big-endian.
    package let high: UInt64
    /// The last eight.
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A version 4 UUID (RFC 9562) of 128 random bits. Never the reserved zero or one, and its printed form never
    /// begins with '-', which would read as an option on a command line.
    package init(random high: UInt64, _ low: UInt64) {
        var high = high & 0xffff_ffff_ffff_0fff | 0x4000
        if high >> 58 == Self.dash { high ^= 1 << 63 }
        self.init(high: high, low: low & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000)
    }

    /// Means "no id" on the wire.
    package static let zero = TopicID(high: 0, low: 0)

    package init(from reader: inout ByteReader) throws(MalformedBytes) {
        let high: UInt64 = try reader.readInteger()
        let low: UInt64 = try reader.readInteger()
        self.init(high: high, low: low)
    }

    package func write(to writer: inout ByteWriter) {
        writer.writeInteger(high)
        writer.writeInteger(low)
    }

    /// Reads what `description` prints; nil for anything else.
    package init?(_ text: String) {
        guard text.utf8.count == 22 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for (index, byte) in text.utf8.enumerated() {
            guard let digit = Self.alphabet.firstIndex(of: byte) else { return nil }
            // The last digit carries two bits, and four that must be zero.
            let width = index == 21 ? 2 : 6
            guard index < 21 || digit & 0xf == 0 else { return nil }
            let bits = UInt64(index == 21 ? digit >> 4 : digit)
            high = high << UInt64(width) | low >> UInt64(64 - width)
            low = low << UInt64(width) | bits
        }
        self.init(high: high, low: low)
    }

    /// 22 digits of base64url without padding, as Kafka's tools print topic ids.
    package var description: String {
        let digits = (0..<22).map { index -> UInt8 in
            let end = 128 - 6 * (index + 1)
            let bits: UInt64 =
                end >= 64 ? high >> UInt64(end - 64)
                : end < 0 ? low << UInt64(-end)
                : low >> UInt64(end) | (end > 58 ? high << UInt64(64 - end) : 0)
            return Self.alphabet[Int(bits & 0x3f)]
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// The 36 characters of RFC 9562: `2ab1f8b6-…`.
    package var uuidText: String {
        let bytes = (0..<16).map { UInt8(truncatingIfNeeded: ($0 < 8 ? high : low) >> UInt64(8 * (7 - $0 % 8))) }
        let digits = HexDump.compact(bytes)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        return text
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let dash: UInt64 = 62
}
