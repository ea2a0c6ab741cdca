internal import Bytes
internal import CSnappy

/// snappy: raw blocks, alone or in xerial's framing, which is what Kafka's Java client writes.
///
/// | byte | size | xerial                              |
/// |-----:|-----:|-------------------------------------|
/// |    0 |    8 | 0x82 `SNAPPY` 0x00                  |
/// |    8 |    4 | version, big-endian: 1              |
/// |   12 |    4 | oldest compatible version: 1        |
/// |   16 |    4 | byte count of the next raw block    |
/// |   20 |    n | the raw block, and so on to the end |
enum SnappyCodec {
    private static let magic: [UInt8] = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]
    private static let headerByteCount = 16
    private static let version: Int32 = 1
    private static let chunkByteCount = 32 << 10
    /// A copy of 64 bytes takes 3 bytes; nothing expands more.
    private static let largestExpansion = 22

    static func compress(_ input: UnsafeRawBufferPointer, into output: inout ByteWriter) throws(CompressionError) {
        output.writeBytes(magic)
        output.writeInteger(version)
        output.writeInteger(version)
        var position = 0
        while position < input.count {
            let end = min(position + chunkByteCount, input.count)
            let lengthPosition = output.count
            output.writeInteger(Int32(0))
            let written = try compressBlock(UnsafeRawBufferPointer(rebasing: input[position..<end]), into: &output)
            output.patchInteger(Int32(written), at: lengthPosition)
            position = end
        }
    }

    static func decompress(
        _ input: UnsafeRawBufferPointer, limit: Int, into output: inout ByteWriter
    ) throws(CompressionError) {
        var reader = ByteReader(input)
        guard input.count >= headerByteCount, input.prefix(magic.count).elementsEqual(magic) else {
            _ = try decompressBlock(input, limit: limit, allowed: limit, into: &output)
            return
        }
        do throws(MalformedBytes) {
            try reader.skip(headerByteCount, reading: "xerial header")
        } catch { throw .malformed(.snappy, error.description) }
        var left = limit
        while !reader.isAtEnd {
            let block: UnsafeRawBufferPointer
            do throws(MalformedBytes) {
                let byteCount: Int32 = try reader.readInteger()
                block = try reader.readView(Int(byteCount), reading: "snappy block")
            } catch { throw .malformed(.snappy, error.description) }
            left -= try decompressBlock(block, limit: limit, allowed: left, into: &output)
        }
    }

    private static func compressBlock(
        _ block: UnsafeRawBufferPointer, into output: inout ByteWriter
    ) throws(CompressionError) -> Int {
        var status = SNAPPY_OK
        let written = output.withSpareCapacity(snappy_max_compressed_length(block.count), capacityLimit: .max) { room in
            var written = room.count
            // In bounds: the room is as large as the library says the worst case is.
            status = snappy_compress(
                block.bindMemory(to: CChar.self).baseAddress, block.count, room.bindMemory(to: CChar.self).baseAddress, &written)
            return status == SNAPPY_OK ? written : 0
        }
        guard status == SNAPPY_OK else { throw .unavailable(.snappy, "the library stopped with status \(status.rawValue)") }
        return written
    }

    /// Answers how many bytes it has appended, at most `allowed`.
    private static func decompressBlock(
        _ block: UnsafeRawBufferPointer, limit: Int, allowed: Int, into output: inout ByteWriter
    ) throws(CompressionError) -> Int {
        let source = block.bindMemory(to: CChar.self).baseAddress
        var claimed = 0
        guard block.count > 0, snappy_uncompressed_length(source, block.count, &claimed) == SNAPPY_OK else {
            throw .malformed(.snappy, "a block does not begin with its length")
        }
        guard claimed <= allowed else { throw .tooLarge(.snappy, limit: limit) }
        guard claimed <= block.count * largestExpansion else {
            throw .malformed(.snappy, "a block of \(block.count) bytes claims to unpack to \(claimed)")
        }
        if claimed == 0 {
            guard snappy_validate_compressed_buffer(source, block.count) == SNAPPY_OK else {
                throw .malformed(.snappy, "a block is damaged")
            }
            return 0
        }
        return try output.withSpareCapacity(claimed, capacityLimit: output.count + claimed) { room throws(CompressionError) in
            var written = room.count
            // In bounds: the library writes at most `claimed` bytes, which is the room's size.
            guard snappy_uncompress(source, block.count, room.bindMemory(to: CChar.self).baseAddress, &written) == SNAPPY_OK
            else { throw .malformed(.snappy, "a block is damaged") }
            return written
        }
    }
}
