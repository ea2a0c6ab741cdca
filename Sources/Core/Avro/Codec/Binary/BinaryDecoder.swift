public import Bytes

/// Reads Avro's binary encoding, one primitive at a time (Avro 1.12, "Binary Encoding").
///
/// Copying copies the position. Lives no longer than the bytes it was lent; generated code and the generic decoder are
/// its callers. Nothing is allocated before the length it was claimed with is known to be there.
public struct BinaryDecoder {
    @usableFromInline package var reader: ByteReader
    @usableFromInline package let limits: DecodingLimits
    @usableFromInline package var depth = 0
    @usableFromInline package var items = 0
    @usableFromInline package var zeroByteItems = 0
    /// Bytes of memory taken so far for what was read, as `charge` counts them.
    @usableFromInline package var allocated = 0

    @inlinable
    package init(_ reader: ByteReader, limits: DecodingLimits = .standard) {
        self.reader = reader
        self.limits = limits
    }

    /// Lends a decoder over the bytes from `offset` on: where generated code begins.
    /// - Throws: what `body` throws, and an error if it leaves bytes unread or the bytes are more than the limits allow.
    @inlinable
    public static func decode<R>(
        _ bytes: [UInt8], from offset: Int = 0, limits: DecodingLimits = .standard,
        _ body: (inout BinaryDecoder) throws(AvroDecodingError) -> R
    ) throws(AvroDecodingError) -> R {
        guard offset >= 0, offset <= bytes.count, bytes.count - offset <= limits.maxBytes else {
            throw .limit("at most \(limits.maxBytes) bytes from byte \(offset)", found: "\(bytes.count)", at: offset)
        }
        return try bytes.withUnsafeBufferPointer { (bytes) throws(AvroDecodingError) -> R in
            var decoder = BinaryDecoder(ByteReader(UnsafeRawBufferPointer(bytes)), limits: limits)
            decoder.reader.position = offset
            let result = try body(&decoder)
            guard decoder.remaining == 0 else {
                throw .malformed("the end of the datum", found: "\(decoder.remaining) more bytes", at: decoder.position)
            }
            return result
        }
    }

    /// Bytes consumed so far, from the start of the input.
    @inlinable public var position: Int { reader.position }

    @inlinable public var remaining: Int { reader.remaining }

    @inlinable
    public mutating func readBoolean() throws(AvroDecodingError) -> Bool {
        let position = reader.position
        guard position < reader.count else { throw .truncated("boolean", needs: 1, left: 0, at: position) }
        let byte = reader.bytes[position]
        guard byte < 2 else { throw .badBoolean(byte, at: position) }
        reader.position = position &+ 1
        return byte == 1
    }

    @inlinable
    public mutating func readInt() throws(AvroDecodingError) -> Int32 {
        let start = reader.position
        let value = try readLong()
        guard let narrow = Int32(exactly: value) else { throw .outOfRange("int of 32 bits", found: value, at: start) }
        return narrow
    }

    @inlinable @inline(__always)
    public mutating func readLong() throws(AvroDecodingError) -> Int64 {
        let raw = try readVarint()
        return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
    }

    @inlinable @inline(__always)
    mutating func readVarint() throws(AvroDecodingError) -> UInt64 {
        let position = reader.position
        // In bounds: two bytes are left from `position`. Most varints of real data end within them.
        if position &+ 2 <= reader.count {
            let first = reader.bytes[position]
            if first < 0x80 {
                reader.position = position &+ 1
                return UInt64(first)
            }
            let second = reader.bytes[position &+ 1]
            if second < 0x80 {
                reader.position = position &+ 2
                return UInt64(first & 0x7f) | UInt64(second) << 7
            }
        }
        return try readLongVarint()
    }

    @usableFromInline @inline(never)
    mutating func readLongVarint() throws(AvroDecodingError) -> UInt64 {
        let left = reader.count &- reader.position
        guard left > 0, reader.count >= 8 else { return try readVarintByByte() }
        // In bounds: there are eight bytes. Near the end they are the last eight, and those before the varint are shifted out.
        let missing = max(8 &- left, 0)
        let word = UInt64(
            littleEndian: reader.bytes.loadUnaligned(fromByteOffset: reader.position &- missing, as: UInt64.self)
        ) &>> UInt64(8 &* missing)
        // It ends with the first byte that has no high bit.
        let ends = ~word & 0x8080_8080_8080_8080
        let length = ends.trailingZeroBitCount &>> 3 &+ 1
        guard length <= min(left, 8) else { return try readVarintByByte() }
        reader.position &+= length
        return Self.joined(word & (ends ^ (ends &- 1)))
    }

    /// The longest ones, and those of short data; apart, for errors take room that the others need not have.
    @inline(never)
    private mutating func readVarintByByte() throws(AvroDecodingError) -> UInt64 {
        let start = reader.position
        var value: UInt64 = 0
        var index = 0
        while index < 10 {
            guard start + index < reader.count else {
                throw .truncated("varint", needs: index + 1, left: index, at: start)
            }
            let byte = reader.bytes[start + index]
            if index == 9, byte > 1 { break }
            value |= UInt64(byte & 0x7f) << UInt64(7 * index)
            index += 1
            if byte < 0x80 {
                reader.position = start + index
                return value
            }
        }
        throw .malformed("varint of 64 bits", found: "more than 64 bits", at: start)
    }

    /// The low seven bits of each of eight bytes as one number, the first byte's lowest: neighbours are joined in pairs.
    @inline(__always)
    private static func joined(_ bytes: UInt64) -> UInt64 {
        var bits = bytes & 0x7f7f_7f7f_7f7f_7f7f
        bits = bits & 0x007f_007f_007f_007f | (bits & 0x7f00_7f00_7f00_7f00) >> 1
        bits = bits & 0x0000_3fff_0000_3fff | (bits & 0x3fff_0000_3fff_0000) >> 2
        return bits & 0x0000_0000_0fff_ffff | (bits & 0x0fff_ffff_0000_0000) >> 4
    }

    @inlinable
    public mutating func readFloat() throws(AvroDecodingError) -> Float {
        Float(bitPattern: try readFixedWidth(UInt32.self, "float"))
    }

    @inlinable
    public mutating func readDouble() throws(AvroDecodingError) -> Double {
        Double(bitPattern: try readFixedWidth(UInt64.self, "double"))
    }

    @inlinable
    mutating func readFixedWidth<T: FixedWidthInteger>(_ type: T.Type, _ what: StaticString) throws(AvroDecodingError) -> T {
        let position = reader.position
        guard reader.count &- position >= MemoryLayout<T>.size else {
            throw .truncated("\(what)", needs: MemoryLayout<T>.size, left: remaining, at: position)
        }
        // In bounds: the size of T is left from `position`.
        let value = reader.bytes.loadUnaligned(fromByteOffset: position, as: T.self)
        reader.position = position &+ MemoryLayout<T>.size
        return T(littleEndian: value)
    }

    /// The length in front of bytes or a string: known to be there when this returns.
    @inlinable @inline(__always)
    public mutating func readLength() throws(AvroDecodingError) -> Int {
        let start = reader.position
        let length = try readLong()
        guard length >= 0, length <= Int64(remaining) else { throw .badLength(length, left: remaining, at: start) }
        return Int(length)
    }

    @inlinable
    public mutating func readBytes() throws(AvroDecodingError) -> [UInt8] {
        try readFixed(try readLength())
    }

    /// `size` bytes without a length in front.
    @inlinable
    public mutating func readFixed(_ size: Int) throws(AvroDecodingError) -> [UInt8] {
        let range = try skipFixed(size)
        try charge(size &+ 32)
        return [UInt8](unsafeUninitializedCapacity: size) { [reader] target, count in
            // In bounds: both have room for `size`, which `skipFixed` has seen.
            UnsafeMutableRawBufferPointer(target).copyMemory(from: UnsafeRawBufferPointer(rebasing: reader.bytes[range]))
            count = size
        }
    }

    /// Steps over `size` bytes and says where they lie.
    @inlinable
    package mutating func skipFixed(_ size: Int) throws(AvroDecodingError) -> Range<Int> {
        let start = reader.position
        guard size <= remaining else { throw .truncated("fixed", needs: size, left: remaining, at: start) }
        reader.position = start &+ size
        return Range(uncheckedBounds: (start, start &+ size))
    }

    @inline(__always)
    mutating func skip(_ size: Int) throws(AvroDecodingError) {
        guard size <= remaining else { throw .truncated("value", needs: size, left: remaining, at: reader.position) }
        reader.position &+= size
    }

    @inline(__always)
    mutating func skipVarint() throws(AvroDecodingError) {
        // In bounds: a byte is left. What does not end with it is read, so that its length is checked.
        if remaining > 0, reader.bytes[reader.position] < 0x80 { reader.position &+= 1 } else { _ = try readVarint() }
    }

    @inlinable
    public mutating func readString() throws(AvroDecodingError) -> String {
        let count = try readLength()
        // Up to 15 bytes lie in the String itself.
        if count > 15 { try charge(count &+ 32) }
        let start = reader.position
        // In bounds: `readLength` has seen that `count` bytes are left.
        let view = UnsafeRawBufferPointer(rebasing: reader.bytes[Range(uncheckedBounds: (start, start &+ count))])
        do {
            let text = String(copying: try UTF8Span(validating: view.assumingMemoryBound(to: UInt8.self).span))
            reader.position = start &+ count
            return text
        } catch {
            throw .notUTF8(count, at: start)
        }
    }

    /// Where the UTF-8 of the next string lies, checked.
    @inlinable
    package mutating func readStringRange() throws(AvroDecodingError) -> Range<Int> {
        let count = try readLength()
        let start = reader.position
        // In bounds: `readLength` has seen that `count` bytes are left.
        let view = UnsafeRawBufferPointer(rebasing: reader.bytes[Range(uncheckedBounds: (start, start &+ count))])
        guard UTF8Check.isValid(view) else {
            throw .notUTF8(count, at: start)
        }
        reader.position = start &+ count
        return Range(uncheckedBounds: (start, start &+ count))
    }

    /// An index below `count`: the symbol of an enum or the branch of a union.
    @inlinable
    public mutating func readIndex(below count: Int, of what: StaticString = "symbol") throws(AvroDecodingError) -> Int {
        let start = reader.position
        let index = try readLong()
        guard index >= 0, index < Int64(count) else { throw .badIndex(index, of: what, below: count, at: start) }
        return Int(index)
    }
}
