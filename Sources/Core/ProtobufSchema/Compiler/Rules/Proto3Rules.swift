internal import JSONText

/// What proto3 leaves out of proto2, and what it asks of names.
extension Compilation {
    func checkProto3(_ file: Int) throws(ProtobufSchemaError) {
        for field in files[file].topExtensions { try checkProto3(files[file].extensions[field], in: file) }
        for message in files[file].topMessages { try checkProto3(message: message, in: file) }
        for enumeration in files[file].topEnums { try checkFirstIsZero(files[file].enums[enumeration], in: file) }
    }

    private func checkProto3(message index: Int, in file: Int) throws(ProtobufSchemaError) {
        let message = files[file].messages[index]
        for nested in message.messages { try checkProto3(message: nested, in: file) }
        for enumeration in message.enums { try checkFirstIsZero(files[file].enums[enumeration], in: file) }
        for position in message.fields.indices where message.fields[position].mayOffendProto3 {
            try checkProto3(message.fields[position], in: file)
        }
        for field in message.extensions { try checkProto3(files[file].extensions[field], in: file) }
        if let range = message.descriptor.extensionRanges.first {
            throw error(file, range.place, "proto3 has no extension ranges")
        }
        if message.isMessageSet { throw error(file, message.nameOrPlace, "proto3 has no MessageSets") }
        try checkNames(of: message, in: file)
    }

    private func checkNames(of message: MessageDraft, in file: Int) throws(ProtobufSchemaError) {
        // Names are different as they are: those without capitals and underscores stay so.
        guard message.fields.indices.contains(where: { DerivedNames.isFoldable(message.fields[$0].descriptor.name) }) else {
            return
        }
        var seen: [String: String] = [:]
        seen.reserveCapacity(message.fields.count)
        for position in message.fields.indices {
            let name = message.fields[position].descriptor.name
            guard let other = seen.updateValue(name, forKey: DerivedNames.folded(name)) else { continue }
            throw error(
                file, message.fields[position].descriptor.namePlace,
                "the fields \(other) and \(name) differ in case and underscores alone",
                expected: "names that differ in JSON, as proto3 wants them")
        }
    }

    private func checkProto3(_ field: FieldDraft, in file: Int) throws(ProtobufSchemaError) {
        let place = field.descriptor.typePlace
        if field.isExtension, !Self.extendable.contains(field.descriptor.extendee ?? "") {
            throw error(file, field.extendeePlace, "proto3 has no extensions", expected: "an extension of options")
        }
        if field.descriptor.label == .required { throw error(file, place, "proto3 has no required fields") }
        if let value = field.writtenDefault { throw error(file, value.place, "proto3 has no default values") }
        if field.descriptor.kind == .enumeration, let symbol = symbol(field.descriptor.typeName),
            !files[symbol.file].isProto3, !files[symbol.file].enums[symbol.index].features.isOpen
        {
            throw error(
                file, place, "the enum \(files[symbol.file].enums[symbol.index].fullName) is of proto2 and used in proto3",
                expected: "an enum whose first value is known to be 0")
        }
        if field.descriptor.kind == .group { throw error(file, place, "proto3 has no groups") }
    }

    private static let extendable: Set<String> = [
        ".google.protobuf.FileOptions", ".google.protobuf.MessageOptions", ".google.protobuf.FieldOptions",
        ".google.protobuf.EnumOptions", ".google.protobuf.EnumValueOptions", ".google.protobuf.ServiceOptions",
        ".google.protobuf.MethodOptions", ".google.protobuf.OneofOptions", ".google.protobuf.ExtensionRangeOptions",
    ]
}

extension FieldDraft {
    fileprivate var mayOffendProto3: Bool {
        descriptor.label == .required || writtenDefault != nil || descriptor.kind == .enumeration || descriptor.kind == .group
    }
}
