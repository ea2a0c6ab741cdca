/// Sixteen bytes that name a topic. Kafka writes them in messages as they are, for people as URL-safe Base64 without padding.
package struct KafkaUUID: Hashable, Sendable, CustomStringConvertible {
    package var high: UInt64
    package var low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Stands for "none". Like `one`, never given to a topic.
    package static let zero = KafkaUUID(high: 0, low: 0)
    /// Kafka's metadata topic has this one.
    package static let one = KafkaUUID(high: 0, low: 1)

    package var description: String {
        var text = ""
        // 128 bits are 22 digits of 6, the last of which holds 2 bits and 4 zeros.
        for index in 0..<22 {
            let shift = 122 - index * 6
            let digit = shift >= 0 ? bits >> UInt128(shift) : bits << 4
            text.unicodeScalars.append(Self.digits[Int(digit & 63)])
        }
        return text
    }

    /// Reads what `description` writes; nil for anything else.
    package init?(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        guard scalars.count == 22 else { return nil }
        var bits: UInt128 = 0
        for (index, scalar) in scalars.enumerated() {
            guard let digit = Self.digits.firstIndex(of: scalar) else { return nil }
            if index < 21 {
                bits = bits << 6 | UInt128(digit)
            } else {
                guard digit & 15 == 0 else { return nil }
                bits = bits << 2 | UInt128(digit >> 4)
            }
        }
        self.init(high: UInt64(truncatingIfNeeded: bits >> 64), low: UInt64(truncatingIfNeeded: bits))
    }

    private var bits: UInt128 { UInt128(high) << 64 | UInt128(low) }

    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".unicodeScalars)
}
