internal import Bytes

/// Zlib's own wrapping (RFC 1950), which no batch of a log has: AWS Glue packs single records with it.
package enum ZlibCodec {
    private static let windowBits: Int32 = 15

    /// What `input` unpacks to, at most `limit` bytes.
    package static func decompress(_ input: UnsafeRawBufferPointer, limit: Int) throws(CompressionError) -> [UInt8] {
        var output = ByteWriter()
        try GzipCodec.decompress(input, limit: limit, windowBits: windowBits, into: &output)
        return output.array()
    }
}
