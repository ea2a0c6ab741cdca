internal import JSONText

/// Which features a field may set, and what they rule out.
extension Compilation {
    func checkFeatures(of field: FieldDraft, in message: MessageDraft?, _ file: Int) throws(ProtobufSchemaError) {
        func refuse(_ problem: String, expected: String? = nil) -> ProtobufSchemaError {
            error(file, field.descriptor.namePlace, "the field \(field.descriptor.name) \(problem)", expected: expected)
        }
        let kind = field.descriptor.kind
        let isMessage = kind == .message
        let isInOneof = field.descriptor.oneofIndex != nil
        if field.descriptor.options?.flag(2) != nil {
            throw refuse("has the option packed", expected: "features.repeated_field_encoding")
        }
        if field.features.isImplicit, !field.isRepeated, !isMessage, !isInOneof, !field.isExtension {
            if field.writtenDefault != nil { throw refuse("has implicit presence and a default value") }
            if let type = enumeration(field.descriptor.typeName), !type.features.isOpen {
                throw refuse("has implicit presence and is of the closed enum \(type.fullName)")
            }
        }
        let own = field.ownFeatures
        if field.isExtension, field.features.isRequired { throw refuse("is a required extension") }
        // Keys and values of maps carry the features of the map.
        guard message?.isMapEntry != true else { return }
        if own.presence != 0 {
            if isInOneof { throw refuse("is in a oneof and sets field_presence") }
            if field.isRepeated { throw refuse("is repeated and sets field_presence") }
            if field.isExtension, !own.isRequired { throw refuse("is an extension and sets field_presence") }
            if isMessage, own.isImplicit { throw refuse("is a message and has implicit presence") }
        }
        if own.repeatedEncoding != 0, !field.isRepeated { throw refuse("is not repeated and sets repeated_field_encoding") }
        if own.utf8Validation != 0, kind != .string, !isStringMap(field) { throw refuse("is no string and sets utf8_validation") }
        if own.isPacked, !field.isPackable {
            throw refuse("is packed and cannot be", expected: "a repeated number, bool or enum")
        }
        if own.messageEncoding != 0, !isMessage || field.isMap { throw refuse("is no message and sets message_encoding") }
    }

    private func isStringMap(_ field: FieldDraft) -> Bool {
        guard field.isMap, let entry = message(field.descriptor.typeName) else { return false }
        return entry.fields.contains { $0.descriptor.kind == .string }
    }

    /// Names in JSON are unique, both the derived ones and those written.
    func checkJSONNames(of message: MessageDraft, in file: Int) throws(ProtobufSchemaError) {
        guard message.descriptor.options?.flag(11) != true else { return }
        try checkJSONNames(of: message, in: file, usesWritten: false)
        try checkJSONNames(of: message, in: file, usesWritten: true)
    }

    private func checkJSONNames(
        of message: MessageDraft, in file: Int, usesWritten: Bool
    ) throws(ProtobufSchemaError) {
        var seen: [String: (field: String, isWritten: Bool)] = [:]
        for field in message.fields {
            let derived = DerivedNames.json(field.descriptor.name)
            let json = usesWritten ? field.descriptor.jsonName ?? derived : derived
            let isWritten = json != derived
            let place = field.descriptor.namePlace
            if isWritten, json.utf8.first == UInt8(ascii: "["), json.utf8.last == UInt8(ascii: "]") {
                throw error(file, place, "the json_name \(json) looks like that of an extension")
            }
            guard let other = seen[json] else {
                seen[json] = (field.descriptor.name, isWritten)
                continue
            }
            if usesWritten, !isWritten, !other.isWritten { continue }
            if message.features.jsonFormat == 2, !isWritten || !other.isWritten { continue }
            throw error(file, place, "the fields \(other.field) and \(field.descriptor.name) have one JSON name, \(json)")
        }
    }
}
