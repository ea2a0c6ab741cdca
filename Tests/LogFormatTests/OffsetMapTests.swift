import Bytes
import Compression
import LogFormat
import TestKit
import Testing

@Suite struct `Key digest` {
    struct Vector {
        var input: [UInt8]
        var digest: String
    }

    /// SipHash-2-4-128 under the key 00 01 … 0f, computed by OpenSSL 3.
    static let vectors = [
        Vector(input: [], digest: "a3817f04ba25a8e66df67214c7550293"),
        Vector(input: [0], digest: "da87c1d86b99af44347659119b22fc45"),
        Vector(input: Array(0...7), digest: "3b62a9ba6258f5610f83e264f31497b4"),
        Vector(input: Array(0...14), digest: "5493e99933b0a8117e08ec0f97cfc3d9"),
    ]

    @Test(arguments: vectors.indices) func `it is SipHash`(index: Int) {
        let hasher = KeyHasher(secret: (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908))
        let digest = Self.vectors[index].input.withUnsafeBytes { hasher.digest($0) }
        var writer = ByteWriter()
        writer.writeLittleEndian(digest.low)
        writer.writeLittleEndian(digest.high)
        #expect(HexDump.compact(writer.array()) == Self.vectors[index].digest)
    }

    @Test func `another secret gives another digest`() {
        let digests = (0..<8 as Range<UInt64>).map { secret in
            [1, 2, 3].withUnsafeBytes { KeyHasher(secret: (secret, 0)).digest($0) }
        }
        #expect(Set(digests).count == 8)
    }
}

@Suite struct `Offset map` {
    /// Keys of eight letters, so that most records are superseded; compared with what is asked record by record.
    @Test(arguments: 1...20 as ClosedRange<UInt64>) func `it knows the stretches of which nothing is left`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let keys = (0..<300).map { _ in String(UnicodeScalar(UInt8(97 + Int.random(in: 0..<8, using: &random)))) }
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: keys.count, by: 10) {
            bytes += try batch(at: Int64(start), keys: keys[start..<(start + 10)].map { $0 })
        }
        let map = try offsetMap(of: bytes)
        let isSuperseded = keys.indices.map { index in keys[(index + 1)...].contains(keys[index]) }
        for _ in 0..<200 {
            let start = Int.random(in: 0..<keys.count, using: &random), end = Int.random(in: (start + 1)...keys.count, using: &random)
            let expected = isSuperseded[start..<end].allSatisfy { $0 }
            #expect(map.isSuperseded(all: Int64(start)..<Int64(end)) == expected, "seed \(seed): \(start)..<\(end)")
        }
        #expect(!map.isSuperseded(all: 0..<301), "of what it has not seen it knows nothing")
        #expect(!map.isSuperseded(all: 5..<5))
    }

    @Test func `it knows the latest offset of every key`() throws {
        let bytes = try batch(at: 0, keys: ["a", "b", "a"]) + batch(at: 3, keys: ["", nil, "b"], codec: .gzip)
        let map = try offsetMap(of: bytes)
        #expect(["a", "b", "", "c"].map { offset(of: $0, in: map) } == [2, 5, 3, nil])
        #expect(map.count == 3 && map.latestOffset == 5)
    }

    @Test func `it grows to its limit, and is full before a batch that might not fit`() throws {
        // 64 slots at least, of which 48 are used.
        var map = OffsetMap(secret: (3, 4), firstDirtyOffset: 0, byteLimit: 0)
        #expect(map.capacity == 48)
        #expect(try add(batch(at: 0, keys: (0..<40).map { "\($0)" }), to: &map))
        #expect(try !add(batch(at: 40, keys: (40..<49).map { "\($0)" }), to: &map))
        #expect(map.latestOffset == 39 && map.count == 40)
        #expect(try add(batch(at: 40, keys: (40..<48).map { "\($0)" }), to: &map))
        for key in 0..<48 { #expect(offset(of: "\(key)", in: map) == Int64(key)) }
        #expect(offset(of: "48", in: map) == nil)
    }

    @Test func `a hundred thousand keys are found again`() throws {
        var map = OffsetMap(secret: (5, 6), firstDirtyOffset: 0)
        for start in stride(from: 0, to: 100_000, by: 1000) {
            #expect(try add(batch(at: Int64(start), keys: (start..<(start + 1000)).map { "key \($0)" }), to: &map))
        }
        #expect(map.count == 100_000)
        #expect(stride(from: 0, to: 100_000, by: 97).allSatisfy { offset(of: "key \($0)", in: map) == Int64($0) })
    }

    @Test func `it knows which records a later one supersedes, of the dirty part and of what lies before it`() throws {
        var map = OffsetMap(secret: (7, 8), firstDirtyOffset: 10)
        #expect(try add(batch(at: 10, keys: ["a", "b", "a"]), to: &map))
        #expect(try add(batch(at: 13, keys: ["b", "c"]), to: &map))
        let dirty: [(String, Int64)] = [("a", 10), ("b", 11), ("a", 12), ("b", 13), ("c", 14)]
        #expect(dirty.map { isSuperseded($0.0, at: $0.1, in: map) } == [true, true, false, false, false])
        #expect(["a", "c", "d"].map { isSuperseded($0, at: 3, in: map) } == [true, true, false])
    }

    @Test func `offsets beyond what it has bits for are looked up`() throws {
        // 64 KiB of bits at least, for half a million offsets.
        var map = OffsetMap(secret: (9, 10), firstDirtyOffset: 0, byteLimit: 0)
        let far: Int64 = 1 << 40
        #expect(try add(batch(at: 0, keys: ["a", "b"]), to: &map))
        #expect(try add(batch(at: far, keys: ["a", "c", "a"]), to: &map))
        let records: [(String, Int64)] = [("a", 0), ("b", 1), ("a", far), ("c", far + 1), ("a", far + 2)]
        #expect(records.map { isSuperseded($0.0, at: $0.1, in: map) } == [true, false, true, false, false])
    }

    @Test func `before the first batch all that is clean has been seen`() {
        #expect(OffsetMap(secret: (0, 0), firstDirtyOffset: 70).latestOffset == 69)
    }

    private func offset(of key: String, in map: OffsetMap) -> Int64? {
        Array(key.utf8).withUnsafeBytes { map.offset(of: $0) }
    }

    private func isSuperseded(_ key: String, at offset: Int64, in map: OffsetMap) -> Bool {
        Array(key.utf8).withUnsafeBytes { map.isSuperseded($0, at: offset) }
    }

    private func add(_ bytes: [UInt8], to map: inout OffsetMap) throws -> Bool {
        var transactions = TransactionScan()
        var scratch = ByteWriter()
        return try bytes.withUnsafeBytes { try map.add(BatchView(only: $0), transactions: &transactions, scratch: &scratch) }
    }
}
