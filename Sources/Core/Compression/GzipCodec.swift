internal import Bytes
internal import CZlib

/// gzip, RFC 1952, by zlib. Reads files of several members, as concatenating writers leave them.
enum GzipCodec {
    /// A 32 KiB window (15 bits), and gzip's wrapping (16) rather than zlib's.
    private static let windowBits: Int32 = 15 + 16
    private static let memoryLevel: Int32 = 8

    static func compress(_ input: UnsafeRawBufferPointer, into output: inout ByteWriter) throws(CompressionError) {
        var stream = z_stream()
        guard deflateInit2_(
            &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, windowBits, memoryLevel, Z_DEFAULT_STRATEGY,
            ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { throw .unavailable(.gzip, "zlib could not start") }
        defer { deflateEnd(&stream) }
        guard let inputCount = uInt(exactly: input.count) else { throw .tooLarge(.gzip, limit: Int(uInt.max)) }
        // zlib does not write through `next_in`; both pointers are followed by as many bytes as the counts say.
        stream.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: Bytef.self).baseAddress)
        stream.avail_in = inputCount
        let bound = Int(deflateBound(&stream, uLong(input.count)))
        var status = Z_OK
        _ = output.withSpareCapacity(bound, capacityLimit: .max) { room in
            stream.next_out = room.bindMemory(to: Bytef.self).baseAddress
            stream.avail_out = uInt(clamping: room.count)
            status = deflate(&stream, Z_FINISH)
            return Int(stream.total_out)
        }
        guard status == Z_STREAM_END else { throw .unavailable(.gzip, "zlib stopped with status \(status)") }
    }

    /// - Parameter windowBits: says the wrapping too: that of zlib is 15.
    static func decompress(
        _ input: UnsafeRawBufferPointer, limit: Int, windowBits: Int32 = windowBits, into output: inout ByteWriter
    ) throws(CompressionError) {
        guard let inputCount = uInt(exactly: input.count) else {
            throw .malformed(.gzip, "\(input.count) bytes are more than one block may have")
        }
        var stream = z_stream()
        guard inflateInit2_(&stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw .unavailable(.gzip, "zlib could not start")
        }
        defer { inflateEnd(&stream) }
        // zlib does not write through `next_in`; both pointers are followed by as many bytes as the counts say.
        stream.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: Bytef.self).baseAddress)
        stream.avail_in = inputCount
        var room = OutputRoom(.gzip, limit: limit)
        while true {
            var status = Z_OK
            let written = try room.lend(&output) { space in
                stream.next_out = space.bindMemory(to: Bytef.self).baseAddress
                stream.avail_out = uInt(clamping: space.count)
                status = inflate(&stream, Z_NO_FLUSH)
                return space.count - Int(stream.avail_out)
            }
            switch status {
            case Z_STREAM_END:
                if stream.avail_in == 0 { return }
                // Another member follows.
                guard inflateReset(&stream) == Z_OK else { throw .unavailable(.gzip, "zlib could not go on") }
            case Z_OK where written > 0 || stream.avail_in > 0:
                continue
            case Z_OK, Z_BUF_ERROR:
                throw .malformed(.gzip, "ends in the middle of a member")
            default:
                throw .malformed(.gzip, stream.msg.map { String(cString: $0) } ?? "zlib status \(status)")
            }
        }
    }
}
