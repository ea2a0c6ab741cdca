import Bytes
import Compression
import Foundation

/// Blocks packed by other implementations, in `Blocks/*.hex`; each says in its head who made it.
enum Blocks {
    static let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Blocks")

    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path())
            .filter { $0.hasSuffix(".hex") }.map { String($0.dropLast(4)) }.sorted()
    }

    static func read(_ name: String) throws -> [UInt8] {
        let text = try String(contentsOf: directory.appending(path: name + ".hex"), encoding: .utf8)
        guard let bytes = HexDump.parse(text) else {
            throw MalformedBytes(reading: name, position: 0, problem: "is no hex dump")
        }
        return bytes
    }

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

/// SplitMix64: the same seed always gives the same run.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
