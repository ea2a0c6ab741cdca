internal import Bytes
internal import JSONText
internal import ProtobufSchema

extension JSONReading {
    /// A value without its tag, messages with their length or up to their end tag. False for the name of an enum's value
    /// that is not known and is to be ignored; nothing is written then.
    @discardableResult
    mutating func value(_ field: FieldPlan) throws(ProtobufCodecError) -> Bool {
        let first = cursor.next()
        let start = cursor.position
        switch field.kind {
        case .int32, .int64, .uint32, .uint64:
            let text = try numberText(first)
            guard let word = JSONScalars.integer(text, field.kind) else {
                throw mismatch("\(field.kind) in range", found: "\"\(text.prefix(40))\"", at: start)
            }
            out.scalar(word, field.element)
        case .float, .double:
            let text = try numberText(first)
            guard let word = JSONScalars.floatingPoint(text, field.kind) else {
                throw mismatch("\(field.kind) in range", found: "\"\(text.prefix(40))\"", at: start)
            }
            out.scalar(word, field.element)
        case .bool:
            switch first {
            case UInt8(ascii: "t"):
                try cursor.word("true")
                out.varint(1)
            case UInt8(ascii: "f"):
                try cursor.word("false")
                out.varint(0)
            default: throw mismatch("true or false")
            }
        case .string:
            guard first == UInt8(ascii: "\"") else { throw mismatch("a string") }
            out.delimited(try cursor.string().utf8)
        case .bytes:
            guard first == UInt8(ascii: "\"") else { throw mismatch("bytes in base64") }
            guard let bytes = Base64.decode(try cursor.string(), allowsStrayBits: true) else {
                throw mismatch("base64", found: "other text", at: start)
            }
            out.delimited(bytes)
        case .enumeration: return try enumeration(field, first, start)
        case .message:
            if field.element == .group {
                try message(Int(field.type))
                out.varint(UInt64(field.number) << 3 | 4)
            } else {
                let start = out.begin()
                try message(Int(field.type))
                out.end(start)
            }
        }
        return true
    }

    /// A number's text, with quotes around it or not.
    private mutating func numberText(_ first: UInt8?) throws(ProtobufCodecError) -> String {
        switch first {
        case UInt8(ascii: "\""): return try cursor.string()
        case UInt8(ascii: "-")?, (UInt8(ascii: "0")...UInt8(ascii: "9"))?: return try cursor.number()
        default: throw mismatch("a number")
        }
    }

    private mutating func enumeration(_ field: FieldPlan, _ first: UInt8?, _ start: Int) throws(ProtobufCodecError) -> Bool {
        let facts = program.enums[Int(field.type)]
        if first == UInt8(ascii: "n"), facts.isNullValue {
            try cursor.word("null")
            out.varint(0)
            return true
        }
        if first == UInt8(ascii: "\"") {
            let name = try cursor.string()
            if let number = facts.numbers[name] {
                out.varint(UInt64(bitPattern: Int64(number)))
                return true
            }
            if options.ignoresUnknown { return false }
            throw mismatch("a value of enum \(facts.fullName)", found: "\"\(name.prefix(80))\"", at: start)
        }
        let text = try numberText(first)
        guard let word = JSONScalars.integer(text, .int32) else { throw mismatch("an enum's number", found: text, at: start) }
        out.varint(word)
        return true
    }
}

/// Numbers from their texts.
enum JSONScalars {
    /// The value's slot word; nil if the text is no integer, or out of range. `1e3` and `1.0` are integers.
    static func integer(_ text: String, _ kind: JSONKind) -> UInt64? {
        // Swift's readers take a plus sign, JSON's do not.
        guard let first = text.utf8.first, first == UInt8(ascii: "-") || (0x30...0x39).contains(first), isNumber(text) else {
            return nil
        }
        let number = JSONNumber(unchecked: text)
        switch kind {
        case .uint32: return number.uint64.flatMap { UInt32(exactly: $0) }.map { UInt64($0) }
        case .uint64: return number.uint64
        case .int32: return number.int64.flatMap { Int32(exactly: $0) }.map { UInt64(bitPattern: Int64($0)) }
        default: return number.int64.map { UInt64(bitPattern: $0) }
        }
    }

    static func floatingPoint(_ text: String, _ kind: JSONKind) -> UInt64? {
        let special: Double? = switch text {
        case "NaN": .nan
        case "Infinity": .infinity
        case "-Infinity": -.infinity
        default: nil
        }
        if kind == .float {
            if let special { return UInt64(Float(special).bitPattern) }
            guard isNumber(text), let number = Float(text), number.isFinite else { return nil }
            return UInt64(number.bitPattern)
        }
        if let special { return special.bitPattern }
        guard isNumber(text), let number = Double(text), number.isFinite else { return nil }
        return number.bitPattern
    }

    /// Whether the text is a number by JSON's grammar.
    private static func isNumber(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var cursor = JSONCursor(UnsafeRawBufferPointer(bytes))
            return (try? cursor.number()) != nil && cursor.position == bytes.count
        }
    }
}
