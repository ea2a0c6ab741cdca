extension ProtobufField.Default {
    /// Reads a descriptor's `default_value`; nil if it does not fit the kind.
    ///
    /// - Parameter names: the values of an enum field's type.
    init?(_ text: String, of kind: ProtobufField.Kind, _ names: EnumDescriptor?) {
        let value: Self? = switch kind {
        case .int32, .sint32, .sfixed32: Int32(text).map { .signed(Int64($0)) }
        case .int64, .sint64, .sfixed64: Int64(text).map { .signed($0) }
        case .uint32, .fixed32: UInt32(text).map { .unsigned(UInt64($0)) }
        case .uint64, .fixed64: UInt64(text).map { .unsigned($0) }
        case .float: Float(text).map { .float($0) }
        case .double: Double(text).map { .double($0) }
        case .bool: text == "true" ? .bool(true) : text == "false" ? .bool(false) : nil
        case .string: .string(text)
        case .bytes: Self.unescaped(text).map { .bytes($0) }
        case .enumeration: names?.values.first { $0.name == text }.map { .enumeration($0.number) }
        case .message: nil
        }
        guard let value else { return nil }
        self = value
    }

    /// Bytes written in C's manner: `\n`, `\\`, up to three octal or two hexadecimal digits.
    private static func unescaped(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else { bytes.append(byte); continue }
            guard let escape = rest.popFirst() else { return nil }
            switch escape {
            case UInt8(ascii: "a"): bytes.append(7)
            case UInt8(ascii: "b"): bytes.append(8)
            case UInt8(ascii: "t"): bytes.append(9)
            case UInt8(ascii: "n"): bytes.append(10)
            case UInt8(ascii: "v"): bytes.append(11)
            case UInt8(ascii: "f"): bytes.append(12)
            case UInt8(ascii: "r"): bytes.append(13)
            case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "?"): bytes.append(escape)
            case UInt8(ascii: "0")...UInt8(ascii: "7"):
                let digits = [escape] + rest.prefix(2).prefix { (0x30...0x37).contains($0) }
                rest = rest.dropFirst(digits.count - 1)
                guard let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8) else { return nil }
                bytes.append(value)
            case UInt8(ascii: "x"), UInt8(ascii: "X"):
                let digits = rest.prefix(2).prefix { Character(Unicode.Scalar($0)).isHexDigit }
                rest = rest.dropFirst(digits.count)
                guard let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) else { return nil }
                bytes.append(value)
            default: return nil
            }
        }
        return bytes
    }
}

extension ProtobufField.Kind {
    package var isMessage: Bool { if case .message = self { true } else { false } }

    /// Everything but strings, bytes and messages.
    package var isPackable: Bool {
        switch self {
        case .string, .bytes, .message: false
        default: true
        }
    }

    var isMapKey: Bool {
        switch self {
        case .double, .float, .bytes, .enumeration, .message: false
        default: true
        }
    }
}
