internal import CChecksums

/// The Castagnoli checksum of record batches and producer snapshots (RFC 3720 appendix B.4).
package enum CRC32C {
    package static func checksum(_ bytes: UnsafeRawBufferPointer, continuing crc: UInt32 = 0) -> UInt32 {
        herald_crc32c(crc, bytes.baseAddress, bytes.count)
    }

    package static func checksum(_ bytes: [UInt8], continuing crc: UInt32 = 0) -> UInt32 {
        bytes.withUnsafeBytes { checksum($0, continuing: crc) }
    }

    /// The same by table alone: the second opinion of tests.
    package static func portableChecksum(_ bytes: [UInt8], continuing crc: UInt32 = 0) -> UInt32 {
        bytes.withUnsafeBytes { herald_crc32c_portable(crc, $0.baseAddress, $0.count) }
    }
}
