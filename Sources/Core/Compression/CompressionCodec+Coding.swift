package import Bytes

extension CompressionCodec {
    /// Appends `input`, packed, to `output`.
    package func compress(
        _ input: UnsafeRawBufferPointer, into output: inout ByteWriter
    ) throws(CompressionError) {
        switch self {
        case .none: output.writeBytes(input)
        case .gzip: try GzipCodec.compress(input, into: &output)
        case .snappy: try SnappyCodec.compress(input, into: &output)
        case .lz4: try LZ4Codec.compress(input, into: &output)
        case .zstd: try ZstdCodec.compress(input, into: &output)
        }
    }

    /// Appends what `input` unpacks to, at most `limit` bytes.
    ///
    /// The output never takes more memory than the limit (and one byte), whatever the input claims. After an error
    /// `output` is as long as it was.
    package func decompress(
        _ input: UnsafeRawBufferPointer, limit: Int, into output: inout ByteWriter
    ) throws(CompressionError) {
        precondition(limit >= 0, "a limit is not negative")
        let start = output.count
        do throws(CompressionError) {
            switch self {
            case .none:
                guard input.count <= limit else { throw .tooLarge(.none, limit: limit) }
                output.writeBytes(input)
            case .gzip: try GzipCodec.decompress(input, limit: limit, into: &output)
            case .snappy: try SnappyCodec.decompress(input, limit: limit, into: &output)
            case .lz4: try LZ4Codec.decompress(input, limit: limit, into: &output)
            case .zstd: try ZstdCodec.decompress(input, limit: limit, into: &output)
            }
        } catch {
            output.truncate(to: start)
            throw error
        }
    }
}

/// How much a streaming decoder may still produce.
struct OutputRoom {
    /// Decoders are given one byte more than allowed, so that "exactly the limit" and "more" can be told apart.
    private static let chunkByteCount = 64 << 10

    let codec: CompressionCodec
    let limit: Int
    private(set) var produced = 0

    init(_ codec: CompressionCodec, limit: Int) {
        self.codec = codec
        self.limit = limit
    }

    /// Lends room for the next stretch; `decode` answers how many bytes it has written there.
    mutating func lend(
        _ output: inout ByteWriter, _ decode: (UnsafeMutableRawBufferPointer) throws(CompressionError) -> Int
    ) throws(CompressionError) -> Int {
        let room = min(Self.chunkByteCount, limit - produced + 1)
        let written = try output.withSpareCapacity(room, capacityLimit: output.count + limit - produced + 1, decode)
        produced += written
        if produced > limit { throw .tooLarge(codec, limit: limit) }
        return written
    }
}
