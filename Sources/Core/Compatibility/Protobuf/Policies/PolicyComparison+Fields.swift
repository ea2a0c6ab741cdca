internal import ProtobufSchema

extension PolicyComparison {
    typealias FieldPair = (new: ProtobufField, old: ProtobufField)
    typealias PartPair = (new: ProtobufPart, old: ProtobufPart)

    mutating func compareFields(_ fields: FieldPair, _ parts: PartPair, isMapEntry: Bool) {
        let (newField, oldField) = fields
        let what = "field \(quoted(newField.name)) (\(newField.number)) of \(parts.new.owner(in: new))"
        let (newName, oldName) = (newField.extensionName ?? newField.name, oldField.extensionName ?? oldField.name)
        if newName != oldName {
            report(
                ProtobufPolicyRules.fieldSameName, parts.new, parts.old, .name,
                "field \(newField.number) of \(parts.new.owner(in: new)) changed its name from \(quoted(oldName)) to \(quoted(newName))"
            )
        }
        if newField.extensionName == nil, newField.jsonName != oldField.jsonName {
            report(
                ProtobufPolicyRules.fieldSameJSONName, parts.new, parts.old, .name,
                "\(what) changed its name in JSON from \(quoted(oldField.jsonName)) to \(quoted(newField.jsonName))")
        }
        compareTypes(fields, parts, what)
        if !isMapEntry { compareCardinalities(fields, parts, what) }
        let (newDefault, oldDefault) = (PolicyDefault(newField, in: new), PolicyDefault(oldField, in: old))
        if let newDefault, let oldDefault, newDefault != oldDefault {
            report(
                ProtobufPolicyRules.fieldSameDefault, parts.new, parts.old,
                "\(what) reads as \(newDefault.text) where it is not set, before as \(oldDefault.text)")
        }
        compareOptions(fields, parts, what)
    }

    private mutating func compareTypes(_ fields: FieldPair, _ parts: PartPair, _ what: String) {
        let (newType, oldType) = (PolicyType(fields.new), PolicyType(fields.old))
        guard newType != oldType || typeName(fields.new, in: new) != typeName(fields.old, in: old) else { return }
        let change = "\(what) changed from \(old.typeText(fields.old)) to \(new.typeText(fields.new))"
        report(ProtobufPolicyRules.fieldSameType, parts.new, parts.old, .type, change)
        let isNamedAlike = namesAgree(fields)
        if newType.wireGroup != oldType.wireGroup ? !(oldType == .string && newType == .bytes) : !isNamedAlike {
            report(ProtobufPolicyRules.fieldWireCompatibleType, parts.new, parts.old, .type, change)
        }
        if newType.wireJSONGroup != oldType.wireJSONGroup || !isNamedAlike {
            report(ProtobufPolicyRules.fieldWireJSONCompatibleType, parts.new, parts.old, .type, change)
        }
    }

    private func typeName(_ field: ProtobufField, in schema: ProtobufSchema) -> String? {
        switch field.kind {
        case .message(let id): schema[id].fullName
        case .enumeration(let id): schema[id].fullName
        default: nil
        }
    }

    /// Messages have to have the same full name; an enum may be replaced by one of the same name that has all its values.
    private func namesAgree(_ fields: FieldPair) -> Bool {
        switch (fields.new.kind, fields.old.kind) {
        case (.message(let newID), .message(let oldID)): return new[newID].fullName == old[oldID].fullName
        case (.enumeration(let newID), .enumeration(let oldID)):
            guard new[newID].fullName != old[oldID].fullName else { return true }
            guard new[newID].name == old[oldID].name else { return false }
            let values = Set(new[newID].descriptor.values.map { EnumEntry($0) })
            return values.isSuperset(of: old[oldID].descriptor.values.map { EnumEntry($0) })
        default: return true
        }
    }

    private struct EnumEntry: Hashable {
        let name: String
        let number: Int32

        init(_ value: EnumDescriptor.Value) {
            name = value.name
            number = value.number
        }
    }

    private mutating func compareCardinalities(_ fields: FieldPair, _ parts: PartPair, _ what: String) {
        let (after, before) = (PolicyCardinality(fields.new), PolicyCardinality(fields.old))
        guard after != before else { return }
        let change = "\(what) changed from \(before.rawValue) to \(after.rawValue)"
        report(ProtobufPolicyRules.fieldSameCardinality, parts.new, parts.old, .label, change)
        if after.wireJSONGroup != before.wireJSONGroup {
            report(ProtobufPolicyRules.fieldWireJSONCompatibleCardinality, parts.new, parts.old, .label, change)
        }
        if after.wireGroup != before.wireGroup {
            report(ProtobufPolicyRules.fieldWireCompatibleCardinality, parts.new, parts.old, .label, change)
        }
    }

    mutating func compareOneofs(_ fields: FieldPair, _ messages: (new: ProtobufMessage, old: ProtobufMessage), _ parts: PartPair)
    {
        func oneof(_ field: ProtobufField, _ message: ProtobufMessage) -> String? {
            field.oneof.flatMap { message.oneofs[$0].isSynthetic ? nil : message.oneofs[$0].name }
        }
        let (after, before) = (oneof(fields.new, messages.new), oneof(fields.old, messages.old))
        guard after != before else { return }
        let what = "field \(quoted(fields.new.name)) (\(fields.new.number)) of \(parts.new.owner(in: new))"
        let sentence =
            switch (before, after) {
            case (let before?, let after?): "\(what) moved from oneof \(quoted(before)) to oneof \(quoted(after))"
            case (let before?, nil): "\(what) moved out of oneof \(quoted(before))"
            default: "\(what) moved into oneof \(quoted(after ?? ""))"
            }
        report(ProtobufPolicyRules.fieldSameOneof, parts.new, parts.old, sentence)
    }

    private mutating func compareOptions(_ fields: FieldPair, _ parts: PartPair, _ what: String) {
        let (newOptions, oldOptions) = (OptionValues(fields.new.descriptor.options), OptionValues(fields.old.descriptor.options))
        let (cType, jsType): (Int32, Int32) = (1, 6)
        if PolicyType(fields.new).is64Bit, PolicyType(fields.old).is64Bit,
            newOptions.integer(jsType) ?? 0 != oldOptions.integer(jsType) ?? 0
        {
            report(ProtobufPolicyRules.fieldSameJSType, parts.new, parts.old, "\(what) changed its jstype")
        }
        let isText = [PolicyType(fields.new), PolicyType(fields.old)].allSatisfy { $0 == .string || $0 == .bytes }
        let (after, before) = (newOptions.integer(cType) ?? 0, oldOptions.integer(cType) ?? 0)
        // A string piece may become a string, which code takes as well.
        if isText, after != before, !(before == 2 && after == 0) {
            report(ProtobufPolicyRules.fieldSameCppStringType, parts.new, parts.old, "\(what) changed its ctype")
        }
        guard PolicyType(fields.new) == .string, PolicyType(fields.old) == .string else { return }
        if fields.new.checksUTF8 != fields.old.checksUTF8 {
            report(
                ProtobufPolicyRules.fieldSameUTF8Validation, parts.new, parts.old,
                "the UTF-8 of \(what) is \(fields.new.checksUTF8 ? "now" : "no longer") checked")
        }
        let (newJava, oldJava) = (javaChecks(fields.new, parts.new, new), javaChecks(fields.old, parts.old, old))
        if newJava != oldJava {
            report(
                ProtobufPolicyRules.fieldSameJavaUTF8Validation, parts.new, parts.old,
                "the UTF-8 of \(what) is \(newJava ? "now" : "no longer") checked in Java")
        }
    }

    private func javaChecks(_ field: ProtobufField, _ part: ProtobufPart, _ schema: ProtobufSchema) -> Bool {
        let javaStringCheckUTF8: Int32 = 27
        return field.checksUTF8
            || OptionValues(schema.files[part.file(in: schema)].options).integer(javaStringCheckUTF8) ?? 0 != 0
    }

    /// Extensions go by what they extend and their number.
    mutating func compareExtensions() {
        func places(_ schema: ProtobufSchema) -> [String: Int] {
            Dictionary(
                schema.extensions.indices.compactMap { index in
                    let field = schema.extensions[index]
                    return field.extendee.map { ("\(schema[$0].fullName) \(field.number)", index) }
                }
            ) { first, _ in first }
        }
        let newPlaces = places(new)
        for (key, oldPlace) in places(old).sorted(by: { $0.value < $1.value }) {
            guard let newPlace = newPlaces[key] else { continue }
            compareFields(
                (new.extensions[newPlace], old.extensions[oldPlace]), (.extension(newPlace), .extension(oldPlace)),
                isMapEntry: false)
        }
    }
}

extension ProtobufPart {
    /// `message Order`, as what a field belongs to.
    fileprivate func owner(in schema: ProtobufSchema) -> String {
        switch self {
        case .field(let message, _): "message \(schema.localName(message))"
        case .extension(let index): "message \(schema.extensions[index].extendee.map { schema[$0].fullName } ?? "")"
        default: pointer(in: schema)
        }
    }
}
