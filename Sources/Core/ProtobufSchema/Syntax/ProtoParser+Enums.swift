internal import JSONText

extension ProtoParser {
    mutating func enumeration() throws(ProtobufSchemaError) -> ProtoEnum {
        let start = token.startPosition
        try advance()
        let name = try identifier("the enum's name")
        try take("{")
        var members: [ProtoEnum.Member] = []
        while try !skip("}") {
            if token.kind == .end { throw unexpected("a \"}\" that ends enum \(name.text)") }
            if try skip(";") { continue }
            if isAt("option") {
                members.append(.option(try optionStatement()))
            } else if isAt("reserved") {
                members.append(.reserved(try reserved(in: .enumeration)))
            } else {
                members.append(.value(try enumValue()))
            }
        }
        let enumeration = ProtoEnum(name: name, members: members, place: place(from: start))
        try checkAliases(of: enumeration)
        return enumeration
    }

    private mutating func enumValue() throws(ProtobufSchemaError) -> ProtoEnum.Value {
        let start = token.startPosition
        let name = try identifier("a value's name")
        try take("=")
        let number = try signedWord("the value's number")
        let options = isAt("[") ? try optionList() : []
        try take(";")
        return ProtoEnum.Value(name: name, number: number, options: options, place: place(from: start))
    }

    /// An `allow_alias` without effect is refused, be it false or without an alias.
    private func checkAliases(of enumeration: ProtoEnum) throws(ProtobufSchemaError) {
        var allows: ProtoOption?
        var numbers: Set<Int64> = []
        var hasAlias = false
        for member in enumeration.members {
            switch member {
            case .option(let option) where allows == nil && option.isPlain("allow_alias"): allows = option
            case .value(let value):
                if let number = ProtoInteger.signedValue(of: value.number.text), !numbers.insert(number).inserted {
                    hasAlias = true
                }
            default: break
            }
        }
        guard let allows else { return }
        guard case .identifier("true") = allows.value.kind else {
            throw error(
                at: allows.place, "allow_alias without effect in enum \(enumeration.name.text)",
                expected: "\"true\", or no such option")
        }
        if !hasAlias {
            throw error(
                at: allows.place, "allow_alias in enum \(enumeration.name.text), no values of which share a number",
                expected: "no such option")
        }
    }
}
