internal import JSONText

extension ProtoParser {
    /// `option name = value;`
    mutating func optionStatement() throws(ProtobufSchemaError) -> ProtoOption {
        let start = token.startPosition
        try advance()
        var option = try option()
        try take(";")
        option.place = place(from: start)
        return option
    }

    /// `[name = value, …]`
    mutating func optionList() throws(ProtobufSchemaError) -> [ProtoOption] {
        try take("[")
        var options: [ProtoOption] = []
        repeat { options.append(try option()) } while try skip(",")
        try take("]")
        return options
    }

    private mutating func option() throws(ProtobufSchemaError) -> ProtoOption {
        let start = token.startPosition
        var name = [try optionNamePart()]
        while try skip(".") { name.append(try optionNamePart()) }
        try take("=")
        let isDefault = name.count == 1 && !name[0].isExtension && name[0].name == "default"
        let value = try optionValue(mayBeNegativeWord: isDefault || dialect == .editions)
        return ProtoOption(name: name, value: value, place: place(from: start))
    }

    private mutating func optionNamePart() throws(ProtobufSchemaError) -> ProtoOption.Part {
        let start = token.startPosition
        guard try skip("(") else {
            let word = try identifier("an option's name")
            return ProtoOption.Part(name: word.text, isExtension: false, place: word.place)
        }
        let word = try dottedName(mayBeAbsolute: true, expected: "the name of an extension")
        try take(")")
        return ProtoOption.Part(name: word.text, isExtension: true, place: place(from: start))
    }

    private mutating func optionValue(mayBeNegativeWord: Bool) throws(ProtobufSchemaError) -> ProtoValue {
        if isAt("{") { return try messageLiteral(isWholeValue: true) }
        return try scalar { parser, isNegative throws(ProtobufSchemaError) in
            switch parser.token.kind {
            case .identifier where !isNegative: return .identifier(parser.tokenText)
            case .identifier where mayBeNegativeWord && (parser.isAt("inf") || parser.isAt("nan")):
                return .negativeIdentifier(parser.tokenText)
            case .integer: return try parser.optionInteger(isNegative: isNegative)
            case .float: return .float(parser.tokenText, isNegative: isNegative)
            default: throw parser.unexpected(isNegative ? "a number behind \"-\"" : "an option's value")
            }
        }
    }

    private func optionInteger(isNegative: Bool) throws(ProtobufSchemaError) -> ProtoValue.Kind {
        let most = isNegative ? 1 << 63 : UInt64.max
        if let value = integerValue, value <= most { return .integer(tokenText, isNegative: isNegative) }
        // Protoc reads such an integer as a float since it knows editions.
        guard dialect == .editions, lexer.bytes[token.start] != UInt8(ascii: "0") else {
            throw error(at: token.place, "\(found) is out of range", expected: "\(most) at most")
        }
        return .float(tokenText, isNegative: isNegative)
    }

    /// A string, or what a token is, which may have a minus in front.
    private mutating func scalar(
        _ kind: (ProtoParser, _ isNegative: Bool) throws(ProtobufSchemaError) -> ProtoValue.Kind
    ) throws(ProtobufSchemaError) -> ProtoValue {
        let start = token.startPosition
        if token.kind == .string {
            let bytes = try string("a value")
            return ProtoValue(.string(bytes), at: place(from: start))
        }
        let isNegative = try skip("-")
        let kind = try kind(self, isNegative)
        try advance()
        return ProtoValue(kind, at: place(from: start))
    }

    // MARK: Message literals

    /// `{ … }` or `< … >`
    private mutating func messageLiteral(isWholeValue: Bool = false) throws(ProtobufSchemaError) -> ProtoValue {
        let start = token.startPosition
        try descend()
        let isAngled = try skip("<")
        if !isAngled { try take("{") }
        var fields: [ProtoValue.MessageField] = []
        while !isAt("}"), !isAt(">") {
            if token.kind == .end { throw unexpected("a \"\(isAngled ? ">" : "}")\" that ends the value") }
            if isWholeValue, isAt("#") {
                try skipTextComment()
                break
            }
            fields.append(try literalField())
        }
        if isAngled { try take(">") } else { try take("}") }
        depth -= 1
        return ProtoValue(.message(fields), at: place(from: start))
    }

    /// The text format has comments from `#` on, and protoc hands it the value on one line: the rest of the value is the comment.
    /// Braces still come in pairs, for protoc has looked for the value's end before.
    private mutating func skipTextComment() throws(ProtobufSchemaError) {
        var open = 1
        while true {
            if token.kind == .end { throw unexpected("a \"}\" that ends the value") }
            if isAt("{") { open += 1 }
            if isAt("}") {
                open -= 1
                if open == 0 { return }
            }
            try advance()
        }
    }

    private mutating func literalField() throws(ProtobufSchemaError) -> ProtoValue.MessageField {
        let start = token.startPosition
        let name = try literalFieldName()
        let hasColon = try skip(":")
        let value: ProtoValue
        if isAt("[") {
            value = try listLiteral(hasColon: hasColon)
        } else if isAt("{") || isAt("<") {
            value = try messageLiteral()
        } else {
            guard hasColon else { throw unexpected("\":\", or a message's value") }
            value = try scalarLiteral()
        }
        let place = place(from: start)
        if try !skip(";") { _ = try skip(",") }
        return ProtoValue.MessageField(name: name, value: value, hasColon: hasColon, place: place)
    }

    private mutating func literalFieldName() throws(ProtobufSchemaError) -> ProtoValue.MessageField.Name {
        guard try skip("[") else { return .field(try identifier("a field's name").text) }
        let name = try dottedName(mayBeAbsolute: false, expected: "the name of an extension, or a type's URL")
        let isURL = try skip("/")
        let type = isURL ? try dottedName(mayBeAbsolute: false, expected: "the name of a message") : name
        try take("]")
        return isURL ? .any(prefix: name.text, name: type.text) : .extension(name.text)
    }

    private mutating func listLiteral(hasColon: Bool) throws(ProtobufSchemaError) -> ProtoValue {
        let start = token.startPosition
        try take("[")
        var values: [ProtoValue] = []
        if try !skip("]") {
            repeat {
                if isAt("{") || isAt("<") {
                    values.append(try messageLiteral())
                } else if hasColon {
                    values.append(try scalarLiteral())
                } else {
                    throw unexpected("a message's value, for there is no \":\" in front of the list")
                }
            } while try skip(",")
            try take("]")
        }
        return ProtoValue(.list(values), at: place(from: start))
    }

    private mutating func scalarLiteral() throws(ProtobufSchemaError) -> ProtoValue {
        try scalar { parser, isNegative throws(ProtobufSchemaError) in
            switch parser.token.kind {
            case .identifier: return isNegative ? .negativeIdentifier(parser.tokenText) : .identifier(parser.tokenText)
            // An integer of any size may stand for a double; the range is the field's.
            case .integer: return .integer(parser.tokenText, isNegative: isNegative)
            case .float: return .float(parser.tokenText, isNegative: isNegative)
            default: throw parser.unexpected("a value")
            }
        }
    }
}

extension ProtoOption {
    /// Whether the name is this one word.
    func isPlain(_ word: String) -> Bool { name.count == 1 && !name[0].isExtension && name[0].name == word }
}
