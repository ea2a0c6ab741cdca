internal import Digests

extension AvroSchema {
    /// CRC-64-AVRO of the parsing canonical form: what single-object encoding identifies schemas by.
    public var rabinFingerprint: UInt64 { RabinFingerprint.of(Array(text(.parsingCanonical).utf8)) }

    /// MD5 of the parsing canonical form, 16 bytes.
    public var md5Fingerprint: [UInt8] { Digest.md5(Array(text(.parsingCanonical).utf8)) }

    /// SHA-256 of the parsing canonical form, 32 bytes.
    public var sha256Fingerprint: [UInt8] { Digest.sha256(Array(text(.parsingCanonical).utf8)) }
}

/// The 64-bit Rabin fingerprint of Avro ("Schema Fingerprints"). On the wire it stands in little-endian order.
enum RabinFingerprint {
    /// The fingerprint of no bytes, which is also the polynomial.
    private static let empty: UInt64 = 0xc15d_213a_a4d7_a795

    private static let table: [UInt64] = (0..<256).map { byte in
        var value = UInt64(byte)
        for _ in 0..<8 { value = value >> 1 ^ (value & 1 == 1 ? empty : 0) }
        return value
    }

    static func of(_ bytes: [UInt8]) -> UInt64 {
        var value = empty
        for byte in bytes { value = value >> 8 ^ table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] }
        return value
    }
}
