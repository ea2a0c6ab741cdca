/// A growing run of bytes with one owner.
///
/// Its memory is its own and doubles when full; `removeAll` keeps it for the next message, so a writer that is kept
/// costs no allocation once warm.
public struct ByteWriter: ~Copyable {
    @usableFromInline var base: UnsafeMutableRawPointer
    @usableFromInline var capacity: Int
    /// Bytes written so far.
    @usableFromInline package private(set) var count: Int

    package init(capacity: Int = 256) {
        self.capacity = max(capacity, 16)
        self.base = .allocate(byteCount: self.capacity, alignment: 8)
        self.count = 0
    }

    deinit { base.deallocate() }

    /// Memory held, written to or not.
    package var allocatedByteCount: Int { capacity }

    /// Makes room for `more` bytes beyond `count`.
    @inlinable
    package mutating func reserve(_ more: Int) {
        if capacity - count < more { grow(to: count + more) }
    }

    @usableFromInline @inline(never)
    mutating func grow(to needed: Int, capacityLimit: Int = .max) {
        var larger = capacity * 2
        while larger < needed { larger *= 2 }
        larger = min(larger, max(needed, capacityLimit))
        let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 8)
        // In bounds: `count` is at most the old capacity, which is less than the new one.
        moved.copyMemory(from: base, byteCount: count)
        base.deallocate()
        base = moved
        capacity = larger
    }

    @inlinable
    package mutating func write(_ byte: UInt8) {
        reserve(1)
        base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count += 1
    }

    /// Big-endian, as the Kafka protocol and log want it.
    @inlinable
    package mutating func writeInteger<T: FixedWidthInteger>(_ value: T) {
        reserve(MemoryLayout<T>.size)
        base.storeBytes(of: value.bigEndian, toByteOffset: count, as: T.self)
        count += MemoryLayout<T>.size
    }

    /// Little-endian: Avro's float, double and fingerprints.
    @inlinable
    package mutating func writeLittleEndian<T: FixedWidthInteger>(_ value: T) {
        reserve(MemoryLayout<T>.size)
        base.storeBytes(of: value.littleEndian, toByteOffset: count, as: T.self)
        count += MemoryLayout<T>.size
    }

    @inlinable
    package mutating func writeUnsignedVarint(_ value: UInt32) { writeUnsignedVarlong(UInt64(value)) }

    @inlinable
    package mutating func writeUnsignedVarlong(_ value: UInt64) {
        reserve(10)
        var rest = value
        while rest >= 0x80 {
            base.storeBytes(of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: count, as: UInt8.self)
            count += 1
            rest >>= 7
        }
        base.storeBytes(of: UInt8(truncatingIfNeeded: rest), toByteOffset: count, as: UInt8.self)
        count += 1
    }

    /// Zigzag varint of 32 bits.
    @inlinable
    package mutating func writeVarint(_ value: Int32) {
        writeUnsignedVarlong(UInt64(UInt32(bitPattern: (value << 1) ^ (value >> 31))))
    }

    /// Zigzag varint of 64 bits.
    @inlinable
    package mutating func writeVarlong(_ value: Int64) {
        writeUnsignedVarlong(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    @inlinable
    package mutating func writeBytes(_ source: UnsafeRawBufferPointer) {
        guard let start = source.baseAddress, source.count > 0 else { return }
        reserve(source.count)
        (base + count).copyMemory(from: start, byteCount: source.count)
        count += source.count
    }

    @inlinable
    package mutating func writeBytes(_ source: [UInt8]) {
        source.withUnsafeBytes { writeBytes($0) }
    }

    @inlinable
    package mutating func writeBytes(_ source: ArraySlice<UInt8>) {
        source.withUnsafeBytes { writeBytes($0) }
    }

    /// The text's UTF-8, without a length.
    @inlinable
    package mutating func writeUTF8(_ text: String) {
        var text = text
        text.withUTF8 { writeBytes(UnsafeRawBufferPointer($0)) }
    }

    /// Writes again what was written at `range`.
    @inlinable
    package mutating func appendCopy(of range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "a copy is taken from what was written")
        reserve(range.count)
        (base + count).copyMemory(from: base + range.lowerBound, byteCount: range.count)
        count += range.count
    }

    /// Forgets what was written from `start` on, but for `range`, which moves there.
    @inlinable
    package mutating func keep(_ range: Range<Int>, from start: Int) {
        precondition(start >= 0 && start <= range.lowerBound && range.upperBound <= count, "what is kept was written")
        // In bounds by the line above; `copyMemory` allows the two to overlap.
        (base + start).copyMemory(from: base + range.lowerBound, byteCount: range.count)
        count = start + range.count
    }

    @inlinable
    package mutating func writeZeros(_ byteCount: Int) {
        reserve(byteCount)
        (base + count).initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
        count += byteCount
    }

    /// Lends `wanted` bytes of room after what was written; `fill` answers how many of them it has initialized, from the
    /// start. Memory grows to at most `capacityLimit`, which must allow for `wanted`.
    package mutating func withSpareCapacity<E: Error>(
        _ wanted: Int, capacityLimit: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(E) -> Int
    ) throws(E) -> Int {
        precondition(wanted >= 0 && capacityLimit - count >= wanted, "the room asked for is allowed")
        if capacity - count < wanted { grow(to: count + wanted, capacityLimit: capacityLimit) }
        // In bounds: at least `wanted` bytes of capacity follow `count`.
        let written = try fill(UnsafeMutableRawBufferPointer(start: base + count, count: wanted))
        precondition(written >= 0 && written <= wanted, "a writer fills no more than the room it was lent")
        count += written
        return written
    }

    /// Overwrites an integer written earlier: lengths and checksums that are known last.
    @inlinable
    package mutating func patchInteger<T: FixedWidthInteger>(_ value: T, at offset: Int) {
        precondition(offset >= 0 && offset + MemoryLayout<T>.size <= count, "a patch lies inside what was written")
        base.storeBytes(of: value.bigEndian, toByteOffset: offset, as: T.self)
    }

    /// Forgets the bytes, keeps the memory.
    @inlinable
    package mutating func removeAll() { count = 0 }

    /// Forgets what was written from `offset` on.
    @inlinable
    package mutating func truncate(to offset: Int) {
        precondition(offset >= 0 && offset <= count, "a writer is cut inside what was written")
        count = offset
    }

    /// Lends the bytes written so far.
    @inlinable
    package borrowing func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// A copy of the bytes written so far.
    package borrowing func array() -> [UInt8] {
        [UInt8](UnsafeRawBufferPointer(start: base, count: count))
    }
}
