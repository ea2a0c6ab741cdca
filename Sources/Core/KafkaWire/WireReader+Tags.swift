package import Bytes

/// How far the tagged fields at the end of a struct have been read.
package struct TagCursor {
    fileprivate var left: UInt32
    fileprivate var lastTag: Int64 = -1
}

/// A tagged field: its number, and a reader over its bytes alone.
package struct TaggedField {
    package var tag: UInt32
    package var value: WireReader

    /// Refuses a value that is longer than what its field holds.
    package func end(_ field: String) throws(MalformedBytes) {
        guard value.bytes.isAtEnd else {
            throw MalformedBytes(
                reading: field, position: value.bytes.position, problem: "\(value.bytes.remaining) bytes follow the tagged value")
        }
    }
}

extension WireReader {
    /// Ends a struct none of whose tagged fields is known: skips them.
    package mutating func endStruct() throws(MalformedBytes) {
        guard isFlexible else { return }
        var tags = try beginTags()
        while try nextTag(&tags) != nil {}
    }

    package mutating func beginTags() throws(MalformedBytes) -> TagCursor {
        guard isFlexible else { return TagCursor(left: 0) }
        return TagCursor(left: try bytes.readUnsignedVarint())
    }

    /// The next tagged field, already stepped over; nil after the last. Tags must ascend, so none comes twice.
    package mutating func nextTag(_ tags: inout TagCursor) throws(MalformedBytes) -> TaggedField? {
        guard tags.left > 0 else { return nil }
        tags.left -= 1
        let position = bytes.position
        let tag = try bytes.readUnsignedVarint()
        guard Int64(tag) > tags.lastTag else {
            throw MalformedBytes(reading: "tagged field", position: position, problem: "\(tag) follows \(tags.lastTag)")
        }
        tags.lastTag = Int64(tag)
        let size = Int(try bytes.readUnsignedVarint())
        var value = WireReader(try bytes.readSlice(size, reading: "tagged field \(tag)"), isFlexible: true)
        value.elementAllowance = elementAllowance
        return TaggedField(tag: tag, value: value)
    }
}
