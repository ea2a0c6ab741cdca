extension ResolvingDecoder {
    /// Whether the union's value is null, which takes no bytes.
    @inlinable public var isNull: Bool { current.code == .null }

    /// Which branch of the reader's union the value comes in.
    @inlinable
    public func branch() throws(AvroDecodingError) -> Int {
        guard let branch = current.tag.branch else { throw unexpected("a union") }
        return branch
    }

    @inlinable
    public mutating func readNull() throws(AvroDecodingError) -> AvroNull {
        guard current.code == .null else { throw unexpected("null") }
        return AvroNull()
    }

    @inlinable
    public mutating func readBoolean() throws(AvroDecodingError) -> Bool {
        guard current.code == .boolean else { throw unexpected("boolean") }
        return try plain.readBoolean()
    }

    @inlinable
    public mutating func readInt() throws(AvroDecodingError) -> Int32 {
        guard current.code == .int else { throw unexpected("int") }
        return try plain.readInt()
    }

    @inlinable
    public mutating func readLong() throws(AvroDecodingError) -> Int64 {
        switch current.code {
        case .long: return try plain.readLong()
        case .int: return Int64(try plain.readInt())
        default: throw unexpected("long")
        }
    }

    @inlinable
    public mutating func readFloat() throws(AvroDecodingError) -> Float {
        switch current.code {
        case .float: return try plain.readFloat()
        case .intToFloat: return Float(try plain.readInt())
        case .longToFloat: return Float(try plain.readLong())
        default: throw unexpected("float")
        }
    }

    @inlinable
    public mutating func readDouble() throws(AvroDecodingError) -> Double {
        switch current.code {
        case .double: return try plain.readDouble()
        case .floatToDouble: return Double(try plain.readFloat())
        case .intToDouble: return Double(try plain.readInt())
        case .longToDouble: return Double(try plain.readLong())
        default: throw unexpected("double")
        }
    }

    @inlinable
    public mutating func readString() throws(AvroDecodingError) -> String {
        guard current.code == .string else { throw unexpected("string") }
        return try plain.readString()
    }

    @inlinable
    public mutating func readBytes() throws(AvroDecodingError) -> [UInt8] {
        guard current.code == .bytes else { throw unexpected("bytes") }
        return try plain.readBytes()
    }

    @inlinable
    public mutating func readFixed(_ size: Int) throws(AvroDecodingError) -> [UInt8] {
        guard current.code == .fixed else { throw unexpected("fixed") }
        return try plain.readFixed(size)
    }

    /// The index of the reader's symbol.
    @inlinable
    public mutating func readSymbol() throws(AvroDecodingError) -> Int {
        switch current.code {
        case .enumeration: return try plain.readIndex(below: Int(current.arg))
        case .mappedEnumeration: return try readMappedSymbol()
        default: throw unexpected("enum")
        }
    }

    @usableFromInline
    mutating func readMappedSymbol() throws(AvroDecodingError) -> Int {
        let table = Int(current.arg)
        let symbol = tables[table &+ 1 &+ (try plain.readIndex(below: Int(tables[table])))]
        guard symbol < PlanOp.firstFailure else { throw failure(Int(PlanOp.none - symbol)) }
        return Int(symbol)
    }

    @inlinable
    public mutating func readArray<Item>(
        _ read: (inout ResolvingDecoder) throws(AvroDecodingError) -> Item
    ) throws(AvroDecodingError) -> [Item] {
        let body = try beginItems(keyed: false)
        var items: [Item] = []
        while true {
            let block = try nextBlock(body, keyed: false)
            if block.count == 0 { break }
            try plain.charge(items: block.count, of: MemoryLayout<Item>.stride)
            if block.count > items.count { items.reserveCapacity(items.count &+ block.count) }
            for _ in 0..<block.count {
                try beginItem(body)
                items.append(try read(&self))
            }
            try plain.finish(block)
        }
        plain.leave()
        return items
    }

    /// All items of an array of a generated type; in straight-line code where nothing has to be resolved in them.
    @inlinable
    public mutating func readArray<Item: GeneratedAvroType>(
        of type: Item.Type, minItemBytes: Int
    ) throws(AvroDecodingError) -> [Item] {
        if hasUnchangedItems { return try plain.readArray(minItemBytes: minItemBytes, Item.init(from:)) }
        return try readArray { (decoder) throws(AvroDecodingError) in try decoder.read(Item.self) }
    }

    /// Whether the items of the array to be read are records that were written as their type reads them.
    @inlinable var hasUnchangedItems: Bool {
        guard current.code == .array else { return false }
        let item = ops[Int(bodies[Int(current.arg)].start)]
        return item.code == .record && unchanged[Int(item.arg)]
    }

    @inlinable
    public mutating func readMap<Value>(
        _ read: (inout ResolvingDecoder) throws(AvroDecodingError) -> Value
    ) throws(AvroDecodingError) -> [String: Value] {
        let body = try beginItems(keyed: true)
        var entries: [String: Value] = [:]
        while true {
            let block = try nextBlock(body, keyed: true)
            if block.count == 0 { break }
            try plain.charge(items: block.count, of: (MemoryLayout<String>.stride &+ MemoryLayout<Value>.stride) &* 4 / 3)
            // Making one with room is quicker than making room in one.
            if entries.isEmpty { entries = Dictionary(minimumCapacity: block.count) }
            for _ in 0..<block.count {
                let key = try plain.readString()
                try beginItem(body)
                entries[key] = try read(&self)
            }
            try plain.finish(block)
        }
        plain.leave()
        return entries
    }

    /// - Returns: the body that reads an item or a value.
    @usableFromInline
    mutating func beginItems(keyed: Bool) throws(AvroDecodingError) -> Int {
        guard current.code == (keyed ? .map : .array) else { throw unexpected(keyed ? "a map" : "an array") }
        try plain.enter()
        return Int(current.arg)
    }

    @usableFromInline
    mutating func nextBlock(_ body: Int, keyed: Bool) throws(AvroDecodingError) -> AvroBlock {
        try plain.readBlock(minItemBytes: Int(bodies[body].minBytes) + (keyed ? 1 : 0))
    }

    @inlinable
    mutating func beginItem(_ body: Int) throws(AvroDecodingError) { try begin(Int(bodies[body].start)) }
}
