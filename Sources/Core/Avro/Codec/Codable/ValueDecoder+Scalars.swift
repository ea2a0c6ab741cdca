extension ValueDecoder {
    @inline(__always)
    func slot(_ place: DecodingPlace) -> Slot { context.storage.slots[place.slot] }

    func isNull(_ place: DecodingPlace) -> Bool { slot(place).tag.kind == .null }

    func bool(_ place: DecodingPlace) throws -> Bool {
        let slot = slot(place)
        guard slot.tag.kind == .boolean else { throw mismatch("Bool", place) }
        return slot.word != 0
    }

    func string(_ place: DecodingPlace) throws -> String {
        let slot = slot(place)
        switch slot.tag.kind {
        case .string: return context.storage.string(slot)
        case .enumeration: return value(place).shape.names[Int(slot.word)]
        default: throw mismatch("String", place)
        }
    }

    /// Integers that fit, whatever their width; a double or float never becomes one.
    func integer<I: FixedWidthInteger>(_ place: DecodingPlace) throws -> I {
        let slot = slot(place)
        guard slot.tag.kind == .int || slot.tag.kind == .long, let number = I(exactly: Int64(bitPattern: slot.word)) else {
            throw mismatch("\(I.self)", place)
        }
        return number
    }

    /// A double, or what becomes one without loss.
    func double(_ place: DecodingPlace) throws -> Double {
        let slot = slot(place)
        switch slot.tag.kind {
        case .double: return Double(bitPattern: slot.word)
        case .float: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: slot.word)))
        case .int, .long:
            guard let number = Double(exactly: Int64(bitPattern: slot.word)) else { throw mismatch("Double", place) }
            return number
        default: throw mismatch("Double", place)
        }
    }

    /// A float, or what becomes one without loss.
    func float(_ place: DecodingPlace) throws -> Float {
        let slot = slot(place)
        switch slot.tag.kind {
        case .float: return Float(bitPattern: UInt32(truncatingIfNeeded: slot.word))
        case .int, .long:
            guard let number = Float(exactly: Int64(bitPattern: slot.word)) else { throw mismatch("Float", place) }
            return number
        case .double:
            let number = Double(bitPattern: slot.word)
            guard number.isNaN || Double(Float(number)) == number else { throw mismatch("Float", place) }
            return Float(number)
        default: throw mismatch("Float", place)
        }
    }

    func decode<T: Decodable>(_ type: T.Type, _ place: DecodingPlace) throws -> T {
        let kind = slot(place).tag.kind
        if type == [UInt8].self, kind == .bytes || kind == .fixed, let bytes = context.storage.content(slot(place)) as? T {
            return bytes
        }
        if let bridge = context.bridges[type] {
            guard let value = bridge.decode(value(place)) as? T else { throw mismatch("\(type)", place) }
            return value
        }
        return try T(from: ValueDecoder(context: context, place: place, parent: self, swiftType: type))
    }

    func value(_ place: DecodingPlace) -> GenericValue {
        GenericValue(storage: context.storage, slot: place.slot, declared: place.type)
    }

    /// - Parameter expected: what Swift wants there, without the type whose field it is.
    func mismatch(_ expected: String, _ place: DecodingPlace) -> AvroDecodingError {
        var path = path
        if place.slot != self.place.slot, let step = place.step { path.steps.append(step) }
        return AvroDecodingError(
            code: .mismatch, path: path, schema: context.storage.plan.shape.rootName,
            expected: "\(expected) for Swift type \(swiftType)", found: value(place).surface)
    }
}

extension GenericValue {
    /// What the value is, for errors: scalars with their content, the rest by kind and size.
    var surface: String {
        switch slot.tag.kind {
        case .array: "an array of \(slot.count)"
        case .map: "a map of \(slot.count)"
        case .record: "record \(shape.name)"
        default: if case .union(_, let value) = tree { value.wording } else { tree.wording }
        }
    }
}
