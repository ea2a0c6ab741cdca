import NIOCore
import Storage

extension Reply.Part {
    /// Up to this many bytes are read into memory, which costs less than to send a file's region by itself.
    private static let readByteCount = 32 << 10
    /// As many of one answer are: its client may not take it for long.
    private static let readByteCountOfReply = 1 << 20

    /// Record bytes as the connection sends them.
    ///
    /// - Parameter inMemory: Bytes of the same answer that were read into memory before; counts these, too.
    init(_ slice: LogSlice, inMemory: inout Int) throws(FileSystemError) {
        if let descriptor = slice.file.descriptor,
            slice.byteCount > Self.readByteCount || inMemory + slice.byteCount > Self.readByteCountOfReply {
            self = .file(
                FileRange(descriptor: descriptor, position: slice.position, byteCount: slice.byteCount, owner: slice.file))
        } else {
            self = .buffer(ByteBuffer(bytes: try slice.bytes()))
            inMemory += slice.byteCount
        }
    }
}
