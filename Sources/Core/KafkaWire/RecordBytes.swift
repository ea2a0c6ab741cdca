/// The value of a `records` field: record batches that messages carry and never look into.
package enum RecordBytes: Equatable, Sendable {
    /// Null.
    case none
    /// Where they lie in the frame that was read, counted from the reader's first byte. Nothing is copied. Writing it leaves
    /// a splice.
    case frame(Range<Int>)
    /// Writing only: they are elsewhere. The length is written, and the writer notes where they belong; whoever sends the
    /// message sends them there.
    case splice(byteCount: Int)
    /// Writing only: the bytes themselves.
    case bytes([UInt8])

    package var byteCount: Int {
        switch self {
        case .none: 0
        case .frame(let range): range.count
        case .splice(let byteCount): byteCount
        case .bytes(let bytes): bytes.count
        }
    }
}

/// A place in a written message where bytes from elsewhere belong.
package struct Splice: Equatable, Sendable {
    /// How many of the writer's bytes go before them.
    package var position: Int
    package var byteCount: Int

    package init(position: Int, byteCount: Int) {
        self.position = position
        self.byteCount = byteCount
    }
}
