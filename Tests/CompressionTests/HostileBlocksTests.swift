import Bytes
import Compression
import TestKit
import Testing

@Suite struct `Hostile blocks` {
    @Test(arguments: [CompressionCodec.gzip, .snappy, .lz4, .zstd])
    func `a bomb stops at the limit and takes no more memory than it`(codec: CompressionCodec) throws {
        let bomb = try codec.packed(Array(repeating: 0, count: 32 << 20))
        for limit in [0, 1, 1000, 1 << 20] {
            var output = ByteWriter(capacity: 16)
            let error = #expect(throws: CompressionError.self) {
                try bomb.withUnsafeBytes { try codec.decompress($0, limit: limit, into: &output) }
            }
            #expect(error?.kind == .tooLarge)
            #expect(output.count == 0)
            #expect(output.allocatedByteCount <= max(16, limit + 1))
        }
    }

    @Test func `every truncation is refused`() throws {
        for name in try Blocks.files.names().filter({ !$0.hasPrefix("refused-") }) {
            let codec = try #require(`Blocks of other implementations`.codec(of: name))
            let block = try Blocks.files.read(name)
            for count in 0..<block.count {
                // A framing of several blocks or members, cut between two of them, is a shorter whole.
                let outcome = Result { try codec.unpacked(Array(block[..<count]), limit: 70_000) }
                if case .success(let bytes) = outcome {
                    #expect(name.contains("members") || name.contains("xerial"), "\(name) cut to \(count) bytes")
                    #expect(bytes.count < 70_000 && Blocks.contents.starts(with: bytes))
                }
            }
        }
    }

    @Test func `random damage throws or unpacks within the limit, and never traps`() throws {
        let seed: UInt64 = 20_240_611
        var random = SeededGenerator(seed: seed)
        for name in try Blocks.files.names() {
            let codec = try #require(`Blocks of other implementations`.codec(of: name.replacing("refused-", with: "")))
            let block = try Blocks.files.read(name)
            for _ in 0..<300 {
                var damaged = block
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    damaged[Int.random(in: 0..<damaged.count, using: &random)] = .random(in: 0...255, using: &random)
                }
                if let bytes = try? codec.unpacked(damaged, limit: 80_000) {
                    #expect(bytes.count <= 80_000, "seed \(seed), \(name)")
                }
            }
        }
    }

    @Test(arguments: [CompressionCodec.gzip, .snappy, .lz4, .zstd])
    func `noise throws or unpacks within the limit`(codec: CompressionCodec) {
        let seed: UInt64 = 7
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let noise = (0..<Int.random(in: 0...200, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            if let bytes = try? codec.unpacked(noise, limit: 4096) { #expect(bytes.count <= 4096, "seed \(seed)") }
        }
    }

    @Test func `a snappy block that claims gigabytes is refused by its claim`() throws {
        for hex in ["ffffffff0f00", "8080808001" + "00", "82534e41505059000000000100000001" + "7fffffff00"] {
            let bytes = try #require(HexDump.parse(hex))
            #expect(throws: CompressionError.self) { try CompressionCodec.snappy.unpacked(bytes, limit: 1 << 30) }
        }
    }
}
