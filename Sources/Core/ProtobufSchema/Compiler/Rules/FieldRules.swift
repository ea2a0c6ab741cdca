internal import JSONText

extension Compilation {
    /// - Parameter message: what the field stands in; nil for extensions.
    func checkRules(of field: FieldDraft, in message: MessageDraft?, _ file: Int) throws(ProtobufSchemaError) {
        let options = field.descriptor.options
        let place = field.descriptor.typePlace
        if options?.flag(5) ?? false || options?.flag(15) ?? false, field.descriptor.kind != .message || field.isDelimited {
            throw error(
                file, place, "the field \(field.descriptor.name) is lazy and cannot be",
                expected: "a message with a length in front")
        }
        if options?.flag(2) ?? false, !field.isPackable {
            throw error(
                file, place, "the field \(field.descriptor.name) is packed and cannot be",
                expected: "a repeated number, bool or enum")
        }
        try checkMessageSet(field, in: message, file)
        try checkLiteness(of: field, in: file)
        try checkMap(field, in: message, file)
        try checkJSType(of: field, in: file)
        if field.isExtension, field.descriptor.jsonName != DerivedNames.json(field.descriptor.name) {
            throw error(file, field.writtenJSONName?.name.first?.place, "the extension \(field.descriptor.name) has a json_name")
        }
        if files[file].isEditions {
            try checkFeatures(of: field, in: message, file)
        }
        if field.isExtension { try checkDeclaration(of: field, in: file) }
    }

    private func checkMessageSet(
        _ field: FieldDraft, in message: MessageDraft?, _ file: Int
    ) throws(ProtobufSchemaError) {
        if let message, message.isMessageSet {
            throw error(
                file, field.descriptor.namePlace, "the MessageSet \(message.fullName) has a field", expected: "extensions alone")
        }
        guard field.isExtension, self.message(field.descriptor.extendee)?.isMessageSet ?? false else { return }
        guard field.descriptor.label == .optional, field.descriptor.kind == .message else {
            throw error(
                file, field.descriptor.typePlace,
                "the extension \(field.descriptor.name) of a MessageSet is not an optional message")
        }
    }

    private func checkLiteness(of field: FieldDraft, in file: Int) throws(ProtobufSchemaError) {
        guard field.isExtension, files[file].isLite, let extendee = symbol(field.descriptor.extendee),
            !files[extendee.file].isLite
        else { return }
        throw error(
            file, field.extendeePlace,
            "an extension in a file for the lite runtime extends \(files[extendee.file].messages[extendee.index].fullName), which is not for it"
        )
    }

    private func checkJSType(of field: FieldDraft, in file: Int) throws(ProtobufSchemaError) {
        guard let type = field.descriptor.options?.integer(6), type != 0 else { return }
        switch field.descriptor.kind {
        case .int64, .uint64, .sint64, .fixed64, .sfixed64: return
        default:
            throw error(
                file, field.descriptor.typePlace, "the field \(field.descriptor.name) has a jstype",
                expected: "an integer of 64 bits")
        }
    }

    /// A field of map entries is one that was written as a map.
    private func checkMap(
        _ field: FieldDraft, in message: MessageDraft?, _ file: Int
    ) throws(ProtobufSchemaError) {
        guard field.descriptor.kind == .message, let symbol = symbol(field.descriptor.typeName) else { return }
        let entry = files[symbol.file].messages[symbol.index]
        guard entry.isMapEntry || entry.descriptor.options?.flag(7) ?? false else { return }
        guard field.isMap, symbol.file == file, entry.fields.count == 2 else {
            throw error(
                file, field.descriptor.typePlace, "the field \(field.descriptor.name) is of the map entry \(entry.fullName)",
                expected: "map<key, value>")
        }
        let key = entry.fields[0].descriptor
        switch key.kind {
        case .enumeration, .float, .double, .bytes, .message, .group:
            throw error(
                file, field.descriptor.typePlace, "the map \(field.descriptor.name) has a key of type \(key.kind.words)",
                expected: "an integer, a bool or a string")
        default: break
        }
        if let value = enumeration(entry.fields[1].descriptor.typeName), value.descriptor.values[0].number != 0 {
            throw error(
                file, field.descriptor.typePlace,
                "the enum \(value.fullName) does not begin with 0, as the value of the map \(field.descriptor.name) must")
        }
    }
}

extension FieldDescriptor.Kind {
    /// As in `.proto` texts.
    var words: String {
        switch self {
        case .enumeration: "enum"
        default: "\(self)"
        }
    }
}
