internal import Bytes

extension WireRun {
    /// A single value that is no message and no closed enum's, as its slot.
    @inline(__always)
    func value(_ op: FieldPlan.Op, _ position: inout Int, _ end: Int) throws(ProtobufCodecError) -> Slot {
        switch op {
        case .int64: return Slot(try varint(&position, end))
        // Wider varints are cut to their low 32 bits, as everybody does.
        case .int32, .openEnum, .closedEnum:
            return Slot(UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: try varint(&position, end)))))
        case .uint32: return Slot(UInt64(UInt32(truncatingIfNeeded: try varint(&position, end))))
        case .sint32:
            let raw = UInt32(truncatingIfNeeded: try varint(&position, end))
            return Slot(UInt64(bitPattern: Int64(Int32(bitPattern: raw &>> 1) ^ -Int32(bitPattern: raw & 1))))
        case .sint64:
            let raw = try varint(&position, end)
            return Slot(raw &>> 1 ^ (0 &- (raw & 1)))
        case .bool: return Slot(try varint(&position, end) != 0 ? 1 : 0)
        case .fixed32: return Slot(UInt64(try fixed(UInt32.self, &position, end)))
        case .sfixed32: return Slot(UInt64(bitPattern: Int64(Int32(bitPattern: try fixed(UInt32.self, &position, end)))))
        case .fixed64: return Slot(try fixed(UInt64.self, &position, end))
        case .bytes:
            let count = try length(&position, end)
            defer { position &+= count }
            return Slot(UInt64(position), count: UInt32(truncatingIfNeeded: count))
        case .string: return try string(&position, end)
        case .message, .group, .list, .messageList, .groupList, .map:
            preconditionFailure("messages and lists are read elsewhere")
        }
    }

    @inline(__always)
    func string(_ position: inout Int, _ end: Int) throws(ProtobufCodecError) -> Slot {
        let count = try length(&position, end)
        // In bounds: `length` has seen that `count` bytes are left.
        let view = UnsafeRawBufferPointer(rebasing: input[Range(uncheckedBounds: (position, position &+ count))])
        guard UTF8Check.isValid(view) else { throw notText(count, at: position) }
        defer { position &+= count }
        return Slot(UInt64(position), count: UInt32(truncatingIfNeeded: count))
    }

    @inline(never)
    private func notText(_ count: Int, at position: Int) -> ProtobufCodecError {
        ProtobufCodecError(.malformed, expected: "a string of UTF-8", found: "\(count) bytes that are not UTF-8", at: position)
    }

    @inline(__always)
    func varint(_ position: inout Int, _ end: Int) throws(ProtobufCodecError) -> UInt64 {
        // In bounds: two bytes are left from `position`. Most varints of real data end within them.
        if position &+ 2 <= end {
            let first = input[position]
            if first < 0x80 {
                position &+= 1
                return UInt64(first)
            }
            let second = input[position &+ 1]
            if second < 0x80 {
                position &+= 2
                return UInt64(first & 0x7f) | UInt64(second) &<< 7
            }
        }
        return try longVarint(&position, end)
    }

    @inline(never)
    private func longVarint(_ position: inout Int, _ end: Int) throws(ProtobufCodecError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        var next = position
        while shift < 70 {
            guard next < end else { throw truncated("a varint", needs: next - position + 1, left: next - position, at: position) }
            let byte = input[next]
            next &+= 1
            // Bits beyond the 64th fall off.
            value |= UInt64(byte & 0x7f) &<< shift
            if byte < 0x80 {
                position = next
                return value
            }
            shift &+= 7
        }
        throw ProtobufCodecError(.malformed, expected: "a varint of at most 10 bytes", found: "more", at: position)
    }

    /// A tag of more than two bytes.
    @inline(never)
    func longTag(_ position: inout Int, _ end: Int) throws(ProtobufCodecError) -> UInt32 {
        let start = position
        let raw = try longVarint(&position, end)
        guard let tag = UInt32(exactly: raw), position - start <= 5 else {
            throw ProtobufCodecError(
                .malformed, expected: "a tag of 32 bits", found: "\(raw) in \(position - start) bytes", at: start)
        }
        return tag
    }

    @inline(__always)
    func fixed<T: FixedWidthInteger>(_ type: T.Type, _ position: inout Int, _ end: Int) throws(ProtobufCodecError) -> T {
        let size = MemoryLayout<T>.size
        guard end &- position >= size else { throw truncated("a number", needs: size, left: end - position, at: position) }
        // In bounds: `size` bytes are left from `position`.
        let value = input.loadUnaligned(fromByteOffset: position, as: T.self)
        position &+= size
        return T(littleEndian: value)
    }

    /// The length in front of strings, bytes and messages, known to be there when this returns.
    @inline(__always)
    func length(_ position: inout Int, _ end: Int) throws(ProtobufCodecError) -> Int {
        let start = position
        let length = try varint(&position, end)
        guard length <= UInt64(end &- position) else { throw overlong(length, left: end - position, at: start) }
        return Int(length)
    }

    @inline(never)
    private func overlong(_ length: UInt64, left: Int, at position: Int) -> ProtobufCodecError {
        ProtobufCodecError(
            .malformed, expected: "\(length) bytes, as the length says", found: "\(left) bytes left", at: position)
    }

    @inline(never)
    func truncated(_ what: String, needs: Int, left: Int, at position: Int) -> ProtobufCodecError {
        ProtobufCodecError(.malformed, expected: "\(what) of \(needs) bytes", found: "\(left) bytes left", at: position)
    }
}
