/// A map's entries by key; the last one of a key that was written twice.
struct MapDecodingContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: ValueDecoder
    private let places: [String: Int]
    private let valueType: Int

    init(decoder: ValueDecoder) {
        self.decoder = decoder
        let slot = decoder.slot(decoder.place)
        let storage = decoder.context.storage
        valueType = decoder.value(decoder.place).shape.children[0]
        var places: [String: Int] = [:]
        places.reserveCapacity(Int(slot.count))
        for entry in 0..<Int(slot.count) {
            let place = Int(slot.word) + entry * 2
            places[storage.string(storage.slots[place])] = place + 1
        }
        self.places = places
    }

    var codingPath: [any CodingKey] { decoder.codingPath }

    var allKeys: [Key] { places.keys.compactMap(Key.init(stringValue:)) }

    func contains(_ key: Key) -> Bool { places[key.stringValue] != nil }

    private func place(_ key: Key) throws -> DecodingPlace {
        guard let slot = places[key.stringValue] else {
            throw AvroDecodingError(
                code: .mismatch, path: decoder.path, schema: decoder.context.storage.plan.shape.rootName,
                expected: "key \"\(key.stringValue)\" for Swift type \(decoder.swiftType)", found: "a map without it")
        }
        return DecodingPlace(slot: slot, type: valueType, step: .key(key.stringValue))
    }

    func decodeNil(forKey key: Key) throws -> Bool {
        guard let slot = places[key.stringValue] else { return true }
        return decoder.context.storage.slots[slot].tag.kind == .null
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

    private func child(_ key: Key) throws -> ValueDecoder {
        ValueDecoder(context: decoder.context, place: try place(key), parent: decoder, swiftType: decoder.swiftType)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try child(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { try child(key).unkeyedContainer() }

    func superDecoder() throws -> any Decoder { decoder }

    func superDecoder(forKey key: Key) throws -> any Decoder { try child(key) }
}
