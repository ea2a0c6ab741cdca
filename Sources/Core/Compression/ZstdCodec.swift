internal import Bytes
internal import CZstd

/// zstd, RFC 8878, by libzstd. Frames need not say how large they unpack; windows above 128 MiB are refused.
enum ZstdCodec {
    private static let largestWindowLog: Int32 = 27

    static func compress(_ input: UnsafeRawBufferPointer, into output: inout ByteWriter) throws(CompressionError) {
        let bound = ZSTD_compressBound(input.count)
        _ = try output.withSpareCapacity(bound, capacityLimit: .max) { room throws(CompressionError) in
            // In bounds: the room is as large as the library says the worst case is.
            let written = ZSTD_compress(room.baseAddress, room.count, input.baseAddress, input.count, ZSTD_defaultCLevel())
            guard ZSTD_isError(written) == 0 else { throw .unavailable(.zstd, errorName(written)) }
            return written
        }
    }

    static func decompress(
        _ input: UnsafeRawBufferPointer, limit: Int, into output: inout ByteWriter
    ) throws(CompressionError) {
        guard let context = ZSTD_createDCtx() else { throw .unavailable(.zstd, "the library could not start") }
        defer { ZSTD_freeDCtx(context) }
        let setting = ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, largestWindowLog)
        guard ZSTD_isError(setting) == 0 else { throw .unavailable(.zstd, errorName(setting)) }
        var room = OutputRoom(.zstd, limit: limit)
        // In bounds: libzstd keeps `pos` at most `size` in both buffers.
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        while true {
            var hint = 0
            let before = source.pos
            let written = try room.lend(&output) { space throws(CompressionError) in
                var target = ZSTD_outBuffer(dst: space.baseAddress, size: space.count, pos: 0)
                hint = ZSTD_decompressStream(context, &target, &source)
                guard ZSTD_isError(hint) == 0 else { throw .malformed(.zstd, errorName(hint)) }
                return target.pos
            }
            // A hint of 0 is the end of a frame; another may follow.
            if hint == 0, source.pos == input.count { return }
            if written == 0, source.pos == before { throw .malformed(.zstd, "ends in the middle of a frame") }
        }
    }

    private static func errorName(_ code: Int) -> String {
        ZSTD_getErrorName(code).map { String(cString: $0) } ?? "status \(code)"
    }
}
