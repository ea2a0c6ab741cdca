import Bytes
import Compression
import TestKit

/// Blocks packed by other implementations, in `Blocks/*.hex`.
enum Blocks {
    static let files = HexFiles("Blocks", beside: #filePath)

    /// What every block that is not refused unpacks to.
    static let contents = (0..<70_000).map { UInt8($0 * 7 % 251) }
}

extension CompressionCodec {
    func packed(_ bytes: [UInt8]) throws -> [UInt8] {
        var output = ByteWriter()
        try bytes.withUnsafeBytes { try compress($0, into: &output) }
        return output.array()
    }

    func unpacked(_ bytes: [UInt8], limit: Int) throws -> [UInt8] {
        var output = ByteWriter(capacity: 16)
        try bytes.withUnsafeBytes { try decompress($0, limit: limit, into: &output) }
        return output.array()
    }
}
