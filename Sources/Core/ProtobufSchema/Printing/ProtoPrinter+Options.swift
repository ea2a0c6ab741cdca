extension ProtoPrinter {
    mutating func optionStatement(_ option: ProtoOption) {
        output.write("option ")
        self.option(option)
        output.line(";")
    }

    /// ` [a = b]`, or several on a line each.
    mutating func optionList(_ options: [ProtoOption]) {
        guard let only = options.first else { return }
        if options.count == 1 {
            output.write(" [")
            option(only)
        } else {
            output.line(" [")
            output.indent()
            for (index, option) in options.enumerated() {
                self.option(option)
                output.line(index < options.count - 1 ? "," : "")
            }
            output.outdent()
        }
        output.write("]")
    }

    /// An option's value by itself.
    static func text(of value: ProtoValue) -> String {
        var printer = ProtoPrinter(movesDefaults: false)
        printer.value(value)
        return printer.output.text
    }

    private mutating func option(_ option: ProtoOption) {
        output.write("\(option.name.map(\.text).joined(separator: ".")) = ")
        value(option.value)
    }

    private mutating func value(_ value: ProtoValue) {
        switch value.kind {
        case .identifier(let word): output.write(word)
        case .negativeIdentifier(let word): output.write("-\(word)")
        case .integer(let digits, let isNegative), .float(let digits, let isNegative):
            output.write(isNegative ? "-\(digits)" : digits)
        case .string(let bytes): output.write(ProtoText.quoted(bytes))
        case .message(let fields):
            let fields = fields.gathered
            block("{", fields, "}") { printer, field in
                printer.output.write("\(field.name.text): ")
                printer.value(field.value)
            }
        case .list(let values): block("[", values, "]") { $0.value($1) }
        }
    }

    private mutating func block<Element>(
        _ open: String, _ elements: [Element], _ close: String, _ print: (inout ProtoPrinter, Element) -> Void
    ) {
        output.line(open)
        output.indent()
        for (index, element) in elements.enumerated() {
            print(&self, element)
            output.line(index < elements.count - 1 ? "," : "")
        }
        output.outdent()
        output.write(close)
    }
}

extension ProtoOption.Part {
    var text: String { isExtension ? "(\(name))" : name }
}

extension ProtoValue.MessageField.Name {
    var text: String {
        switch self {
        case .field(let name): name
        case .extension(let name): "[\(name)]"
        case .any(let prefix, let name): "[\(prefix)/\(name)]"
        }
    }
}

extension [ProtoValue.MessageField] {
    /// Values of the same name as one list, where the first of them stands.
    var gathered: [ProtoValue.MessageField] {
        var places: [String: Int] = [:]
        var gathered: [ProtoValue.MessageField] = []
        for field in self {
            if let place = places[field.name.text] {
                gathered[place].value = gathered[place].value.joined(with: field.value)
            } else {
                places[field.name.text] = gathered.count
                gathered.append(field)
            }
        }
        return gathered
    }
}

extension ProtoValue {
    var elements: [ProtoValue] {
        if case .list(let values) = kind { values } else { [self] }
    }

    func joined(with other: ProtoValue) -> ProtoValue { ProtoValue(.list(elements + other.elements), at: place) }
}

extension [ProtoOption] {
    /// `default` and then `json_name` behind the others.
    var withDefaultsLast: [ProtoOption] {
        filter { !$0.isPlain("default") && !$0.isPlain("json_name") } + filter { $0.isPlain("default") }
            + filter { $0.isPlain("json_name") }
    }
}
