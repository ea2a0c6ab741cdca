extension OptionInterpretation.Entry {
    /// An option as `google.protobuf.UninterpretedOption` keeps it: its name in parts, its value as written.
    init(uninterpreted option: ProtoOption) {
        var content = WireWriter()
        for part in option.name {
            content.field(2) { name in
                name.field(1, bytes: Array(part.name.utf8))
                name.field(2, integer: part.isExtension ? 1 : 0)
            }
        }
        content.uninterpreted(option.value)
        var writer = WireWriter()
        writer.field(999, bytes: content.bytes)
        self.init(number: 999, isKnown: true, bytes: writer.bytes)
    }
}

extension WireWriter {
    fileprivate mutating func uninterpreted(_ value: ProtoValue) {
        switch value.kind {
        case .identifier(let word): field(3, bytes: Array(word.utf8))
        case .integer(let digits, let isNegative):
            guard let magnitude = ProtoInteger.value(of: digits.utf8) else { return double(digits, isNegative) }
            if !isNegative { return field(4, integer: Int64(bitPattern: magnitude)) }
            guard magnitude <= 1 << 63 else { return double(digits, isNegative) }
            field(5, integer: Int64(truncatingIfNeeded: 0 &- magnitude))
        case .float(let digits, let isNegative): double(digits, isNegative)
        case .negativeIdentifier(let word): double(word, true)
        case .string(let bytes): field(7, bytes: bytes)
        case .message, .list:
            // Without its braces.
            field(8, bytes: Array(ProtoPrinter.text(of: value).utf8.dropFirst().dropLast()))
        }
    }

    private mutating func double(_ digits: String, _ isNegative: Bool) {
        let magnitude = NumberText.float(digits)
        tag(6, .fixed64)
        content(.fixed64((isNegative ? -magnitude : magnitude).bitPattern))
    }
}
