/// An array's items.
struct UnkeyedContainer: UnkeyedEncodingContainer {
    let encoder: ValueEncoder

    var codingPath: [any CodingKey] { encoder.codingPath }

    var count: Int { encoder.frame?.count ?? 0 }

    @inline(__always)
    private func scalar(_ body: (Int) throws -> Void) throws {
        try part { type throws in
            let start = encoder.session.out.count
            try body(type)
            return start..<encoder.session.out.count
        }
    }

    @inline(__always)
    private func part(_ body: (Int) throws -> Range<Int>) throws {
        let frame = try encoder.opened()
        do {
            frame.take(try body(frame.childType(0)), at: frame.count)
        } catch let error as AvroEncodingError {
            throw error.inside(.item(frame.count))
        }
    }

    mutating func encodeNil() throws { try scalar { try encoder.session.null($0) } }

    mutating func encode(_ value: Bool) throws { try scalar { try encoder.session.bool(value, $0) } }
    mutating func encode(_ value: String) throws { try scalar { try encoder.session.string(value, $0) } }
    mutating func encode(_ value: Double) throws { try scalar { try encoder.session.double(value, $0) } }
    mutating func encode(_ value: Float) throws { try scalar { try encoder.session.float(value, $0) } }
    mutating func encode(_ value: Int) throws { try scalar { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: Int8) throws { try scalar { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: Int16) throws { try scalar { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: Int32) throws { try scalar { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: Int64) throws { try scalar { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: UInt) throws { try scalar { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: UInt8) throws { try scalar { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: UInt16) throws { try scalar { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: UInt32) throws { try scalar { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: UInt64) throws { try scalar { try encoder.session.integer(value, $0) } }

    mutating func encode<T: Encodable>(_ value: T) throws {
        let key = EncodingKey.item(count)
        try part { try encoder.session.write(value, $0, parent: encoder, key: key) }
    }

    private func open() -> ValueEncoder {
        guard encoder.failure == nil, let frame = encoder.frame else { return encoder.lost() }
        let child = encoder.child(frame.shape.children[0], .item(frame.count))
        frame.take(open: child, at: frame.count)
        return child
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        open().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { open().unkeyedContainer() }

    mutating func superEncoder() -> any Encoder { open() }
}

/// One value.
struct SingleContainer: SingleValueEncodingContainer {
    let encoder: ValueEncoder

    var codingPath: [any CodingKey] { encoder.codingPath }

    @inline(__always)
    private func scalar(_ body: (Int) throws -> Void) throws {
        let start = encoder.session.out.count
        try body(encoder.type)
        encoder.single = start..<encoder.session.out.count
    }

    mutating func encodeNil() throws { try scalar { try encoder.session.null($0) } }

    mutating func encode(_ value: Bool) throws { try scalar { try encoder.session.bool(value, $0) } }
    mutating func encode(_ value: String) throws { try scalar { try encoder.session.string(value, $0) } }
    mutating func encode(_ value: Double) throws { try scalar { try encoder.session.double(value, $0) } }
    mutating func encode(_ value: Float) throws { try scalar { try encoder.session.float(value, $0) } }
    mutating func encode(_ value: Int) throws { try scalar { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: Int8) throws { try scalar { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: Int16) throws { try scalar { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: Int32) throws { try scalar { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: Int64) throws { try scalar { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: UInt) throws { try scalar { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: UInt8) throws { try scalar { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: UInt16) throws { try scalar { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: UInt32) throws { try scalar { try encoder.session.integer(value, $0) } }
    mutating func encode(_ value: UInt64) throws { try scalar { try encoder.session.integer(value, $0) } }

    mutating func encode<T: Encodable>(_ value: T) throws {
        encoder.single = try encoder.session.write(value, encoder.type, parent: encoder, key: .same)
    }
}
