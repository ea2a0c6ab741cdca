import Bytes
import Testing

@Suite struct `Byte writer` {
    @Test func `what is written comes out in order`() {
        var writer = ByteWriter(capacity: 0)
        writer.write(1)
        writer.writeInteger(UInt16(0x0203))
        writer.writeLittleEndian(UInt16(0x0504))
        writer.writeBytes([6, 7])
        writer.writeBytes([5, 8, 9][1...])
        writer.writeUTF8("é")
        writer.writeZeros(2)
        #expect(writer.array() == [1, 2, 3, 4, 5, 6, 7, 8, 9, 0xc3, 0xa9, 0, 0])
    }

    @Test func `it grows over many writes and loses nothing`() {
        var writer = ByteWriter(capacity: 16)
        for value in 0..<10_000 { writer.writeInteger(Int32(value)) }
        let bytes = writer.array()
        #expect(bytes.count == 40_000)
        for value in [0, 1, 4095, 9999] {
            #expect(Array(bytes[(value * 4)..<(value * 4 + 4)]) == withUnsafeBytes(of: Int32(value).bigEndian) { Array($0) })
        }
    }

    @Test func `a patch changes its bytes and no others`() {
        var writer = ByteWriter()
        writer.writeBytes([1, 2, 3, 4, 5, 6])
        writer.patchInteger(UInt32(0xaabb_ccdd), at: 1)
        #expect(writer.array() == [1, 0xaa, 0xbb, 0xcc, 0xdd, 6])
    }

    @Test func `forgetting keeps the memory`() {
        var writer = ByteWriter()
        writer.writeZeros(5000)
        let held = writer.allocatedByteCount
        writer.truncate(to: 10)
        #expect(writer.count == 10)
        writer.removeAll()
        #expect(writer.count == 0 && writer.allocatedByteCount == held)
    }

    @Test func `lent room is filled as far as its user says, and memory stays below the limit`() throws {
        var writer = ByteWriter(capacity: 16)
        writer.writeBytes([1, 2, 3])
        let written = writer.withSpareCapacity(100, capacityLimit: 110) { room in
            #expect(room.count == 100)
            room[0] = 4
            room[1] = 5
            return 2
        }
        #expect(written == 2)
        #expect(writer.array() == [1, 2, 3, 4, 5])
        #expect(writer.allocatedByteCount <= 110)
    }
}
