internal import JSONText

extension Drafting {
    /// A field of a message; its group or map entry becomes a message beside it.
    mutating func field(_ syntax: ProtoField, in message: Int) throws(ProtobufSchemaError) -> FieldDraft {
        try field(syntax, scope: message)
    }

    mutating func extend(_ syntax: ProtoExtend, in message: Int?) throws(ProtobufSchemaError) {
        for field in syntax.fields {
            var draft = try self.field(field, scope: message)
            draft.isExtension = true
            draft.descriptor.extendee = syntax.extendee.text
            draft.extendeePlace = syntax.extendee.place
            let index = file.extensions.count
            file.extensions.append(draft)
            if let message { file.messages[message].extensions.append(index) } else { file.topExtensions.append(index) }
        }
    }

    private mutating func field(_ syntax: ProtoField, scope: Int?) throws(ProtobufSchemaError) -> FieldDraft {
        try count(syntax.place)
        var descriptor = FieldDescriptor(
            name: syntax.name.text, number: try int32(syntax.number), label: label(of: syntax), kind: .double)
        descriptor.hasWrittenLabel = syntax.label != nil
        descriptor.isProto3Optional = file.isProto3 && syntax.label == .optional
        descriptor.place = syntax.place
        descriptor.namePlace = syntax.name.place
        descriptor.typePlace = syntax.typePlace
        descriptor.numberPlace = syntax.number.place
        descriptor.labelPlace = syntax.labelPlace
        var draft = FieldDraft(descriptor: descriptor, fullName: "", scope: scope)
        takeOptions(syntax.options, into: &draft)
        switch syntax.type {
        case .named(let name): setType(name, of: &draft)
        case .map(let key, let value):
            try addMapEntry(to: &draft, key: key, value: value)
        case .group(let body):
            draft.descriptor.name = DerivedNames.lowercased(syntax.name.text)
            draft.descriptor.kind = .group
            draft.descriptor.typeName = body.name.text
            draft.hasTypeToResolve = true
            try message(body, in: scope)
        }
        draft.fullName = try fullName(draft.descriptor.name, in: scope, at: syntax.name.place)
        draft.descriptor.jsonName = try jsonName(of: draft)
        return draft
    }

    private func label(of syntax: ProtoField) -> FieldDescriptor.Label {
        if case .map = syntax.type { return .repeated }
        switch syntax.label {
        case nil, .optional: return .optional
        case .required: return .required
        case .repeated: return .repeated
        }
    }

    private func setType(_ name: String, of draft: inout FieldDraft) {
        if let scalar = Self.scalars[name] {
            draft.descriptor.kind = scalar
        } else {
            draft.descriptor.typeName = name
            draft.hasTypeToResolve = true
        }
    }

    private static let scalars: [String: FieldDescriptor.Kind] = [
        "double": .double, "float": .float, "int64": .int64, "uint64": .uint64, "int32": .int32, "fixed64": .fixed64,
        "fixed32": .fixed32, "bool": .bool, "string": .string, "bytes": .bytes, "uint32": .uint32, "sfixed32": .sfixed32,
        "sfixed64": .sfixed64, "sint32": .sint32, "sint64": .sint64,
    ]

    /// `map<K, V> f` is a repeated field of a message `FEntry { K key = 1; V value = 2; }`.
    private mutating func addMapEntry(
        to draft: inout FieldDraft, key: ProtoSyntax.Word, value: ProtoSyntax.Word
    ) throws(ProtobufSchemaError) {
        let name = DerivedNames.mapEntry(draft.descriptor.name)
        draft.isMap = true
        draft.descriptor.typeName = name
        draft.hasTypeToResolve = true
        var descriptor = MessageDescriptor(name: name)
        descriptor.place = draft.descriptor.place
        descriptor.namePlace = draft.descriptor.namePlace
        let fullName = try fullName(name, in: draft.scope, at: key.place)
        var entry = MessageDraft(
            descriptor: descriptor, fullName: fullName, parent: draft.scope,
            depth: (draft.scope.map { file.messages[$0].depth } ?? 0) + 1)
        entry.isMapEntry = true
        entry.fields = [mapField("key", 1, key, of: draft, in: entry), mapField("value", 2, value, of: draft, in: entry)]
        let index = add(entry)
        for field in 0...1 { file.messages[index].fields[field].scope = index }
    }

    private func mapField(
        _ name: String, _ number: Int32, _ type: ProtoSyntax.Word, of map: FieldDraft, in entry: MessageDraft
    ) -> FieldDraft {
        var descriptor = FieldDescriptor(name: name, number: number, label: .optional, kind: .double)
        descriptor.jsonName = name
        descriptor.place = map.descriptor.place
        descriptor.namePlace = map.descriptor.namePlace
        descriptor.typePlace = type.place
        descriptor.numberPlace = map.descriptor.numberPlace
        var field = FieldDraft(descriptor: descriptor, fullName: "\(entry.fullName).\(name)")
        setType(type.text, of: &field)
        // Features of a map hold for its keys and values as well.
        field.options = map.options.filter { $0.name.first.map { $0.name == "features" && !$0.isExtension } ?? false }
        return field
    }

    /// `default` and `json_name` look like options and are fields of the descriptor.
    private func takeOptions(_ options: [ProtoOption], into draft: inout FieldDraft) {
        for option in options {
            guard option.name.count == 1, !option.name[0].isExtension else {
                draft.options.append(option)
                continue
            }
            switch option.name[0].name {
            case "default": draft.writtenDefault = option.value
            case "json_name": draft.writtenJSONName = option
            default: draft.options.append(option)
            }
        }
    }

    private func jsonName(of draft: FieldDraft) throws(ProtobufSchemaError) -> String {
        guard let written = draft.writtenJSONName?.value else { return DerivedNames.json(draft.descriptor.name) }
        guard case .string(let bytes) = written.kind else { return DerivedNames.json(draft.descriptor.name) }
        guard let name = String(validating: bytes, as: UTF8.self) else {
            throw error(written.place, "the option json_name is not UTF-8", expected: "a quoted name")
        }
        return name
    }
}
