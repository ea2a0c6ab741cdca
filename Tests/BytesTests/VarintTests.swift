import Bytes
import Testing

@Suite struct Varints {
    struct Case {
        var value: Int64
        var hex: String
    }

    /// Zigzag, base 128, low group first.
    static let signed = [
        Case(value: 0, hex: "00"), Case(value: -1, hex: "01"), Case(value: 1, hex: "02"), Case(value: -2, hex: "03"),
        Case(value: 63, hex: "7e"), Case(value: -64, hex: "7f"), Case(value: 64, hex: "8001"), Case(value: -65, hex: "8101"),
        Case(value: 8191, hex: "fe7f"), Case(value: 8192, hex: "808001"),
        Case(value: Int64(Int32.max), hex: "feffffff0f"), Case(value: Int64(Int32.min), hex: "ffffffff0f"),
    ]

    static let long = [
        Case(value: Int64(Int32.max) + 1, hex: "8080808010"), Case(value: .max, hex: "feffffffffffffffff01"),
        Case(value: .min, hex: "ffffffffffffffffff01"),
    ]

    @Test(arguments: signed.indices) func `32-bit values have one form, both ways`(index: Int) throws {
        let row = Self.signed[index]
        var writer = ByteWriter()
        writer.writeVarint(Int32(row.value))
        #expect(HexDump.compact(writer.array()) == row.hex)
        let read = try writer.array().withByteReader { reader throws(MalformedBytes) in try reader.readVarint() }
        #expect(Int64(read) == row.value)
    }

    @Test(arguments: (signed + long).indices) func `64-bit values have one form, both ways`(index: Int) throws {
        let row = (Self.signed + Self.long)[index]
        var writer = ByteWriter()
        writer.writeVarlong(row.value)
        #expect(HexDump.compact(writer.array()) == row.hex)
        let read = try writer.array().withByteReader { reader throws(MalformedBytes) in try reader.readVarlong() }
        #expect(read == row.value)
    }

    @Test func `every power of two and its neighbours survive`() throws {
        for bit in 0..<64 {
            for difference in [-1, 0, 1] as [Int64] {
                let value = Int64(bitPattern: 1 << UInt64(bit)) &+ difference
                var writer = ByteWriter()
                writer.writeVarlong(value)
                writer.writeUnsignedVarlong(UInt64(bitPattern: value))
                try writer.array().withByteReader { reader throws(MalformedBytes) in
                    let signed = try reader.readVarlong()
                    let unsigned = try reader.readUnsignedVarlong()
                    #expect(signed == value && unsigned == UInt64(bitPattern: value) && reader.isAtEnd)
                }
            }
        }
    }

    @Test(arguments: ["", "80", "ffffffff", "8080808080", "ffffffff1f", "80808080808080808080"])
    func `a varint that does not end, or not in 32 bits, is refused`(hex: String) throws {
        let bytes = try #require(HexDump.parse(hex))
        let error = bytes.withByteReader { reader in
            #expect(throws: MalformedBytes.self) { try reader.readUnsignedVarint() }
        }
        #expect(error?.reading == "varint")
    }

    @Test(arguments: ["ffffffffffffffffff02", "80808080808080808080", "80808080808080808080" + "01", "ffffffffffffffffff"])
    func `a varlong that does not end, or not in 64 bits, is refused`(hex: String) throws {
        let bytes = try #require(HexDump.parse(hex))
        bytes.withByteReader { reader in
            #expect(throws: MalformedBytes.self) { try reader.readUnsignedVarlong() }
            #expect(reader.position == 0)
        }
    }
}
