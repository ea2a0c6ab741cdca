/// 128 bits that stand for a record's key while compaction goes on.
package struct KeyDigest: Hashable, Sendable {
    package var low: UInt64
    package var high: UInt64
}

/// SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, 2012), keyed afresh for every cleaning.
///
/// Two keys with one digest would let compaction delete the younger key's elder namesake. 128 bits make that
/// unthinkable by accident (5 million keys: one in 10^25), and the secret key makes it impossible on purpose.
package struct KeyHasher: Sendable {
    private let k0: UInt64
    private let k1: UInt64

    /// `secret` must be random, and used for one cleaning.
    package init(secret: (UInt64, UInt64)) {
        k0 = secret.0
        k1 = secret.1
    }

    package func digest(_ key: UnsafeRawBufferPointer) -> KeyDigest {
        var state = State(k0, k1)
        let wholeByteCount = key.count & ~7
        var position = 0
        while position < wholeByteCount {
            // In bounds: 8 bytes are left before `wholeByteCount`.
            state.absorb(UInt64(littleEndian: key.loadUnaligned(fromByteOffset: position, as: UInt64.self)))
            position += 8
        }
        var last = UInt64(truncatingIfNeeded: key.count) << 56
        var shift: UInt64 = 0
        while position < key.count {
            last |= UInt64(key[position]) << shift
            shift += 8
            position += 1
        }
        state.absorb(last)
        return state.finish()
    }

    private struct State {
        var v0: UInt64
        var v1: UInt64
        var v2: UInt64
        var v3: UInt64

        init(_ k0: UInt64, _ k1: UInt64) {
            v0 = 0x736f_6d65_7073_6575 ^ k0
            v1 = 0x646f_7261_6e64_6f6d ^ k1 ^ 0xee
            v2 = 0x6c79_6765_6e65_7261 ^ k0
            v3 = 0x7465_6462_7974_6573 ^ k1
        }

        mutating func absorb(_ word: UInt64) {
            v3 ^= word
            round()
            round()
            v0 ^= word
        }

        mutating func finish() -> KeyDigest {
            v2 ^= 0xee
            for _ in 0..<4 { round() }
            let low = v0 ^ v1 ^ v2 ^ v3
            v1 ^= 0xdd
            for _ in 0..<4 { round() }
            return KeyDigest(low: low, high: v0 ^ v1 ^ v2 ^ v3)
        }

        private mutating func round() {
            v0 = v0 &+ v1
            v1 = rotate(v1, 13) ^ v0
            v0 = rotate(v0, 32)
            v2 = v2 &+ v3
            v3 = rotate(v3, 16) ^ v2
            v0 = v0 &+ v3
            v3 = rotate(v3, 21) ^ v0
            v2 = v2 &+ v1
            v1 = rotate(v1, 17) ^ v2
            v2 = rotate(v2, 32)
        }

        private func rotate(_ word: UInt64, _ by: UInt64) -> UInt64 { word << by | word >> (64 - by) }
    }
}
