internal import JSONText

extension ProtoParser {
    mutating func message() throws(ProtobufSchemaError) -> ProtoMessage {
        let start = token.startPosition
        try advance()
        let name = try identifier("the message's name")
        let members = try messageBody(of: name)
        return ProtoMessage(name: name, members: members, place: place(from: start))
    }

    private mutating func messageBody(of name: ProtoSyntax.Word) throws(ProtobufSchemaError) -> [ProtoMessage.Member] {
        try descend()
        try take("{")
        var members: [ProtoMessage.Member] = []
        while try !skip("}") {
            if token.kind == .end { throw unexpected("a \"}\" that ends message \(name.text)") }
            if try skip(";") { continue }
            members.append(try member())
        }
        depth -= 1
        return members
    }

    private mutating func member() throws(ProtobufSchemaError) -> ProtoMessage.Member {
        if isAt("message") { return .message(try message()) }
        if isAt("enum") { return .enumeration(try enumeration()) }
        if isAt("extensions") { return .extensions(try extensions()) }
        if isAt("reserved") { return .reserved(try reserved(in: .message)) }
        if isAt("extend") { return .extend(try extend()) }
        if isAt("option") { return .option(try optionStatement()) }
        if isAt("oneof") { return .oneof(try oneof()) }
        return .field(try field(in: .message))
    }

    // MARK: Fields

    enum FieldContext { case message, oneof, extend }

    mutating func field(in context: FieldContext) throws(ProtobufSchemaError) -> ProtoField {
        let start = token.startPosition
        let label = try label(in: context)
        let typePlace = token.place
        if isAt("map") {
            try advance()
            if isAt("<") {
                let type = try mapType(place: typePlace, label: label?.place, in: context)
                return try fieldTail(label: label, type: type, typePlace: place(from: typePlace.start), from: start)
            }
            // A message or enum of that name, which protoc takes without a path alone.
            try checkLabel(label, in: context)
            return try fieldTail(label: label, type: .named("map"), typePlace: typePlace, from: start)
        }
        try checkLabel(label, in: context)
        if isAt("group") {
            if dialect == .editions {
                throw error(
                    at: typePlace, "a group", expected: "a message with features.message_encoding = DELIMITED in editions")
            }
            try advance()
            return try group(label: label, typePlace: typePlace, from: start)
        }
        let type = try typeName(expected: "a field's type")
        return try fieldTail(label: label, type: .named(type.text), typePlace: type.place, from: start)
    }

    typealias PlacedLabel = (label: ProtoField.Label, place: TextRange)

    private mutating func label(in context: FieldContext) throws(ProtobufSchemaError) -> PlacedLabel? {
        let label: ProtoField.Label
        if isAt("optional") {
            label = .optional
        } else if isAt("repeated") {
            label = .repeated
        } else if isAt("required") {
            label = .required
        } else {
            return nil
        }
        let place = token.place
        if context == .oneof {
            throw error(at: place, "the label \"\(label.rawValue)\" in a oneof", expected: "no label")
        }
        if dialect == .editions, label != .repeated {
            throw error(
                at: place, "the label \"\(label.rawValue)\" in an edition",
                expected: label == .optional ? "no label" : "features.field_presence = LEGACY_REQUIRED")
        }
        try advance()
        return (label, place)
    }

    private func checkLabel(_ label: PlacedLabel?, in context: FieldContext) throws(ProtobufSchemaError) {
        guard label == nil, context != .oneof, dialect == .proto2 else { return }
        throw unexpected("\"required\", \"optional\" or \"repeated\", as proto2 asks for on each field")
    }

    /// What follows the type: `name = number [options];`
    private mutating func fieldTail(
        label: PlacedLabel?, type: ProtoField.TypeName, typePlace: TextRange, from start: TextPosition
    ) throws(ProtobufSchemaError) -> ProtoField {
        let name = try identifier("the field's name")
        try take("=")
        let number = try integerWord(upTo: UInt64(Int32.max), expected: "the field's number")
        var options: [ProtoOption] = []
        if isAt("[") {
            options = try optionList()
            try checkFieldOptions(options, of: type)
        }
        try take(";")
        return ProtoField(
            label: label?.label, labelPlace: label?.place, type: type, typePlace: typePlace, name: name, number: number,
            options: options, place: place(from: start))
    }

    /// What follows `map`.
    private mutating func mapType(
        place: TextRange, label: TextRange?, in context: FieldContext
    ) throws(ProtobufSchemaError) -> ProtoField.TypeName {
        switch context {
        case .oneof: throw error(at: place, "a map field in a oneof", expected: "map fields outside of oneofs")
        case .extend: throw error(at: place, "a map field as an extension", expected: "map fields in messages alone")
        case .message: break
        }
        if let label { throw error(at: label, "a label on a map field", expected: "no label") }
        try take("<")
        let key = try typeName(expected: "the type of the map's keys")
        try take(",")
        if isAt("group") { throw error(at: token.place, "a group as a map's value", expected: "a type") }
        let value = try typeName(expected: "the type of the map's values")
        try take(">")
        return .map(key: key, value: value)
    }

    private mutating func group(
        label: PlacedLabel?, typePlace: TextRange, from start: TextPosition
    ) throws(ProtobufSchemaError) -> ProtoField {
        let name = try identifier("the group's name")
        try take("=")
        let number = try integerWord(upTo: UInt64(Int32.max), expected: "the group's number")
        let options = isAt("[") ? try optionList() : []
        if let standard = options.first(where: { $0.isPlain("default") }) {
            throw error(at: standard.place, "a default on a group", expected: "defaults on scalar and enum fields alone")
        }
        try checkRepeatedPseudoOptions(options)
        guard let first = name.text.utf8.first, first >= UInt8(ascii: "A"), first <= UInt8(ascii: "Z") else {
            throw error(at: name.place, "group name \"\(name.text)\"", expected: "a name that starts with a capital letter")
        }
        guard isAt("{") else { throw unexpected("the group's body, from \"{\" on") }
        let members = try messageBody(of: name)
        let body = ProtoMessage(name: name, members: members, place: place(from: start))
        return ProtoField(
            label: label?.label, labelPlace: label?.place, type: .group(body), typePlace: typePlace, name: name, number: number,
            options: options, place: place(from: start))
    }

    /// A scalar's keyword, or the name of a message or enum.
    private mutating func typeName(expected: @autoclosure () -> String) throws(ProtobufSchemaError) -> ProtoSyntax.Word {
        guard isAtScalar else { return try dottedName(mayBeAbsolute: true, expected: expected()) }
        let word = ProtoSyntax.Word(tokenText, at: token.place)
        try advance()
        return word
    }

    /// The name of a message.
    mutating func messageName(_ expected: String) throws(ProtobufSchemaError) -> ProtoSyntax.Word {
        if isAtScalar || isAt("group") { throw unexpected(expected) }
        return try dottedName(mayBeAbsolute: true, expected: expected)
    }

    private var isAtScalar: Bool {
        switch token.end - token.start {
        case 4: isAt("bool")
        case 5: isAt("int32") || isAt("int64") || isAt("bytes") || isAt("float")
        case 6: isAt("string") || isAt("double") || isAt("uint32") || isAt("uint64") || isAt("sint32") || isAt("sint64")
        case 7: isAt("fixed32") || isAt("fixed64")
        case 8: isAt("sfixed32") || isAt("sfixed64")
        default: false
        }
    }

    // MARK: Oneofs and extends

    private mutating func oneof() throws(ProtobufSchemaError) -> ProtoMessage.Oneof {
        let start = token.startPosition
        try advance()
        let name = try identifier("the oneof's name")
        try take("{")
        var fields: [ProtoField] = []
        var options: [ProtoOption] = []
        repeat {
            if token.kind == .end { throw unexpected("a \"}\" that ends oneof \(name.text)") }
            if isAt("option") {
                options.append(try optionStatement())
            } else {
                fields.append(try field(in: .oneof))
            }
        } while try !skip("}")
        return ProtoMessage.Oneof(name: name, fields: fields, options: options, place: place(from: start))
    }

    mutating func extend() throws(ProtobufSchemaError) -> ProtoExtend {
        let start = token.startPosition
        try advance()
        let extendee = try messageName("the name of the message to extend")
        try take("{")
        var fields: [ProtoField] = []
        repeat {
            if token.kind == .end { throw unexpected("a \"}\" that ends the extension of \(extendee.text)") }
            fields.append(try field(in: .extend))
        } while try !skip("}")
        return ProtoExtend(extendee: extendee, fields: fields, place: place(from: start))
    }
}
