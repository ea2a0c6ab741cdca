/// An array's items in order.
struct ArrayDecodingContainer: UnkeyedDecodingContainer {
    let decoder: ValueDecoder
    private let first: Int
    private let itemType: Int
    private let itemCount: Int
    private(set) var currentIndex = 0

    init(decoder: ValueDecoder) {
        self.decoder = decoder
        let slot = decoder.slot(decoder.place)
        first = Int(slot.word)
        itemCount = Int(slot.count)
        itemType = decoder.value(decoder.place).shape.children[0]
    }

    var codingPath: [any CodingKey] { decoder.codingPath }

    var count: Int? { itemCount }

    var isAtEnd: Bool { currentIndex >= itemCount }

    private mutating func next() throws -> DecodingPlace {
        guard currentIndex < itemCount else {
            throw AvroDecodingError(
                code: .mismatch, path: decoder.path, schema: decoder.context.storage.plan.shape.rootName,
                expected: "item \(currentIndex) for Swift type \(decoder.swiftType)", found: "an array of \(itemCount)")
        }
        let place = DecodingPlace(slot: first + currentIndex, type: itemType, step: .item(currentIndex))
        currentIndex += 1
        return place
    }

    mutating func decodeNil() throws -> Bool {
        guard currentIndex < itemCount else { return false }
        guard decoder.context.storage.slots[first + currentIndex].tag.kind == .null else { return false }
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

    private mutating func child() throws -> ValueDecoder {
        ValueDecoder(context: decoder.context, place: try next(), parent: decoder, swiftType: decoder.swiftType)
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
        try child().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try child().unkeyedContainer() }

    mutating func superDecoder() throws -> any Decoder { try child() }
}

/// One value.
struct SingleDecodingContainer: SingleValueDecodingContainer {
    let decoder: ValueDecoder

    private var place: DecodingPlace { decoder.place }

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
