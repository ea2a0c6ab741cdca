import Bytes
import Compression
import LogFormat
import Testing

@Suite struct `Batch in place` {
    @Test func `any changed bit from the attributes on breaks the checksum`() throws {
        var bytes = try batch(keys: ["a", "b"])
        for index in bytes.indices {
            bytes[index] ^= 0x10
            // 16 is the magic, which the checksum does not cover but every reader looks at.
            #expect(bytes.withUnsafeBytes { RecordBatch.checksumIsValid($0) } == (index < 17), "byte \(index)")
            bytes[index] ^= 0x10
        }
    }

    @Test func `bytes too short for a header have no valid checksum`() {
        for count in 0..<61 {
            #expect(![UInt8](repeating: 0, count: count).withUnsafeBytes { RecordBatch.checksumIsValid($0) })
        }
    }
}

@Suite struct `Batch walk` {
    @Test func `it finds every batch and where it lies`() throws {
        let parts = try [batch(at: 0, keys: ["a"]), batch(at: 1, keys: ["b", "c"], codec: .lz4), batch(at: 7, keys: [nil])]
        let bytes = parts.flatMap { $0 }
        var ranges: [Range<Int>] = []
        try forEachBatch(in: bytes) { batch throws(MalformedBytes) in
            ranges.append(batch.range)
            #expect(batch.checksumIsValid && batch.bytes.count == batch.range.count)
        }
        #expect(ranges.map(\.count) == parts.map(\.count))
        #expect(try headers(in: bytes).map(\.baseOffset) == [0, 1, 7])
    }

    @Test func `it stops where the bytes stop making sense`() throws {
        let first = try batch(keys: ["a"])
        let second = try batch(at: 1, keys: ["b"])
        for count in 1..<second.count {
            let bytes = first + second[..<count]
            bytes.withUnsafeBytes { raw in
                var walk = BatchWalk(raw)
                #expect(throws: Never.self) { _ = try walk.next() }
                #expect(throws: MalformedBytes.self) { _ = try walk.next() }
                #expect(walk.position == first.count)
                #expect(throws: MalformedBytes.self) { _ = try walk.next() }
            }
        }
    }

    @Test func `a batch that should stand alone does not bring company`() throws {
        let one = try batch(keys: ["a"])
        let count = try one.withUnsafeBytes { try BatchView(only: $0).header.recordCount }
        #expect(count == 1)
        for bytes in [one + [0], one + one, [], Array(one.dropLast())] {
            #expect(throws: MalformedBytes.self) { try bytes.withUnsafeBytes { _ = try BatchView(only: $0) } }
        }
    }
}
