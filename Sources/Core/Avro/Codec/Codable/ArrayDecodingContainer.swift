/// An array's items in order.
struct ArrayDecodingContainer: UnkeyedDecodingContainer {
    let decoder: ValueDecoder
    private(set) var currentIndex = 0

    init(decoder: ValueDecoder) { self.decoder = decoder }

    var codingPath: [any CodingKey] { decoder.codingPath }

    var count: Int? { Int(decoder.slot.count) }

    var isAtEnd: Bool { currentIndex >= Int(decoder.slot.count) }

    private mutating func next() throws -> DecodingPlace {
        guard !isAtEnd else { throw decoder.missing("item \(currentIndex)", "an array of \(decoder.slot.count)") }
        let place = DecodingPlace(
            slot: Int(decoder.slot.word) + currentIndex, type: decoder.shape.children[0], key: .item(currentIndex))
        currentIndex += 1
        return place
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, decoder.context.slots[Int(decoder.slot.word) + currentIndex].tag.kind == .null else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool { try decoder.bool(try next()) }
    mutating func decode(_ type: String.Type) throws -> String { try decoder.string(try next()) }
    mutating func decode(_ type: Double.Type) throws -> Double { try decoder.double(try next()) }
    mutating func decode(_ type: Float.Type) throws -> Float { try decoder.float(try next()) }
    mutating func decode(_ type: Int.Type) throws -> Int { try decoder.integer(try next()) }
    mutating func decode(_ type: Int8.Type) throws -> Int8 { try decoder.integer(try next()) }
    mutating func decode(_ type: Int16.Type) throws -> Int16 { try decoder.integer(try next()) }
    mutating func decode(_ type: Int32.Type) throws -> Int32 { try decoder.integer(try next()) }
    mutating func decode(_ type: Int64.Type) throws -> Int64 { try decoder.integer(try next()) }
    mutating func decode(_ type: UInt.Type) throws -> UInt { try decoder.integer(try next()) }
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try decoder.integer(try next()) }
    mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try decoder.integer(try next()) }
    mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try decoder.integer(try next()) }
    mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try decoder.integer(try next()) }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.decode(type, try next()) }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
        try decoder.child(try next()).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try decoder.child(try next()).unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder { decoder.child(try next()) }
}

/// One value.
struct SingleDecodingContainer: SingleValueDecodingContainer {
    let decoder: ValueDecoder

    private var place: DecodingPlace { decoder.itself }

    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { decoder.isNull(place) }

    func decode(_ type: Bool.Type) throws -> Bool { try decoder.bool(place) }
    func decode(_ type: String.Type) throws -> String { try decoder.string(place) }
    func decode(_ type: Double.Type) throws -> Double { try decoder.double(place) }
    func decode(_ type: Float.Type) throws -> Float { try decoder.float(place) }
    func decode(_ type: Int.Type) throws -> Int { try decoder.integer(place) }
    func decode(_ type: Int8.Type) throws -> Int8 { try decoder.integer(place) }
    func decode(_ type: Int16.Type) throws -> Int16 { try decoder.integer(place) }
    func decode(_ type: Int32.Type) throws -> Int32 { try decoder.integer(place) }
    func decode(_ type: Int64.Type) throws -> Int64 { try decoder.integer(place) }
    func decode(_ type: UInt.Type) throws -> UInt { try decoder.integer(place) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try decoder.integer(place) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try decoder.integer(place) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try decoder.integer(place) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try decoder.integer(place) }

    func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.decode(type, place) }
}
