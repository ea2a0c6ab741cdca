import Bytes
import Compression
import LogFormat
import Testing

@Suite struct `Recovery scan` {
    static func segment() throws -> [UInt8] {
        try batch(at: 100, keys: ["a", "b"]) + batch(at: 102, keys: ["c"], codec: .lz4, timestamp: 9000)
            + batch(at: 110, keys: ["d"])
    }

    struct Finding: Equatable {
        var ending: RecoveryScan.Ending
        var validByteCount: Int
        var nextOffset: Int64
        var offsets: [Int64]
        var positions: [Int]
        var largestTimestamp: Int64
    }

    @Test(arguments: [1, 61, 100, 1 << 20]) func `a good segment is good to its end, whatever the window`(window: Int) throws {
        let bytes = try Self.segment()
        let finding = scan(bytes, window: window)
        #expect(finding.ending == .endOfFile && finding.validByteCount == bytes.count && finding.nextOffset == 111)
        #expect(finding.offsets == [100, 102, 110] && finding.positions[0] == 0 && finding.largestTimestamp == 9000)
    }

    @Test func `a tail torn anywhere is cut back to the last whole batch`() throws {
        let bytes = try Self.segment()
        let last = try batch(at: 110, keys: ["d"]).count
        for count in 1..<last {
            let finding = scan(Array(bytes.dropLast(count)))
            #expect(finding.validByteCount == bytes.count - last && finding.nextOffset == 103)
            // The first seven bytes of this batch are zeros, and look like nothing was written.
            if last - count < 8 {
                #expect(finding.ending == .damaged(.zeros))
                continue
            }
            guard case .damaged(.torn(let needs, let left)) = finding.ending else {
                Issue.record("\(count) bytes short: \(finding.ending)")
                continue
            }
            #expect(left == last - count && needs > left)
        }
    }

    @Test(arguments: [1, 11, 61, 4096, 10_000]) func `pages of zeros are no batches`(count: Int) throws {
        let bytes = try Self.segment()
        let finding = scan(bytes + Array(repeating: 0, count: count))
        #expect(finding.ending == .damaged(.zeros) && finding.validByteCount == bytes.count && finding.nextOffset == 111)
    }

    @Test func `a batch half written over zeros fails its checksum or its header`() throws {
        let bytes = try Self.segment()
        let last = try batch(at: 111, keys: ["e"], values: ["something of some length"])
        for count in 1..<last.count where last[count...].contains(where: { $0 != 0 }) {
            let finding = scan(bytes + last[..<count] + Array(repeating: 0, count: 8192))
            #expect(finding.ending != .endOfFile && finding.validByteCount == bytes.count, "\(count) bytes written")
        }
    }

    @Test func `old bytes beyond the end are recognised by their offsets`() throws {
        let bytes = try Self.segment()
        let stale = try batch(at: 105, keys: ["x"])
        #expect(scan(bytes + stale).ending == .damaged(.offsets(expected: 111, found: 105)))
        #expect(scan(stale, base: 106).ending == .damaged(.offsets(expected: 106, found: 105)))
        let far = try batch(at: 100 + Int64(Int32.max) + 1, keys: ["x"])
        #expect(scan(bytes + far).validByteCount == bytes.count)
    }

    @Test func `every flipped bit is noticed, and nothing before it is lost`() throws {
        let first = try batch(at: 100, keys: ["a", "b"])
        var bytes = try first + batch(at: 102, keys: ["c"])
        for index in first.count..<bytes.count {
            // The leader epoch is not covered by any check: a flip there is not damage to a record.
            if (12..<16).contains(index - first.count) { continue }
            bytes[index] ^= 0x40
            let finding = scan(bytes)
            // A flip that raises the offset leaves a batch that could be.
            if index - first.count < 8 {
                #expect(finding.validByteCount >= first.count)
            } else {
                #expect(
                    finding.ending != .endOfFile && finding.validByteCount == first.count && finding.nextOffset == 102,
                    "byte \(index)")
            }
            bytes[index] ^= 0x40
        }
    }

    @Test func `a length is never believed beyond the file`() throws {
        var writer = ByteWriter()
        header(offset: 100, byteCount: Int(Int32.max)).write(to: &writer)
        let finding = scan(writer.array())
        #expect(finding.ending == .damaged(.torn(needs: Int(Int32.max), left: 61)))
    }

    @Test func `a scan may begin in the middle`() throws {
        let bytes = try Self.segment()
        let first = try batch(at: 100, keys: ["a", "b"]).count
        let finding = scan(bytes, position: first, nextOffset: 102)
        #expect(finding.ending == .endOfFile && finding.offsets == [102, 110] && finding.positions.first == first)
    }

    @Test func `a file that shrinks while it is read is torn`() throws {
        let bytes = try Self.segment()
        var scan = RecoveryScan(segmentBaseOffset: 100, fileByteCount: bytes.count + 500)
        let ending = scan.run(read: { position, count in Array(bytes[position...].prefix(count)) }, onBatch: { _, _ in })
        guard case .damaged(.torn) = ending else {
            Issue.record("\(ending)")
            return
        }
        #expect(scan.validByteCount == bytes.count)
    }

    @Test func `an empty file is a good segment`() {
        #expect(scan([]).ending == .endOfFile && scan([]).nextOffset == 100)
    }

    private func scan(
        _ bytes: [UInt8], base: Int64 = 100, window: Int = 1 << 20, position: Int = 0, nextOffset: Int64? = nil
    ) -> Finding {
        var scan = RecoveryScan(segmentBaseOffset: base, fileByteCount: bytes.count, position: position, nextOffset: nextOffset)
        var offsets: [Int64] = []
        var positions: [Int] = []
        let ending = scan.run(
            windowByteCount: window, read: { position, count in Array(bytes[position..<(position + count)]) },
            onBatch: { header, position in
                offsets.append(header.baseOffset)
                positions.append(position)
            })
        #expect(scan.batchCount == offsets.count)
        return Finding(
            ending: ending, validByteCount: scan.validByteCount, nextOffset: scan.nextOffset, offsets: offsets,
            positions: positions,
            largestTimestamp: scan.largestTimestamp)
    }
}
