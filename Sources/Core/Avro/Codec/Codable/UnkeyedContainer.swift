/// An array's items.
struct UnkeyedContainer: UnkeyedEncodingContainer {
    let encoder: ValueEncoder
    /// nil if the schema has no array here; every operation then throws that.
    let frame: EncodingFrame?

    var codingPath: [any CodingKey] { encoder.codingPath }

    var count: Int { frame?.parts.count ?? 0 }

    @inline(__always)
    private func scalar(_ body: (Int) throws -> Void) throws {
        try part { type throws in
            let start = encoder.session.out.count
            try body(type)
            return start..<encoder.session.out.count
        }
    }

    private func part(_ body: (Int) throws -> Range<Int>) throws {
        try encoder.at(.item(count)) {
            guard let frame else { throw encoder.session.mismatch(encoder.type, "a sequence of \(encoder.swiftType)") }
            frame.append(.written(try body(frame.shape.children[0])))
        }
    }

    mutating func encodeNil() throws { try scalar { type throws in try encoder.session.null(type) } }

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
        let step = AvroPath.Step.item(count)
        try part { type throws in try encoder.session.write(value, type, parent: encoder, step: step) }
    }

    private func open() -> ValueEncoder {
        guard let frame else { return encoder.lost() }
        let child = encoder.child(frame.shape.children[0], .item(count))
        frame.append(.open(child, key: nil))
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
        encoder.shape = .single(start..<encoder.session.out.count)
    }

    mutating func encodeNil() throws { try scalar { type throws in try encoder.session.null(type) } }

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
        encoder.shape = .single(try encoder.session.write(value, encoder.type, parent: encoder.parent, step: encoder.step))
    }
}
