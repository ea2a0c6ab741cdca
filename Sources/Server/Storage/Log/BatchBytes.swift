internal import LogFormat

/// The bytes of a batch on their way into a log, in memory that somebody keeps, such as the request they came in: they are
/// written from where they lie.
package struct BatchBytes: Sendable {
    /// Valid as long as this value, or a copy of it, is there.
    nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
    // Never called: it is held, and lets go of the bytes when it goes.
    nonisolated(unsafe) private let keeper: AnyObject

    /// - Parameter keeper: The bytes stay where they are, unchanged, for as long as somebody holds it.
    package init(lent bytes: UnsafeRawBufferPointer, by keeper: AnyObject) {
        self.bytes = bytes
        self.keeper = keeper
    }

    package init(copying bytes: [UInt8]) {
        let copy = CopiedBytes(bytes)
        self.init(lent: copy.bytes, by: copy)
    }

    package var count: Int { bytes.count }

    /// What follows the batch's header.
    var records: UnsafeRawBufferPointer {
        // In bounds: a batch that was validated has a header.
        UnsafeRawBufferPointer(rebasing: bytes[RecordBatchHeader.byteCount...])
    }
}

/// Memory of its own.
private final class CopiedBytes {
    let bytes: UnsafeRawBufferPointer

    init(_ source: [UInt8]) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: source.count, alignment: 8)
        // In bounds: it has room for just these.
        memory.copyBytes(from: source)
        bytes = UnsafeRawBufferPointer(memory)
    }

    deinit { bytes.deallocate() }
}
