/// A cursor over bytes that somebody else keeps alive.
///
/// Every read is checked against what is left; nothing is allocated before its length is known to be there.
/// Unsafe by contract in one way only: a reader, and any view it hands out, must not outlive the closure that lent
/// the bytes (`withByteReader`). Copying a reader copies its position: that is how one looks ahead.
public struct ByteReader {
    // A buffer's own pointer may be nil, which every access would look at again.
    @usableFromInline let start: UnsafeRawPointer
    @usableFromInline package let count: Int
    /// Where the next read begins.
    @usableFromInline package var position: Int

    @inlinable
    package init(_ bytes: UnsafeRawBufferPointer) {
        // Of no bytes none is read, wherever they would be.
        start = bytes.baseAddress ?? Self.nowhere
        count = bytes.count
        position = 0
    }

    @inlinable
    static var nowhere: UnsafeRawPointer { UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped }

    /// The whole input; positions count from its start.
    @inlinable @inline(__always) package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

    /// Bytes not yet read.
    @inlinable package var remaining: Int { count - position }

    @inlinable package var isAtEnd: Bool { position == count }

    /// A big-endian integer: the order of the Kafka protocol and log.
    @inlinable
    package mutating func readInteger<T: FixedWidthInteger>(_ type: T.Type = T.self) throws(MalformedBytes) -> T {
        T(bigEndian: try readRaw(T.self))
    }

    /// A little-endian integer: Avro's float, double and fingerprints.
    @inlinable
    package mutating func readLittleEndian<T: FixedWidthInteger>(_ type: T.Type = T.self) throws(MalformedBytes) -> T {
        T(littleEndian: try readRaw(T.self))
    }

    @inlinable
    mutating func readRaw<T: FixedWidthInteger>(_ type: T.Type) throws(MalformedBytes) -> T {
        let size = MemoryLayout<T>.size
        guard remaining >= size else {
            throw .truncated("\(T.self)", position: position, needs: size, left: remaining)
        }
        // In bounds: `size` bytes are left from `position`.
        let value = bytes.loadUnaligned(fromByteOffset: position, as: T.self)
        position += size
        return value
    }

    /// An unsigned base-128 varint of at most 5 bytes that fits 32 bits.
    @inlinable
    package mutating func readUnsignedVarint() throws(MalformedBytes) -> UInt32 {
        if let short = readShortVarint() { return UInt32(short) }
        let start = position
        let value = try readUnsignedVarlong(maxBytes: 5)
        guard let narrow = UInt32(exactly: value) else {
            throw MalformedBytes(reading: "varint", position: start, problem: "does not fit 32 bits")
        }
        return narrow
    }

    /// An unsigned base-128 varint of at most 10 bytes.
    @inlinable
    package mutating func readUnsignedVarlong() throws(MalformedBytes) -> UInt64 {
        if let short = readShortVarint() { return UInt64(short) }
        return try readUnsignedVarlong(maxBytes: 10)
    }

    /// One of one or two bytes, as nearly all are; nil, and nothing read, for any other.
    @inlinable
    mutating func readShortVarint() -> UInt16? {
        guard position < bytes.count else { return nil }
        let first = bytes[position]
        if first < 0x80 {
            position += 1
            return UInt16(first)
        }
        guard position + 1 < bytes.count, bytes[position + 1] < 0x80 else { return nil }
        defer { position += 2 }
        return UInt16(first & 0x7f) | UInt16(bytes[position + 1]) << 7
    }

    @inlinable
    mutating func readUnsignedVarlong(maxBytes: Int) throws(MalformedBytes) -> UInt64 {
        var value: UInt64 = 0
        var index = 0
        while index < maxBytes {
            guard position + index < bytes.count else {
                throw .truncated("varint", position: position, needs: index + 1, left: remaining)
            }
            let byte = bytes[position + index]
            if index == 9, byte > 1 {
                throw MalformedBytes(reading: "varint", position: position, problem: "does not fit 64 bits")
            }
            value |= UInt64(byte & 0x7f) << UInt64(7 * index)
            index += 1
            if byte < 0x80 {
                position += index
                return value
            }
        }
        throw MalformedBytes(reading: "varint", position: position, problem: "does not end within \(maxBytes) bytes")
    }

    /// A zigzag varint of 32 bits: record fields, Avro `int`.
    @inlinable
    package mutating func readVarint() throws(MalformedBytes) -> Int32 {
        let raw = try readUnsignedVarint()
        return Int32(bitPattern: raw >> 1) ^ -Int32(bitPattern: raw & 1)
    }

    /// A zigzag varint of 64 bits: record timestamps, Avro `long`.
    @inlinable
    package mutating func readVarlong() throws(MalformedBytes) -> Int64 {
        let raw = try readUnsignedVarlong()
        return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
    }

    /// Where the next `count` bytes lie, and steps over them.
    @inlinable
    package mutating func readRange(_ count: Int, reading: @autoclosure () -> String) throws(MalformedBytes) -> Range<Int> {
        guard count >= 0 else { throw .negative(reading(), position: position, found: count) }
        guard count <= remaining else {
            throw .truncated(reading(), position: position, needs: count, left: remaining)
        }
        let start = position
        position += count
        return start..<position
    }

    /// A view of the next `count` bytes; it lives no longer than the input.
    @inlinable
    package mutating func readView(_ count: Int, reading: @autoclosure () -> String) throws(MalformedBytes) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[try readRange(count, reading: reading())])
    }

    /// A reader over the next `count` bytes alone.
    @inlinable
    package mutating func readSlice(_ count: Int, reading: @autoclosure () -> String) throws(MalformedBytes) -> ByteReader {
        ByteReader(try readView(count, reading: reading()))
    }

    @inlinable
    package mutating func readBytes(_ count: Int, reading: @autoclosure () -> String) throws(MalformedBytes) -> [UInt8] {
        [UInt8](try readView(count, reading: reading()))
    }

    /// `count` bytes of UTF-8; ill-formed text is refused, not repaired.
    @inlinable
    package mutating func readString(_ count: Int, reading: @autoclosure () -> String) throws(MalformedBytes) -> String {
        let start = position
        let view = try readView(count, reading: reading())
        guard let text = String(validating: view, as: UTF8.self) else {
            throw MalformedBytes(reading: reading(), position: start, problem: "is not UTF-8")
        }
        return text
    }

    @inlinable
    package mutating func skip(_ count: Int, reading: @autoclosure () -> String) throws(MalformedBytes) {
        _ = try readRange(count, reading: reading())
    }
}

extension Array where Element == UInt8 {
    /// Lends a reader over the array for the length of `body`.
    @inlinable
    package func withByteReader<R, E: Error>(_ body: (inout ByteReader) throws(E) -> R) throws(E) -> R {
        // A typed error cannot pass through the closure of `withUnsafeBytes` before it is generic over it, so it
        // travels as a Result.
        let result: Result<R, E> = withUnsafeBytes { raw in
            var reader = ByteReader(raw)
            do throws(E) { return .success(try body(&reader)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}
