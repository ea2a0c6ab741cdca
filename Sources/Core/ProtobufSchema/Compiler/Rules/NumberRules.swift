internal import JSONText

/// What protoc says about numbers before types are known: of fields, extensions, reserved ranges and enum values.
extension Compilation {
    func checkNumber(of field: FieldDraft, in file: Int) throws(ProtobufSchemaError) {
        let descriptor = field.descriptor
        if field.isExtension, descriptor.label == .required {
            throw error(
                file, descriptor.typePlace, "the extension \(field.fullName) is required", expected: "optional or repeated")
        }
        if field.isRepeated, let written = field.writtenDefault {
            throw error(file, written.place, "the repeated field \(descriptor.name) has a default value")
        }
        let place = descriptor.numberPlace
        guard descriptor.number > 0 else { throw error(file, place, "the field number \(descriptor.number) is not positive") }
        // Extensions may be larger in a MessageSet; the ranges they must fall into are checked.
        guard field.isExtension || descriptor.number <= FieldNumbers.largest else {
            throw error(
                file, place, "the field number \(descriptor.number) is too large", expected: "\(FieldNumbers.largest) at most")
        }
        guard !FieldNumbers.kept.contains(descriptor.number) else {
            throw error(
                file, place, "the field number \(descriptor.number) lies in 19000 to 19999, which Protobuf keeps for itself")
        }
    }

    func check(_ range: MessageDescriptor.ExtensionRange, in file: Int) throws(ProtobufSchemaError) {
        guard range.start > 0 else { throw error(file, range.place, "extension numbers start at 1") }
        guard range.start < range.end else { throw error(file, range.place, "the extension range ends before it begins") }
    }

    func checkRanges(of message: MessageDraft, in file: Int) throws(ProtobufSchemaError) {
        let descriptor = message.descriptor
        guard !descriptor.reservedRanges.isEmpty || !descriptor.extensionRanges.isEmpty || !descriptor.reservedNames.isEmpty
        else { return }
        let reserved = NumberRanges(descriptor.reservedRanges.lazy.map { (start: Int64($0.start), end: Int64($0.end)) })
        let extended = NumberRanges(descriptor.extensionRanges.lazy.map { (start: Int64($0.start), end: Int64($0.end)) })
        // Protoc looks at that since it knows editions.
        if files[file].isEditions, let range = descriptor.reservedRanges.first(where: { $0.start >= $0.end }) {
            throw error(file, range.place, "the reserved range ends before it begins")
        }
        if let (first, second) = reserved.overlap {
            let other = descriptor.reservedRanges[second]
            throw error(
                file, descriptor.reservedRanges[first].place,
                "the reserved range overlaps with \(other.start) to \(Int64(other.end) - 1)")
        }
        var names: Set<String> = []
        for name in descriptor.reservedNames where !names.insert(name).inserted {
            throw error(file, message.nameOrPlace, "the field name \(name) is reserved twice")
        }
        let extensionOverlap = extended.overlap
        for field in message.fields {
            let number = Int64(field.descriptor.number)
            if extensionOverlap == nil, let index = extended.index(containing: number) {
                let range = descriptor.extensionRanges[index]
                throw error(
                    file, range.place,
                    "the extension range \(range.start) to \(Int64(range.end) - 1) includes the field \(field.descriptor.name)")
            }
            if let index = reserved.index(containing: number) {
                throw error(
                    file, descriptor.reservedRanges[index].place,
                    "the field \(field.descriptor.name) uses the reserved number \(number)")
            }
            if names.contains(field.descriptor.name) {
                throw error(file, field.descriptor.namePlace, "the field name \(field.descriptor.name) is reserved")
            }
        }
        if extensionOverlap == nil, let (first, second) = extended.overlap(with: reserved) {
            let other = descriptor.reservedRanges[second]
            throw error(
                file, descriptor.extensionRanges[first].place,
                "the extension range overlaps with the reserved range \(other.start) to \(Int64(other.end) - 1)")
        }
        if let (first, second) = extensionOverlap {
            let other = descriptor.extensionRanges[second]
            throw error(
                file, descriptor.extensionRanges[first].place,
                "the extension range overlaps with \(other.start) to \(Int64(other.end) - 1)")
        }
    }

    func checkReserved(of enumeration: EnumDraft, in file: Int) throws(ProtobufSchemaError) {
        let descriptor = enumeration.descriptor
        guard !descriptor.reservedRanges.isEmpty || !descriptor.reservedNames.isEmpty else { return }
        let reserved = NumberRanges(descriptor.reservedRanges.lazy.map { (start: Int64($0.start), end: Int64($0.end) + 1) })
        if let (first, second) = reserved.overlap {
            let other = descriptor.reservedRanges[second]
            throw error(
                file, descriptor.reservedRanges[first].place, "the reserved range overlaps with \(other.start) to \(other.end)")
        }
        var names: Set<String> = []
        for name in descriptor.reservedNames where !names.insert(name).inserted {
            throw error(file, descriptor.namePlace, "the enum value \(name) is reserved twice")
        }
        for value in descriptor.values {
            if let index = reserved.index(containing: Int64(value.number)) {
                throw error(
                    file, descriptor.reservedRanges[index].place,
                    "the enum value \(value.name) uses the reserved number \(value.number)")
            }
            if names.contains(value.name) { throw error(file, value.place, "the enum value \(value.name) is reserved") }
        }
    }

    /// Generators shorten values' names: those of different numbers stay apart without the enum's name in front.
    func checkShortNames(of enumeration: EnumDraft, in file: Int) throws(ProtobufSchemaError) {
        guard files[file].edition != .proto2 else { return }
        var seen: [String: EnumDescriptor.Value] = [:]
        for value in enumeration.descriptor.values {
            let short = DerivedNames.shortened(value.name, of: enumeration.descriptor.name)
            guard let other = seen[short] else {
                seen[short] = value
                continue
            }
            guard other.name == value.name || other.number == value.number else {
                throw error(
                    file, value.place,
                    "\(value.name) and \(other.name) are one name without case and the enum's name in front",
                    expected: "different names, or the same number for both")
            }
        }
    }
}
