/// Wire format that is written forward; lengths are put in when a message ends.
struct WireOutput: Sendable {
    private(set) var bytes: [UInt8] = []

    mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func littleEndian<T: FixedWidthInteger>(_ value: T) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func raw(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

    mutating func delimited(_ content: some Collection<UInt8>) {
        varint(UInt64(content.count))
        bytes.append(contentsOf: content)
    }

    /// Where the content that gets a length in front begins.
    mutating func begin() -> Int {
        bytes.append(0)
        return bytes.count
    }

    mutating func end(_ start: Int) {
        let length = bytes.count - start
        guard length >= 0x80 else { return bytes[start - 1] = UInt8(length) }
        var prefix = WireOutput()
        prefix.varint(UInt64(length))
        bytes.replaceSubrange(start - 1..<start, with: prefix.bytes)
    }

    /// Takes back everything from `count` on.
    mutating func truncate(to count: Int) { bytes.removeLast(bytes.count - count) }

    /// A single value as its word: everything but strings, bytes and messages.
    mutating func scalar(_ word: UInt64, _ op: FieldPlan.Op) {
        switch op {
        case .sint32:
            let value = Int32(truncatingIfNeeded: word)
            varint(UInt64(UInt32(bitPattern: value << 1 ^ value >> 31)))
        case .sint64:
            let value = Int64(bitPattern: word)
            varint(UInt64(bitPattern: value << 1 ^ value >> 63))
        case .fixed32, .sfixed32: littleEndian(UInt32(truncatingIfNeeded: word))
        case .fixed64: littleEndian(word)
        default: varint(word)
        }
    }
}
