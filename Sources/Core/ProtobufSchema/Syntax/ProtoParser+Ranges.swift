internal import JSONText

extension ProtoParser {
    enum RangeContext { case message, enumeration }

    mutating func extensions() throws(ProtobufSchemaError) -> ProtoMessage.Extensions {
        let start = token.startPosition
        try advance()
        let ranges = try ranges(in: .message)
        let options = isAt("[") ? try optionList() : []
        try take(";")
        return ProtoMessage.Extensions(ranges: ranges, options: options, place: place(from: start))
    }

    mutating func reserved(in context: RangeContext) throws(ProtobufSchemaError) -> ProtoReserved {
        let start = token.startPosition
        try advance()
        let content: ProtoReserved.Content
        switch token.kind {
        case .string:
            if dialect == .editions { throw unexpected("reserved names without quotes in editions") }
            var names = [try stringWord(expected: "a name in quotes")]
            while try skip(",") { names.append(try stringWord(expected: "a name in quotes")) }
            content = .names(names, asIdentifiers: false)
        case .identifier:
            guard dialect == .editions else { throw unexpected("numbers, or names in quotes") }
            var names = [try identifier("a name")]
            while try skip(",") { names.append(try identifier("a name")) }
            content = .names(names, asIdentifiers: true)
        default: content = .ranges(try ranges(in: context))
        }
        try take(";")
        return ProtoReserved(content: content, place: place(from: start))
    }

    private mutating func ranges(in context: RangeContext) throws(ProtobufSchemaError) -> [ProtoRange] {
        var ranges: [ProtoRange] = []
        repeat {
            let start = token.startPosition
            let first = try bound(in: context)
            var last: ProtoRange.Bound?
            if try skip("to") { last = try skip("max") ? .max : try bound(in: context) }
            ranges.append(ProtoRange(start: first, end: last, place: place(from: start)))
        } while try skip(",")
        return ranges
    }

    private mutating func bound(in context: RangeContext) throws(ProtobufSchemaError) -> ProtoRange.Bound {
        switch context {
        // The end is kept exclusive in descriptors, so the greatest number has no room behind it.
        case .message: .number(try integerWord(upTo: UInt64(Int32.max) - 1, expected: "a field number").text)
        case .enumeration: .number(try signedWord("a number").text)
        }
    }

    // MARK: Integers

    /// An integer as written, checked to be at most `most`.
    mutating func integerWord(upTo most: UInt64, expected: @autoclosure () -> String) throws(ProtobufSchemaError)
        -> ProtoSyntax.Word
    {
        guard token.kind == .integer else { throw unexpected(expected()) }
        let value = integerValue
        guard let value, value <= most else {
            throw error(at: token.place, "\(found) is out of range", expected: "\(most) at most")
        }
        let word = ProtoSyntax.Word(tokenText, at: token.place)
        try advance()
        return word
    }

    /// An integer of 32 bits with its sign.
    mutating func signedWord(_ expected: @autoclosure () -> String) throws(ProtobufSchemaError) -> ProtoSyntax.Word {
        let start = token.startPosition
        let isNegative = try skip("-")
        var word = try integerWord(upTo: UInt64(Int32.max) + (isNegative ? 1 : 0), expected: expected())
        if isNegative { word.text = "-\(word.text)" }
        word.place = place(from: start)
        return word
    }

    /// Of the integer token; nil where it does not fit.
    var integerValue: UInt64? {
        let digits = lexer.bytes[token.start..<token.end]
        return ProtoInteger.value(of: digits)
    }
}

/// The integers of `.proto` texts: decimal, octal behind `0`, hex behind `0x`.
package enum ProtoInteger {
    /// The value of digits without a sign, as a lexer let them pass; nil where it does not fit.
    package static func value(of digits: some Collection<UInt8>) -> UInt64? {
        var digits = digits[...]
        var base: UInt64 = 10
        if digits.first == UInt8(ascii: "0") {
            digits = digits.dropFirst()
            base = 8
            if let second = digits.first, second | 0x20 == UInt8(ascii: "x") {
                digits = digits.dropFirst()
                base = 16
            }
        }
        var value: UInt64 = 0
        for digit in digits {
            guard digit.isProtoHexDigit, UInt64(digit.protoDigitValue) < base else { return nil }
            let (high, overflow) = value.multipliedReportingOverflow(by: base)
            let (sum, carry) = high.addingReportingOverflow(UInt64(digit.protoDigitValue))
            if overflow || carry { return nil }
            value = sum
        }
        return value
    }

    /// The value of digits as `ProtoSyntax` keeps them, with or without a sign; nil where it does not fit.
    package static func signedValue(of digits: String) -> Int64? {
        guard digits.utf8.first == UInt8(ascii: "-") else { return value(of: digits.utf8).flatMap { Int64(exactly: $0) } }
        guard let magnitude = value(of: digits.utf8.dropFirst()), magnitude <= 1 << 63 else { return nil }
        return Int64(truncatingIfNeeded: 0 &- magnitude)
    }
}
