internal import Bytes
internal import CLZ4

/// The LZ4 frame format, by liblz4. Reads every block size and both kinds of checksum; writes independent blocks of
/// 64 KiB without checksums, as Kafka's clients do.
enum LZ4Codec {
    static func compress(_ input: UnsafeRawBufferPointer, into output: inout ByteWriter) throws(CompressionError) {
        var preferences = LZ4F_preferences_t()
        preferences.frameInfo.blockSizeID = LZ4F_max64KB
        preferences.frameInfo.blockMode = LZ4F_blockIndependent
        let bound = LZ4F_compressFrameBound(input.count, &preferences)
        _ = try output.withSpareCapacity(bound, capacityLimit: .max) { room throws(CompressionError) in
            // In bounds: the room is as large as the library says the worst case is.
            let written = LZ4F_compressFrame(room.baseAddress, room.count, input.baseAddress, input.count, &preferences)
            guard LZ4F_isError(written) == 0 else { throw .unavailable(.lz4, errorName(written)) }
            return written
        }
    }

    static func decompress(
        _ input: UnsafeRawBufferPointer, limit: Int, into output: inout ByteWriter
    ) throws(CompressionError) {
        var context: OpaquePointer?
        guard LZ4F_isError(LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))) == 0, let context else {
            throw .unavailable(.lz4, "the library could not start")
        }
        defer { LZ4F_freeDecompressionContext(context) }
        var room = OutputRoom(.lz4, limit: limit)
        var position = 0
        while true {
            var hint = 0
            var consumed = 0
            let written = try room.lend(&output) { space throws(CompressionError) in
                var written = space.count
                consumed = input.count - position
                // In bounds: `position` never passes the input's end, and both counts are those of their buffers.
                let source = input.baseAddress.map { $0 + position }
                hint = LZ4F_decompress(context, space.baseAddress, &written, source, &consumed, nil)
                guard LZ4F_isError(hint) == 0 else { throw .malformed(.lz4, errorName(hint)) }
                return written
            }
            position += consumed
            // A hint of 0 is the end of a frame; another may follow.
            if hint == 0, position == input.count { return }
            if written == 0, consumed == 0 { throw .malformed(.lz4, "ends in the middle of a frame") }
        }
    }

    private static func errorName(_ code: Int) -> String {
        LZ4F_getErrorName(code).map { String(cString: $0) } ?? "status \(code)"
    }
}
