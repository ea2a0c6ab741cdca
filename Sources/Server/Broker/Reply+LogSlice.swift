import NIOCore
import Storage

extension Reply.Part {
    /// Up to this many bytes are read into memory, which costs less than to send a file's region by itself.
    private static let readByteCount = 32 << 10

    /// Record bytes as the connection sends them.
    init(_ slice: LogSlice) throws(FileSystemError) {
        if let descriptor = slice.file.descriptor, slice.byteCount > Self.readByteCount {
            self = .file(
                FileRange(descriptor: descriptor, position: slice.position, byteCount: slice.byteCount, owner: slice.file))
        } else {
            self = .buffer(ByteBuffer(bytes: try slice.bytes()))
        }
    }
}
