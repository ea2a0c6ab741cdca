/// Bytes that are written from the end to the start, so that a length is known when its turn comes.
struct BackwardBuffer: ~Copyable {
    private var memory: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    /// The first byte written; all behind it are.
    private var start: Int

    init(capacity: Int) {
        self.capacity = max(capacity, 16)
        memory = .allocate(capacity: self.capacity)
        start = self.capacity
    }

    deinit { memory.deallocate() }

    var count: Int { capacity - start }

    var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            // In bounds: `count` bytes are written from `start` on.
            if let target = buffer.baseAddress { target.update(from: memory + start, count: count) }
            initialized = count
        }
    }

    @inline(__always)
    private mutating func take(_ size: Int) {
        if start < size { grow(size) }
        start &-= size
    }

    @inline(never)
    private mutating func grow(_ size: Int) {
        let larger = max(capacity * 2, capacity + size)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        let newStart = larger - count
        (moved + newStart).update(from: memory + start, count: count)
        memory.deallocate()
        memory = moved
        capacity = larger
        start = newStart
    }

    @inline(__always)
    mutating func varint(_ value: UInt64) {
        if value < 0x80 {
            take(1)
            memory[start] = UInt8(truncatingIfNeeded: value)
            return
        }
        let size = (63 &- value.leadingZeroBitCount) / 7 &+ 1
        take(size)
        var rest = value
        var index = start
        // In bounds: `size` bytes were taken, seven bits each.
        while rest >= 0x80 {
            memory[index] = UInt8(truncatingIfNeeded: rest) | 0x80
            rest &>>= 7
            index &+= 1
        }
        memory[index] = UInt8(truncatingIfNeeded: rest)
    }

    @inline(__always)
    mutating func littleEndian<T: FixedWidthInteger>(_ value: T) {
        take(MemoryLayout<T>.size)
        UnsafeMutableRawPointer(memory + start).storeBytes(of: value.littleEndian, as: T.self)
    }

    @inline(__always)
    mutating func raw(_ bytes: UnsafeRawBufferPointer) {
        take(bytes.count)
        if let source = bytes.baseAddress {
            UnsafeMutableRawPointer(memory + start).copyMemory(from: source, byteCount: bytes.count)
        }
    }
}
