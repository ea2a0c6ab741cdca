public import Bytes

/// One block of an array or map (Avro 1.12, "Arrays"): its items follow. A count of 0 ends the array or map.
public struct AvroBlock: Sendable {
    public let count: Int
    /// Where the block ends, if it said so.
    @usableFromInline let end: Int?

    @usableFromInline
    init(count: Int, end: Int?) {
        self.count = count
        self.end = end
    }
}

extension BinaryDecoder {
    /// Reads the head of the next block.
    /// - Parameter minItemBytes: the fewest bytes an item can take, so that a count can be judged by what is left.
    @inlinable
    public mutating func readBlock(minItemBytes: Int) throws(AvroDecodingError) -> AvroBlock {
        let start = reader.position
        let count = try readLong()
        if count == 0 { return AvroBlock(count: 0, end: nil) }
        return try readBlock(count, minItemBytes: minItemBytes, at: start)
    }

    @usableFromInline @inline(never)
    mutating func readBlock(_ claimed: Int64, minItemBytes: Int, at start: Int) throws(AvroDecodingError) -> AvroBlock {
        var count = claimed
        var end: Int?
        if claimed < 0 {
            // A negative count says that the block's size in bytes follows.
            guard claimed != .min else { throw .malformed("item count", found: "\(claimed)", at: start) }
            count = -claimed
            let size = try readLength()
            end = reader.position + size
        }
        let left = (end ?? reader.count) - reader.position
        if minItemBytes > 0 {
            guard count <= Int64(left / minItemBytes) else {
                throw .malformed("at most \(left / minItemBytes) items in \(left) bytes", found: "\(count) items", at: start)
            }
        } else {
            guard count <= Int64(limits.maxZeroByteItems - zeroByteItems) else {
                throw .limit("at most \(limits.maxZeroByteItems) items without bytes", found: "\(count) more", at: start)
            }
            zeroByteItems += Int(count)
        }
        guard count <= Int64(limits.maxItems - items) else {
            throw .limit("at most \(limits.maxItems) array items and map entries", found: "\(count) more", at: start)
        }
        items += Int(count)
        return AvroBlock(count: Int(count), end: end)
    }

    /// Checks that the block's items took the bytes it claimed.
    @inlinable
    public func finish(_ block: AvroBlock) throws(AvroDecodingError) {
        if let end = block.end, end != reader.position {
            throw .malformed(
                "a block that ends at byte \(end)", found: "its items end at byte \(reader.position)", at: reader.position)
        }
    }

    /// Steps over the items of a block that says how many bytes they take.
    @inlinable
    package mutating func skip(_ block: AvroBlock) -> Bool {
        guard let end = block.end else { return false }
        // In bounds: the block's size was checked against what is left.
        reader.position = end
        return true
    }

    /// Goes into a record, array or map. Pair with `leave`.
    @inlinable @inline(__always)
    public mutating func enter() throws(AvroDecodingError) {
        guard depth < limits.maxDepth else { throw .tooDeep(limits.maxDepth, at: reader.position) }
        depth &+= 1
    }

    @inlinable
    public mutating func leave() { depth &-= 1 }
}
