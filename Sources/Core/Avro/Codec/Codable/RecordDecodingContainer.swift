/// A record's fields by name. One reference, as the standard library copies its containers with every call.
struct RecordDecodingContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: ValueDecoder

    var codingPath: [any CodingKey] { decoder.codingPath }

    var allKeys: [Key] { decoder.shape.names.compactMap(Key.init(stringValue:)) }

    private func index(_ key: Key) -> Int? {
        guard let index = decoder.shape.index(of: key.stringValue, hint: decoder.nextField) else { return nil }
        decoder.nextField = index
        return index
    }

    func contains(_ key: Key) -> Bool { index(key) != nil }

    private func place(_ key: Key) throws -> DecodingPlace {
        guard let index = index(key) else {
            throw decoder.missing(
                "field \"\(key.stringValue)\"", "record \(decoder.shape.name) without it in the reader's schema")
        }
        decoder.nextField = index + 1
        return DecodingPlace(
            slot: Int(decoder.slot.word) + index, type: decoder.shape.children[index], key: .field(index))
    }

    func decodeNil(forKey key: Key) throws -> Bool {
        guard let index = index(key) else { return true }
        return decoder.context.slots[Int(decoder.slot.word) + index].tag.kind == .null
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

    /// A superclass reads the fields of the same record.
    func superDecoder() throws -> any Decoder { decoder }

    func superDecoder(forKey key: Key) throws -> any Decoder { decoder.child(try place(key)) }
}
