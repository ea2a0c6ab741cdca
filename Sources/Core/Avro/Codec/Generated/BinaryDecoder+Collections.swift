public import Bytes

extension BinaryDecoder {
    /// All items of an array, whatever blocks they came in.
    /// - Parameter minItemBytes: the fewest bytes an item can take.
    @inlinable
    public mutating func readArray<Item>(
        minItemBytes: Int, _ read: (inout BinaryDecoder) throws(AvroDecodingError) -> Item
    ) throws(AvroDecodingError) -> [Item] {
        try enter()
        var items: [Item] = []
        while true {
            let block = try readBlock(minItemBytes: minItemBytes)
            if block.count == 0 { break }
            try charge(items: block.count, of: MemoryLayout<Item>.stride)
            // Room for each of many small blocks in turn would move the items every time.
            if block.count > items.count { items.reserveCapacity(items.count &+ block.count) }
            for _ in 0..<block.count { items.append(try read(&self)) }
            try finish(block)
        }
        leave()
        return items
    }

    /// All entries of a map; of a key that was written twice, the last.
    /// - Parameter minValueBytes: the fewest bytes a value can take.
    @inlinable
    public mutating func readMap<Value>(
        minValueBytes: Int, _ read: (inout BinaryDecoder) throws(AvroDecodingError) -> Value
    ) throws(AvroDecodingError) -> [String: Value] {
        try enter()
        var entries: [String: Value] = [:]
        while true {
            // A key takes at least the byte of its length.
            let block = try readBlock(minItemBytes: minValueBytes &+ 1)
            if block.count == 0 { break }
            // A dictionary has room for a third more than it holds.
            try charge(items: block.count, of: (MemoryLayout<String>.stride &+ MemoryLayout<Value>.stride) &* 4 / 3)
            // Making one with room is quicker than making room in one.
            if entries.isEmpty { entries = Dictionary(minimumCapacity: block.count) }
            for _ in 0..<block.count {
                let key = try readString()
                entries[key] = try read(&self)
            }
            try finish(block)
        }
        leave()
        return entries
    }

    /// Counts memory that a count from the input asks for, before it is taken.
    @inlinable
    mutating func charge(items count: Int, of stride: Int) throws(AvroDecodingError) {
        // No overflow: counts are below 2^31, and no stride comes near that.
        try charge(count &* stride &+ 32)
    }

    /// Counts memory against `maxAllocation`, before it is taken.
    @inlinable @inline(__always)
    package mutating func charge(_ byteCount: Int) throws(AvroDecodingError) {
        allocated &+= byteCount
        if allocated > limits.maxAllocation {
            throw .tooMuchMemory(limits.maxAllocation, wanted: allocated, at: reader.position)
        }
    }
}

extension BinaryEncoder {
    @inlinable
    public mutating func writeArray<Item>(
        _ items: [Item], _ write: (Item, inout BinaryEncoder) throws(AvroEncodingError) -> Void
    ) throws(AvroEncodingError) {
        if !items.isEmpty {
            writeBlock(count: items.count)
            for item in items { try write(item, &self) }
        }
        writeBlock(count: 0)
    }

    /// The order of entries is the dictionary's: another one in every run of the program.
    @inlinable
    public mutating func writeMap<Value>(
        _ entries: [String: Value], _ write: (Value, inout BinaryEncoder) throws(AvroEncodingError) -> Void
    ) throws(AvroEncodingError) {
        if !entries.isEmpty {
            writeBlock(count: entries.count)
            for (key, value) in entries {
                self.write(key)
                try write(value, &self)
            }
        }
        writeBlock(count: 0)
    }

    /// Goes into a record that can contain itself. Pair with `leave`.
    @inlinable
    public mutating func enter() throws(AvroEncodingError) {
        guard depth < DecodingLimits.standard.maxDepth else {
            throw AvroEncodingError(
                code: .limit, expected: "at most \(DecodingLimits.standard.maxDepth) records inside each other", found: "one more")
        }
        depth &+= 1
    }

    @inlinable
    public mutating func leave() { depth &-= 1 }
}
