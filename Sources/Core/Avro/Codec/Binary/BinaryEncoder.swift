public import Bytes

/// Writes Avro's binary encoding, one primitive at a time, into memory it keeps for the next datum.
public struct BinaryEncoder: ~Copyable {
    @usableFromInline package var writer: ByteWriter
    /// Records that can contain themselves, inside each other.
    @usableFromInline var depth = 0

    public init() { writer = ByteWriter() }

    package init(_ writer: consuming ByteWriter) { self.writer = writer }

    /// Bytes written so far.
    @inlinable public var count: Int { writer.count }

    /// A copy of what was written.
    public borrowing func bytes() -> [UInt8] { writer.array() }

    /// Forgets the bytes, keeps the memory.
    @inlinable public mutating func removeAll() { writer.removeAll() }

    @inlinable public mutating func write(_ value: Bool) { writer.write(value ? 1 : 0) }

    @inlinable public mutating func write(_ value: Int32) { write(Int64(value)) }

    @inlinable
    public mutating func write(_ value: Int64) {
        let raw = UInt64(bitPattern: (value << 1) ^ (value >> 63))
        if raw < 0x80 { writer.write(UInt8(raw)) } else { writer.writeUnsignedVarlong(raw) }
    }

    @inlinable public mutating func write(_ value: Float) { writer.writeLittleEndian(value.bitPattern) }

    @inlinable public mutating func write(_ value: Double) { writer.writeLittleEndian(value.bitPattern) }

    @inlinable
    public mutating func write(_ value: String) {
        var value = value
        value.withUTF8 { utf8 in
            write(Int64(utf8.count))
            writer.writeBytes(UnsafeRawBufferPointer(utf8))
        }
    }

    /// Bytes with their length in front.
    @inlinable
    public mutating func write(_ value: [UInt8]) {
        write(Int64(value.count))
        writer.writeBytes(value)
    }

    /// Bytes without a length.
    @inlinable public mutating func writeFixed(_ value: [UInt8]) { writer.writeBytes(value) }

    /// The index of a union's branch or an enum's symbol.
    @inlinable public mutating func writeIndex(_ index: Int) { write(Int64(index)) }

    /// The head of a block of `count` items; 0 ends the array or map.
    @inlinable public mutating func writeBlock(count: Int) { write(Int64(count)) }

    @inlinable
    package mutating func writeView(_ bytes: UnsafeRawBufferPointer) {
        write(Int64(bytes.count))
        writer.writeBytes(bytes)
    }
}
