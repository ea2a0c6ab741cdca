/// A record's fields or a map's entries.
struct KeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: ValueEncoder
    /// nil if the schema has neither record nor map here; every operation then throws that.
    let frame: EncodingFrame?

    var codingPath: [any CodingKey] { encoder.codingPath }

    /// Writes one scalar with `body`, which gets the Avro type of the field or entry.
    @inline(__always)
    private func scalar(_ key: Key, _ body: (Int) throws -> Void) throws {
        try part(key) { type throws in
            let start = encoder.session.out.count
            try body(type)
            return start..<encoder.session.out.count
        }
    }

    private func part(_ key: Key, _ body: (Int) throws -> Range<Int>) throws {
        let name = key.stringValue
        try encoder.at(step(name)) {
            guard let frame else { throw encoder.session.mismatch(encoder.type, "keyed fields of \(encoder.swiftType)") }
            if frame.kind == .record {
                let place = try frame.field(name)
                frame.set(.written(try body(frame.shape.children[place])), at: place)
            } else {
                frame.append(.written(try entry(name, frame.shape.children[0], body)))
            }
        }
    }

    /// A map's entry: its key and what `body` writes.
    private func entry(_ name: String, _ type: Int, _ body: (Int) throws -> Range<Int>) throws -> Range<Int> {
        let session = encoder.session
        let start = session.out.count
        session.out.write(name)
        let middle = session.out.count
        let range = try body(type)
        if range.isEmpty || range.lowerBound == middle { return start..<max(range.upperBound, middle) }
        let moved = session.out.count
        session.out.write(name)
        session.append(copyOf: range)
        return moved..<session.out.count
    }

    private func step(_ name: String) -> AvroPath.Step { frame?.kind == .map ? .key(name) : .field(name) }

    mutating func encodeNil(forKey key: Key) throws { try scalar(key) { type throws in try encoder.session.null(type) } }

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
        let step = step(key.stringValue)
        try part(key) { type throws in try encoder.session.write(value, type, parent: encoder, step: step) }
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

    private mutating func encodeAbsent(_ key: Key) throws {
        if frame?.kind != .map { try encodeNil(forKey: key) }
    }

    private func open(_ key: Key) -> ValueEncoder {
        guard let frame else { return encoder.lost() }
        let name = key.stringValue
        if frame.kind == .map {
            let child = encoder.child(frame.shape.children[0], .key(name))
            frame.append(.open(child, key: name))
            return child
        }
        do {
            let place = try frame.field(name)
            let child = encoder.child(frame.shape.children[place], .field(name))
            frame.set(.open(child, key: nil), at: place)
            return child
        } catch {
            // Nobody can be told here; `finish` throws it.
            encoder.shape = .failed(ValueWalk.unknownField(name, frame.shape))
            return encoder.lost()
        }
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

extension ValueEncoder {
    /// The encoder of a part that is handed out to be filled later.
    func child(_ type: Int, _ step: AvroPath.Step) -> ValueEncoder {
        ValueEncoder(session: session, type: type, parent: self, step: step, swiftType: swiftType)
    }

    /// Takes what has no place in the schema; the error is this encoder's.
    func lost() -> ValueEncoder {
        let encoder = ValueEncoder(session: session, type: type, parent: self, step: nil, swiftType: swiftType)
        encoder.shape = shape
        return encoder
    }
}
