package import Bytes

/// How a field's value is laid out: the low three bits of its tag.
package enum WireType: UInt8, Sendable {
    case varint = 0
    case fixed64, lengthDelimited, startGroup, endGroup, fixed32
}

/// What stands before every value on the wire.
package struct WireTag: Sendable, Hashable {
    /// 1 to 536,870,911
    package var number: Int32
    package var type: WireType

    package init(number: Int32, type: WireType) {
        self.number = number
        self.type = type
    }
}

extension ByteReader {
    package mutating func readTag() throws(MalformedBytes) -> WireTag {
        let start = position
        let raw = try readUnsignedVarint()
        guard raw >> 3 > 0 else { throw MalformedBytes(reading: "tag", position: start, problem: "has field number 0") }
        guard let type = WireType(rawValue: UInt8(raw & 7)) else {
            throw MalformedBytes(reading: "tag", position: start, problem: "has wire type \(raw & 7), which does not exist")
        }
        return WireTag(number: Int32(raw >> 3), type: type)
    }

    /// The length in front of strings, bytes and messages, checked against what is left.
    package mutating func readDelimitedLength() throws(MalformedBytes) -> Int {
        let start = position
        let length = try readUnsignedVarlong()
        guard length <= UInt64(remaining) else {
            throw MalformedBytes(reading: "length", position: start, problem: "claims \(length) bytes, \(remaining) are left")
        }
        return Int(length)
    }

    /// A reader over the length-prefixed bytes that come next.
    package mutating func readDelimited() throws(MalformedBytes) -> ByteReader {
        try readSlice(try readDelimitedLength(), reading: "length-delimited field")
    }

    package mutating func readDelimitedBytes() throws(MalformedBytes) -> [UInt8] {
        try readBytes(try readDelimitedLength(), reading: "length-delimited field")
    }

    /// Hands out the fields that are left, each by its tag, for the body to read or to step over.
    package func forEachField(
        _ body: (WireTag, inout ByteReader) throws(MalformedBytes) -> Void
    ) throws(MalformedBytes) {
        var reader = self
        while !reader.isAtEnd { try body(try reader.readTag(), &reader) }
    }

    /// Steps over a value, groups to a depth of `maxDepth`.
    package mutating func skipValue(of tag: WireTag, maxDepth: Int = 100) throws(MalformedBytes) {
        switch tag.type {
        case .varint: _ = try readUnsignedVarlong()
        case .fixed64: try skip(8, reading: "fixed64")
        case .fixed32: try skip(4, reading: "fixed32")
        case .lengthDelimited: try skip(try readDelimitedLength(), reading: "length-delimited field")
        case .endGroup: throw MalformedBytes(reading: "tag", position: position, problem: "ends a group that was not begun")
        case .startGroup:
            guard maxDepth > 0 else {
                throw MalformedBytes(reading: "group", position: position, problem: "is nested too deeply")
            }
            while true {
                let inner = try readTag()
                if inner.type == .endGroup {
                    guard inner.number == tag.number else {
                        throw MalformedBytes(
                            reading: "group \(tag.number)", position: position, problem: "is ended as group \(inner.number)")
                    }
                    return
                }
                try skipValue(of: inner, maxDepth: maxDepth - 1)
            }
        }
    }
}

/// Writes fields one behind the other; messages inside get their length when they end.
package struct WireWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    package mutating func tag(_ number: Int32, _ type: WireType) {
        varint(UInt64(UInt32(bitPattern: number)) << 3 | UInt64(type.rawValue))
    }

    package mutating func raw(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

    package mutating func littleEndian(_ value: some FixedWidthInteger) {
        var rest = value
        for _ in 0..<(value.bitWidth / 8) {
            bytes.append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }

    /// Negative numbers take ten bytes, as `int32` and enums do on the wire.
    package mutating func field(_ number: Int32, integer value: some BinaryInteger) {
        tag(number, .varint)
        varint(UInt64(truncatingIfNeeded: value))
    }

    package mutating func field(_ number: Int32, bool value: Bool) { field(number, integer: value ? 1 : 0) }

    package mutating func field(_ number: Int32, string value: String) {
        tag(number, .lengthDelimited)
        varint(UInt64(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    package mutating func field(_ number: Int32, bytes value: [UInt8]) {
        tag(number, .lengthDelimited)
        varint(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    package mutating func field(_ number: Int32, message body: (inout WireWriter) -> Void) {
        tag(number, .lengthDelimited)
        let start = bytes.count
        bytes.append(0)
        body(&self)
        let length = bytes.count - start - 1
        guard length >= 0x80 else {
            bytes[start] = UInt8(length)
            return
        }
        var prefix = WireWriter()
        prefix.varint(UInt64(length))
        bytes.replaceSubrange(start...start, with: prefix.bytes)
    }
}
