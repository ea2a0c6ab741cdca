/// A map's entries by key; the last one of a key that was written twice.
struct MapDecodingContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: ValueDecoder
    /// The values' slots.
    private let places: [String: Int]

    init(decoder: ValueDecoder) {
        self.decoder = decoder
        let count = Int(decoder.slot.count)
        var places: [String: Int] = [:]
        places.reserveCapacity(count)
        for entry in 0..<count {
            let place = Int(decoder.slot.word) + entry * 2
            places[decoder.context.storage.string(decoder.context.slots[place])] = place + 1
        }
        self.places = places
    }

    var codingPath: [any CodingKey] { decoder.codingPath }

    var allKeys: [Key] { places.keys.compactMap(Key.init(stringValue:)) }

    func contains(_ key: Key) -> Bool { places[key.stringValue] != nil }

    private func place(_ key: Key) throws -> DecodingPlace {
        guard let slot = places[key.stringValue] else {
            throw decoder.missing("key \"\(key.stringValue)\"", "a map without it")
        }
        return DecodingPlace(slot: slot, type: decoder.shape.children[0], key: .entry)
    }

    func decodeNil(forKey key: Key) throws -> Bool {
        guard let slot = places[key.stringValue] else { return true }
        return decoder.context.slots[slot].tag.kind == .null
    }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try decoder.bool(try place(key)) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try decoder.string(try place(key)) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try decoder.double(try place(key)) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try decoder.float(try place(key)) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try decoder.integer(try place(key)) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try decoder.integer(try place(key)) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try decoder.integer(try place(key)) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try decoder.integer(try place(key)) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try decoder.integer(try place(key)) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try decoder.integer(try place(key)) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try decoder.integer(try place(key)) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try decoder.integer(try place(key)) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try decoder.integer(try place(key)) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try decoder.integer(try place(key)) }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try decoder.decode(type, try place(key)) }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try decoder.child(try place(key)).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try decoder.child(try place(key)).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { decoder }

    func superDecoder(forKey key: Key) throws -> any Decoder { decoder.child(try place(key)) }
}
