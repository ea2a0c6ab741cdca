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

/// The schemas whose single objects can be read, by fingerprint.
///
/// ```swift
/// var known = SingleObjectSchemas()
/// known.add(written)
/// let datum = try known.decode(bytes, as: mine)
/// ```
public struct SingleObjectSchemas: Sendable {
    private var byFingerprint: [UInt64: AvroSchema] = [:]

    public init() {}

    public mutating func add(_ schema: AvroSchema) { byFingerprint[schema.rabinFingerprint] = schema }

    /// The schema a single object was written in.
    /// - Throws: if the bytes are no single object, or nobody has added the schema.
    public func schema(of bytes: [UInt8]) throws(AvroDecodingError) -> AvroSchema {
        let fingerprint = try SingleObjectEncoding.fingerprint(of: bytes)
        guard let schema = byFingerprint[fingerprint] else {
            throw AvroDecodingError(
                code: .unresolvable, expected: "the fingerprint of one of \(byFingerprint.count) known schemas",
                found: "CRC-64-AVRO \(Self.hex(fingerprint))", position: 2)
        }
        return schema
    }

    /// Reads a single object.
    /// - Parameter reader: what it is resolved to; nil means the schema it was written in.
    /// - Throws: `AvroDecodingError`, or `SchemaResolutionError` if the reader's schema does not take the writer's.
    public func decode(
        _ bytes: [UInt8], as reader: AvroSchema? = nil, limits: DecodingLimits = .standard
    ) throws -> GenericDatum {
        let writer = try schema(of: bytes)
        let plan =
            if let reader {
                try SchemaResolution.plan(writer: writer, reader: reader, limits: limits)
            } else {
                try SchemaResolution.plan(for: writer, limits: limits)
            }
        return try GenericDatum(bytes, from: SingleObjectEncoding.headerByteCount, plan: plan)
    }

    private static func hex(_ fingerprint: UInt64) -> String {
        let digits = String(fingerprint, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
