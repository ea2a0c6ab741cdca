import Compression
import TestKit
import Testing

@Suite struct `Blocks of other implementations` {
    static func codec(of name: String) -> CompressionCodec? {
        name.split(separator: "-").first.flatMap { CompressionCodec(name: String($0)) }
    }

    @Test func `unpack to what they hold`() throws {
        let names = try Blocks.files.names().filter { !$0.hasPrefix("refused-") }
        #expect(names.count >= 11)
        for name in names {
            let codec = try #require(Self.codec(of: name))
            #expect(try codec.unpacked(Blocks.files.read(name), limit: 70_000) == Blocks.contents, "\(name)")
        }
    }

    @Test func `are stopped one byte before their end`() throws {
        for name in try Blocks.files.names().filter({ !$0.hasPrefix("refused-") }) {
            let codec = try #require(Self.codec(of: name))
            let block = try Blocks.files.read(name)
            let error = #expect(throws: CompressionError.self, "\(name)") { try codec.unpacked(block, limit: 69_999) }
            #expect(error?.kind == .tooLarge, "\(name)")
        }
    }

    @Test func `a zstd window above 128 MiB is refused`() throws {
        let error = #expect(throws: CompressionError.self) {
            try CompressionCodec.zstd.unpacked(Blocks.files.read("refused-zstd-window-256-mib"), limit: 1 << 20)
        }
        #expect(error?.kind == .malformed)
    }
}
