/// Avro's single-object encoding: two marker bytes, the schema's CRC-64-AVRO fingerprint in little-endian order, the datum
/// (Avro 1.12, "Single-object encoding").
public enum SingleObjectEncoding {
    public static let headerByteCount = 10
    private static let marker: [UInt8] = [0xc3, 0x01]

    /// The ten bytes in front of a datum.
    public static func header(fingerprint: UInt64) -> [UInt8] {
        marker + (0..<8).map { UInt8(truncatingIfNeeded: fingerprint >> (8 * UInt64($0))) }
    }

    /// The fingerprint of the schema the datum was written in; the datum begins at `headerByteCount`.
    public static func fingerprint(of bytes: [UInt8]) throws(AvroDecodingError) -> UInt64 {
        guard bytes.count >= headerByteCount else {
            throw .truncated("header of a single object", needs: headerByteCount, left: bytes.count, at: 0)
        }
        guard bytes.starts(with: marker) else {
            throw .malformed("single-object marker c3 01", found: "bytes \(bytes[0]), \(bytes[1])", at: 0)
        }
        return bytes[2..<headerByteCount].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
