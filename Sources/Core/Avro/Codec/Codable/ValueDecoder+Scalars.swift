extension ValueDecoder {
    func isNull(_ place: DecodingPlace) -> Bool { context.slots[place.slot].tag.kind == .null }

    func bool(_ place: DecodingPlace) throws -> Bool {
        let slot = context.slots[place.slot]
        guard slot.tag.kind == .boolean else { throw mismatch("Bool", place) }
        return slot.word != 0
    }

    func string(_ place: DecodingPlace) throws -> String {
        let slot = context.slots[place.slot]
        switch slot.tag.kind {
        case .string:
            // Up to 15 bytes lie in the String itself.
            if slot.count > 15 { try context.charge(Int(slot.count) &+ 32) }
            return context.storage.string(slot)
        case .enumeration: return context.shape(place).names[Int(slot.word)]
        default: throw mismatch("String", place)
        }
    }

    /// Integers that fit, whatever their width; a double or float never becomes one.
    func integer<I: FixedWidthInteger>(_ place: DecodingPlace) throws -> I {
        let slot = context.slots[place.slot]
        guard slot.tag.kind == .int || slot.tag.kind == .long, let number = I(exactly: Int64(bitPattern: slot.word)) else {
            throw mismatch("\(I.self)", place)
        }
        return number
    }

    /// A double, or what becomes one without loss.
    func double(_ place: DecodingPlace) throws -> Double {
        let slot = context.slots[place.slot]
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
        let slot = context.slots[place.slot]
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
        if let scalar = try scalar(type, place) { return scalar }
        let slot = context.slots[place.slot]
        if type == [UInt8].self, slot.tag.kind == .bytes || slot.tag.kind == .fixed {
            try context.charge(Int(slot.count) &+ 32)
            if let bytes = context.storage.content(slot) as? T { return bytes }
        }
        if let bridge = context.bridges[type] {
            guard let value = bridge.decode(value(place)) as? T else { throw mismatch("\(type)", place) }
            return value
        }
        let decoder = ValueDecoder(context: context, place: place, parent: self, swiftType: type)
        if slot.tag.kind == .array || slot.tag.kind == .map, let direct = type as? any DirectlyRead.Type,
            direct.avroKind == slot.tag.kind, let value = try direct.read(decoder) as? T
        {
            return value
        }
        return try T(from: decoder)
    }

    /// Arrays and dictionaries ask for their elements by type parameter: the frequent ones need no decoder of their own.
    @inline(__always)
    private func scalar<T>(_ type: T.Type, _ place: DecodingPlace) throws -> T? {
        if type == String.self { return try string(place) as? T }
        if type == Int.self { return try (integer(place) as Int) as? T }
        if type == Int64.self { return try (integer(place) as Int64) as? T }
        if type == Int32.self { return try (integer(place) as Int32) as? T }
        if type == Double.self { return try double(place) as? T }
        if type == Float.self { return try float(place) as? T }
        return nil
    }

    func value(_ place: DecodingPlace) -> GenericValue {
        GenericValue(storage: context.storage, slot: place.slot, declared: place.type)
    }

    /// - Parameter expected: what Swift wants there, without the type whose part it is.
    @inline(never)
    func mismatch(_ expected: String, _ place: DecodingPlace) -> AvroDecodingError {
        var path = path
        if let step = step(to: place) { path.steps.append(step) }
        return AvroDecodingError(
            code: .mismatch, path: path, schema: context.storage.plan.shape.rootName,
            expected: "\(expected) for Swift type \(swiftType)", found: value(place).surface)
    }

    func missing(_ expected: String, _ found: String) -> AvroDecodingError {
        AvroDecodingError(
            code: .mismatch, path: path, schema: context.storage.plan.shape.rootName,
            expected: "\(expected) for Swift type \(swiftType)", found: found)
    }

    /// A decoder for a part that is asked for as a container.
    func child(_ place: DecodingPlace) -> ValueDecoder {
        ValueDecoder(context: context, place: place, parent: self, swiftType: swiftType)
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
