/// Arrays and dictionaries are read and written without the containers of the standard library, which cost more than
/// their elements do. Types with a `Codable` form of their own are not concerned.
protocol DirectlyRead {
    /// The kind of Avro type it is read from.
    static var avroKind: Slot.Kind { get }
    static func read(_ decoder: ValueDecoder) throws -> Any
}

extension Array: DirectlyRead where Element: Decodable {
    static var avroKind: Slot.Kind { .array }

    static func read(_ decoder: ValueDecoder) throws -> Any {
        let count = Int(decoder.slot.count)
        try decoder.context.charge(count &* MemoryLayout<Element>.stride &+ 32)
        var items: [Element] = []
        // In memory already: the datum has a slot for each.
        items.reserveCapacity(count)
        for index in 0..<count {
            let place = DecodingPlace(
                slot: Int(decoder.slot.word) + index, type: decoder.shape.children[0], key: .item(index))
            items.append(try decoder.decode(Element.self, place))
        }
        return items
    }
}

extension Dictionary: DirectlyRead where Key == String, Value: Decodable {
    static var avroKind: Slot.Kind { .map }

    static func read(_ decoder: ValueDecoder) throws -> Any {
        let count = Int(decoder.slot.count)
        try decoder.context.charge(count &* (MemoryLayout<String>.stride &+ MemoryLayout<Value>.stride) &* 4 / 3 &+ 32)
        var entries: [String: Value] = Dictionary(minimumCapacity: count)
        for index in 0..<count {
            let slot = Int(decoder.slot.word) + index * 2
            let key = decoder.context.storage.string(decoder.context.slots[slot])
            let place = DecodingPlace(slot: slot + 1, type: decoder.shape.children[0], key: .entry)
            entries[key] = try decoder.decode(Value.self, place)
        }
        return entries
    }
}

protocol DirectlyWritten {
    /// The kind of Avro type that takes it.
    static var avroKind: Slot.Kind { get }
    /// Writes the whole as an array or map with elements of type `element`.
    func write(to session: EncodingSession, element: Int, parent: ValueEncoder) throws
}

extension Array: DirectlyWritten where Element: Encodable {
    static var avroKind: Slot.Kind { .array }

    func write(to session: EncodingSession, element: Int, parent: ValueEncoder) throws {
        if !isEmpty { session.out.writeBlock(count: count) }
        // By index: here, where the element is known at run time only, an iterator costs more than what it goes over.
        var index = 0
        while index < count {
            try session.writeInPlace(self[index], element, parent: parent, key: .item(index))
            index &+= 1
        }
        session.out.writeBlock(count: 0)
    }
}

extension Dictionary: DirectlyWritten where Key == String, Value: Encodable {
    static var avroKind: Slot.Kind { .map }

    func write(to session: EncodingSession, element: Int, parent: ValueEncoder) throws {
        if !isEmpty { session.out.writeBlock(count: count) }
        for (key, value) in self {
            session.out.write(key)
            try session.writeInPlace(value, element, parent: parent, key: .entry(key))
        }
        session.out.writeBlock(count: 0)
    }
}
