import Bytes
import Testing

@Suite struct `CRC-32C` {
    struct Vector {
        var bytes: [UInt8]
        var checksum: UInt32
    }

    /// The check value of the polynomial's catalogue entry, and RFC 3720 appendix B.4.
    static let vectors = [
        Vector(bytes: Array("123456789".utf8), checksum: 0xe306_9283),
        Vector(bytes: [], checksum: 0),
        Vector(bytes: Array(repeating: 0, count: 32), checksum: 0x8a91_36aa),
        Vector(bytes: Array(repeating: 0xff, count: 32), checksum: 0x62a8_ab43),
        Vector(bytes: Array(0...31), checksum: 0x46dd_794e),
        Vector(bytes: Array((0...31).reversed()), checksum: 0x113f_db5c),
    ]

    @Test(arguments: vectors.indices) func `published vectors come out`(index: Int) {
        let vector = Self.vectors[index]
        #expect(CRC32C.checksum(vector.bytes) == vector.checksum)
        #expect(CRC32C.portableChecksum(vector.bytes) == vector.checksum)
    }

    @Test func `the processor's instruction and the table agree at every length and alignment`() {
        let bytes = pattern(2048)
        bytes.withUnsafeBytes { all in
            for start in 0..<8 {
                for count in 0...1024 {
                    let slice = UnsafeRawBufferPointer(rebasing: all[start..<(start + count)])
                    #expect(CRC32C.checksum(slice) == CRC32C.portableChecksum(Array(slice)), "start \(start), count \(count)")
                }
            }
        }
    }

    @Test(arguments: [3 * 256 - 1, 3 * 256, 3 * 4096 - 1, 3 * 4096, 3 * 4096 + 3 * 256 + 7, 100_001])
    func `they agree where the long streams begin and end`(count: Int) {
        let bytes = pattern(count + 8)
        bytes.withUnsafeBytes { all in
            for start in 0..<8 {
                let slice = UnsafeRawBufferPointer(rebasing: all[start..<(start + count)])
                #expect(CRC32C.checksum(slice) == CRC32C.portableChecksum(Array(slice)))
            }
        }
    }

    @Test func `a checksum continues from any place`() {
        let bytes = pattern(500)
        let whole = CRC32C.checksum(bytes)
        for cut in stride(from: 0, through: bytes.count, by: 13) {
            let first = CRC32C.checksum(Array(bytes[..<cut]))
            #expect(CRC32C.checksum(Array(bytes[cut...]), continuing: first) == whole)
            #expect(CRC32C.portableChecksum(Array(bytes[cut...]), continuing: first) == whole)
        }
    }

    @Test func `one flipped bit changes the checksum`() {
        var bytes = pattern(300)
        let whole = CRC32C.checksum(bytes)
        for index in bytes.indices {
            bytes[index] ^= 1 << UInt8(index % 8)
            #expect(CRC32C.checksum(bytes) != whole)
            bytes[index] ^= 1 << UInt8(index % 8)
        }
    }

    private func pattern(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    }
}
