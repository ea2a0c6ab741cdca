/// A record's fields or a map's entries. One reference, as the standard library copies its containers with every call.
struct KeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: ValueEncoder

    var codingPath: [any CodingKey] { encoder.codingPath }

    /// Writes one scalar with `body`, which gets the Avro type of the field or entry.
    @inline(__always)
    private func scalar(_ key: Key, _ body: (Int) throws -> Void) throws {
        try part(key) { type, _ throws in
            let start = encoder.session.out.count
            try body(type)
            return start..<encoder.session.out.count
        }
    }

    /// Writes one field or entry with `body`, which says where it lies.
    @inline(__always)
    private func part(_ key: Key, _ body: (Int, EncodingKey) throws -> Range<Int>) throws {
        let name = key.stringValue
        do {
            let frame = try encoder.opened()
            if frame.isRecord {
                let place = try frame.field(name)
                frame.take(try body(frame.childType(place), .field(place)), at: place)
            } else {
                let entry = encoder.session.out.count
                encoder.session.out.write(name)
                let content = encoder.session.out.count
                let range = try body(frame.childType(0), .entry(name))
                frame.take(encoder.session.joined(entry..<content, range), at: frame.count)
            }
        } catch let error as AvroEncodingError {
            throw error.inside(step(name, error))
        }
    }

    /// The step to a part; none if the part has no place here, which is an error of the whole.
    private func step(_ name: String, _ error: AvroEncodingError) -> AvroPath.Step? {
        if let failure = encoder.failure, failure == error { return nil }
        guard let shape = encoder.frame?.shape, shape.kind == .record else { return .key(name) }
        return shape.index(of: name) == nil ? nil : .field(name)
    }

    mutating func encodeNil(forKey key: Key) throws { try scalar(key) { try encoder.session.null($0) } }

    mutating func encode(_ value: Bool, forKey key: Key) throws { try scalar(key) { try encoder.session.bool(value, $0) } }
    mutating func encode(_ value: String, forKey key: Key) throws { try scalar(key) { try encoder.session.string(value, $0) } }
    mutating func encode(_ value: Double, forKey key: Key) throws { try scalar(key) { try encoder.session.double(value, $0) } }
    mutating func encode(_ value: Float, forKey key: Key) throws { try scalar(key) { try encoder.session.float(value, $0) } }
    mutating func encode(_ value: Int, forKey key: Key) throws { try scalar(key) { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: Int8, forKey key: Key) throws { try scalar(key) { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: Int16, forKey key: Key) throws { try scalar(key) { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: Int32, forKey key: Key) throws { try scalar(key) { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: Int64, forKey key: Key) throws { try scalar(key) { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: UInt, forKey key: Key) throws { try scalar(key) { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: UInt8, forKey key: Key) throws { try scalar(key) { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: UInt16, forKey key: Key) throws { try scalar(key) { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: UInt32, forKey key: Key) throws { try scalar(key) { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: UInt64, forKey key: Key) throws { try scalar(key) { try encoder.session.integer(value, $0) } }

    mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        try part(key) { try encoder.session.write(value, $0, parent: encoder, key: $1) }
    }

    // nil is written as null, so that it is not taken for a field to be left to its default. Maps leave the key out.
    mutating func encodeIfPresent(_ value: Bool?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try encodeAbsent(key) }
    }

    mutating func encodeIfPresent(_ value: String?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try encodeAbsent(key) }
    }

    mutating func encodeIfPresent(_ value: Double?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try encodeAbsent(key) }
    }

    mutating func encodeIfPresent(_ value: Float?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try encodeAbsent(key) }
    }

    mutating func encodeIfPresent(_ value: Int?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try encodeAbsent(key) }
    }

    mutating func encodeIfPresent(_ value: Int8?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try encodeAbsent(key) }
    }

    mutating func encodeIfPresent(_ value: Int16?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try encodeAbsent(key) }
    }

    mutating func encodeIfPresent(_ value: Int32?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try encodeAbsent(key) }
    }

    mutating func encodeIfPresent(_ value: Int64?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try encodeAbsent(key) }
    }

    mutating func encodeIfPresent(_ value: UInt?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try encodeAbsent(key) }
    }

    mutating func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try encodeAbsent(key) }
    }

    mutating func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try encodeAbsent(key) }
    }

    mutating func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try encodeAbsent(key) }
    }

    mutating func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try encodeAbsent(key) }
    }

    mutating func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try encodeAbsent(key) }
    }

    // A field that the schema does not have loses nothing by being nil: a newer type can still write an older version.
    private mutating func encodeAbsent(_ key: Key) throws {
        if let frame = encoder.frame, frame.shape.kind == .map || frame.shape.kind == .record && !frame.has(key.stringValue) { return }
        try encodeNil(forKey: key)
    }

    private func open(_ key: Key) -> ValueEncoder {
        let name = key.stringValue
        do {
            let frame = try encoder.opened()
            if frame.shape.kind == .map {
                let child = encoder.child(frame.shape.children[0], .entry(name))
                frame.take(open: child, at: frame.count, key: name)
                return child
            }
            let place = try frame.field(name)
            let child = encoder.child(frame.shape.children[place], .field(place))
            frame.take(open: child, at: place)
            return child
        } catch let error as AvroEncodingError {
            // Nobody can be told here; `finish` throws it.
            encoder.fail(error)
        } catch {
            encoder.fail(encoder.session.mismatch(encoder.type, "\(error)"))
        }
        return encoder.lost()
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        open(key).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { open(key).unkeyedContainer() }

    /// A superclass writes the fields of the same record.
    mutating func superEncoder() -> any Encoder { encoder }

    mutating func superEncoder(forKey key: Key) -> any Encoder { open(key) }
}

extension EncodingSession {
    /// A map's key and its value as one range.
    func joined(_ key: Range<Int>, _ value: Range<Int>) -> Range<Int> {
        if value.isEmpty { return key }
        if value.lowerBound == key.upperBound { return key.lowerBound..<value.upperBound }
        let start = out.count
        append(copyOf: key)
        append(copyOf: value)
        return start..<out.count
    }
}
