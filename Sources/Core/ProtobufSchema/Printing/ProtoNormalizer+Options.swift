extension ProtoNormalizer {
    /// Sorted by name; the parts of one that are set apart come together as one message literal.
    func options(_ options: [ProtoOption], in scope: String) -> [ProtoOption] {
        if options.isEmpty { return options }
        let named = options.map { option -> (sortKey: String, option: ProtoOption, facts: ProtoNames.FieldFacts?) in
            var option = option
            guard let first = option.name.first, first.isExtension, let found = names.extension(first.name, in: scope) else {
                option.value = normal(option.value, in: scope)
                return (option.name.map(\.name).joined(separator: "."), option, nil)
            }
            let path = path(option.name.dropFirst(), of: found.facts.message, in: scope)
            option.name = [ProtoOption.Part(name: found.name, isExtension: true, place: first.place)]
            guard !path.contains(where: { $0.isOfRequiring }) else {
                // A literal has to have all required fields, parts that are set one by one have not. They come behind it.
                option.name += path.map(\.part)
                return ("\(found.name)\u{0}", option, nil)
            }
            option.value = nested(option.value, under: path)
            return (found.name, option, found.facts)
        }.stablySorted { $0.sortKey < $1.sortKey }

        var merged: [ProtoOption] = []
        for (_, option, facts) in named {
            if let facts, !facts.isRepeated, let last = merged.last, last.name.count == 1, last.name[0].isExtension,
                last.name[0].name == option.name[0].name
            {
                merged[merged.count - 1].value = merge(last.value, option.value, in: facts.message, scope: scope)
            } else {
                merged.append(option)
            }
        }
        return merged.map { option in
            var option = option
            if option.name[0].isExtension { option.value = normal(option.value, in: scope) }
            return option
        }
    }

    private struct PathStep {
        /// By its full name, if it is an extension.
        var part: ProtoOption.Part
        var nameInLiteral: ProtoValue.MessageField.Name
        /// Whether the message that it is a field of has required ones.
        var isOfRequiring: Bool
    }

    /// What stands behind the option's name.
    private func path(_ parts: ArraySlice<ProtoOption.Part>, of message: String?, in scope: String) -> [PathStep] {
        var message = message
        return parts.map { part in
            var part = part
            if part.isExtension { part.name = names.extension(part.name, in: scope)?.name ?? part.name }
            let name: ProtoValue.MessageField.Name = part.isExtension ? .extension(part.name) : .field(part.name)
            let facts = facts(of: name, in: message, scope: scope)
            let isOfRequiring = message.map { names.hasRequiredFields($0) } ?? false
            message = facts?.message
            return PathStep(
                part: part, nameInLiteral: part.isExtension ? name : .field(facts?.literalName ?? part.name),
                isOfRequiring: isOfRequiring)
        }
    }

    /// `a.b = 1` as `{ a: { b: 1 } }`
    private func nested(_ value: ProtoValue, under path: [PathStep]) -> ProtoValue {
        path.reversed().reduce(value) { value, step in
            ProtoValue(
                .message([ProtoValue.MessageField(name: step.nameInLiteral, value: value, place: step.part.place)]),
                at: value.place)
        }
    }

    // MARK: Merging

    private func merge(_ old: ProtoValue, _ new: ProtoValue, in message: String?, scope: String) -> ProtoValue {
        guard case .message(let oldFields) = old.kind, case .message(let newFields) = new.kind else { return new }
        var fields = oldFields.gathered
        for field in newFields.gathered {
            guard let place = fields.firstIndex(where: { $0.name.text == field.name.text }) else {
                fields.append(field)
                continue
            }
            let facts = facts(of: field.name, in: message, scope: scope)
            if let facts, !facts.isRepeated {
                fields[place].value = merge(fields[place].value, field.value, in: facts.message, scope: scope)
            } else {
                fields[place].value = fields[place].value.joined(with: field.value)
            }
        }
        return ProtoValue(.message(fields), at: old.place)
    }

    private func facts(of name: ProtoValue.MessageField.Name, in message: String?, scope: String) -> ProtoNames.FieldFacts? {
        switch name {
        case .field(let name): message.flatMap { names.field(name, of: $0) }
        case .extension(let name): names.extension(name, in: scope)?.facts
        case .any: nil
        }
    }

    // MARK: Values

    /// Fields sorted by name, empty lists gone, lists of one unwrapped, numbers in plain decimal.
    private func normal(_ value: ProtoValue, in scope: String) -> ProtoValue {
        var value = value
        switch value.kind {
        case .integer(let digits, let isNegative):
            if let magnitude = ProtoInteger.value(of: digits.utf8) {
                value.kind = .integer(String(magnitude), isNegative: isNegative && magnitude != 0)
            }
        case .float(let digits, let isNegative): 
            value.kind = .float(Self.plainDecimal(digits, isNegative: isNegative), isNegative: isNegative)
        case .message(let fields):
            let kept = fields.gathered.compactMap { field -> ProtoValue.MessageField? in
                if case .list(let values) = field.value.kind, values.isEmpty { return nil }
                var field = field
                if case .extension(let name) = field.name, let found = names.extension(name, in: scope) {
                    field.name = .extension(found.name)
                }
                field.value = normal(field.value, in: scope)
                if case .list(let values) = field.value.kind, values.count == 1 { field.value = values[0] }
                return field
            }
            value.kind = .message(kept.stablySorted { $0.name.text < $1.name.text })
        case .list(let values): value.kind = .list(values.map { normal($0, in: scope) })
        case .identifier, .negativeIdentifier, .string: break
        }
        return value
    }

    /// Without exponent and needless zeros, every digit kept; as written where that takes hundreds of zeros.
    ///
    /// A point stays where the whole number would be out of an integer's range, or lose the sign of a zero.
    private static func plainDecimal(_ text: String, isNegative: Bool) -> String {
        let parts = text.lowercased().split(separator: "e", maxSplits: 1)
        let mantissa = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let exponent = parts.count > 1 ? Int(parts[1]) : 0, abs(exponent) <= 400 else { return text }
        var digits = mantissa.joined()
        // Where the point stands in `digits`.
        var point = mantissa[0].count + exponent
        if point < 0 {
            digits = String(repeating: "0", count: -point) + digits
            point = 0
        }
        if point > digits.count { digits += String(repeating: "0", count: point - digits.count) }
        let whole = digits.prefix(point).drop { $0 == "0" }
        var fraction = digits.dropFirst(point)
        while fraction.last == "0" { fraction.removeLast() }
        if fraction.isEmpty {
            let magnitude = ProtoInteger.value(of: whole.utf8)
            let isInteger = magnitude.map { isNegative ? (1...1 << 63).contains($0) : true } ?? false
            fraction = isInteger ? "" : "0"
        }
        return (whole.isEmpty ? "0" : String(whole)) + (fraction.isEmpty ? "" : ".\(fraction)")
    }
}
