internal import JSONText

/// Reads `.proto` texts by recursive descent: proto2, proto3 and edition 2023.
///
/// Accepts and refuses what the parser of protoc 3.21 does, and for edition 2023 that of its successors; what takes resolved names
/// to judge is left to the linker. Stops at the first error. Recursion is bounded by `ProtobufLimits.maxDepth`.
package struct ProtoParser {
    var lexer: ProtoLexer
    var token: ProtoLexer.Token
    /// Where the token before `token` ends.
    var previousEnd: TextPosition
    let limits: ProtobufLimits
    var depth = 0
    var dialect = Dialect.proto2

    enum Dialect { case proto2, proto3, editions }

    package static func parse(
        _ text: String, named file: String, limits: ProtobufLimits
    ) throws(ProtobufSchemaError) -> ProtoSyntax {
        var text = text
        guard text.utf8.count <= limits.maxBytes else {
            throw ProtobufSchemaError(
                .limit, file: file, at: nil, "the text has \(text.utf8.count) bytes", expected: "\(limits.maxBytes) at most")
        }
        let result = text.withUTF8 { bytes -> Result<ProtoSyntax, ProtobufSchemaError> in
            do throws(ProtobufSchemaError) {
                var parser = try ProtoParser(ProtoLexer(bytes, file: file), limits: limits)
                return .success(try parser.file())
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private init(_ lexer: ProtoLexer, limits: ProtobufLimits) throws(ProtobufSchemaError) {
        self.lexer = lexer
        self.limits = limits
        token = try self.lexer.next()
        previousEnd = token.startPosition
    }

    // MARK: The file

    private mutating func file() throws(ProtobufSchemaError) -> ProtoSyntax {
        var syntax = ProtoSyntax()
        if isAt("syntax") || isAt("edition") { syntax.version = try version() }
        while token.kind != .end {
            if try skip(";") { continue }
            try statement(into: &syntax)
        }
        return syntax
    }

    private mutating func version() throws(ProtobufSchemaError) -> ProtoSyntax.Version {
        let isEdition = isAt("edition")
        try advance()
        try take("=")
        let value = try stringWord(expected: isEdition ? "an edition such as \"2023\"" : "\"proto2\" or \"proto3\"")
        try take(";")
        switch (isEdition, value.text) {
        case (true, "2023"): dialect = .editions
        case (true, _):
            throw error(at: value.place, "edition \"\(value.text)\" is not supported", expected: "\"2023\"")
        case (false, "proto2"): dialect = .proto2
        case (false, "proto3"): dialect = .proto3
        default: throw error(at: value.place, "syntax \"\(value.text)\" is not known", expected: "\"proto2\" or \"proto3\"")
        }
        return isEdition ? .edition(value) : .syntax(value)
    }

    private mutating func statement(into syntax: inout ProtoSyntax) throws(ProtobufSchemaError) {
        if isAt("message") {
            syntax.messages.append(try message())
        } else if isAt("enum") {
            syntax.enums.append(try enumeration())
        } else if isAt("service") {
            syntax.services.append(try service())
        } else if isAt("extend") {
            syntax.extends.append(try extend())
        } else if isAt("import") {
            syntax.imports.append(try importStatement())
        } else if isAt("option") {
            syntax.options.append(try optionStatement())
        } else if isAt("package") {
            let start = token.place
            try advance()
            let name = try dottedName(mayBeAbsolute: false, expected: "the package's name")
            try take(";")
            guard syntax.package == nil else { throw error(at: start, "a second package statement", expected: "one at most") }
            syntax.package = name
        } else if isAt("syntax") || isAt("edition") {
            throw error(at: token.place, "\(found) behind other statements", expected: "it in front of everything else")
        } else {
            throw unexpected("a statement such as \"message\" or \"import\"")
        }
    }

    private mutating func importStatement() throws(ProtobufSchemaError) -> ProtoSyntax.Import {
        let start = token.startPosition
        try advance()
        var kind = ProtoSyntax.Import.Kind.plain
        if try skip("public") {
            kind = .public
        } else if try skip("weak") {
            kind = .weak
        } else if isAt("option") {
            throw error(
                at: token.place, "\"import option\" came with edition 2024, which is not supported", expected: "a plain import")
        }
        let path = try stringWord(expected: "the path of the file to import, in quotes")
        try take(";")
        return ProtoSyntax.Import(path: path, kind: kind, place: place(from: start))
    }

    // MARK: Tokens

    mutating func advance() throws(ProtobufSchemaError) {
        previousEnd = token.endPosition
        token = try lexer.next()
    }

    func place(from start: TextPosition) -> TextRange { TextRange(start: start, end: previousEnd) }

    /// Whether the token reads `text`, which is a word or a symbol.
    @inline(__always)
    func isAt(_ text: StaticString) -> Bool {
        guard token.end - token.start == text.utf8CodeUnitCount else { return false }
        for index in 0..<text.utf8CodeUnitCount where lexer.bytes[token.start + index] != text.utf8Start[index] { return false }
        return true
    }

    @inline(__always)
    mutating func skip(_ text: StaticString) throws(ProtobufSchemaError) -> Bool {
        guard isAt(text) else { return false }
        try advance()
        return true
    }

    @inline(__always)
    mutating func take(_ text: StaticString) throws(ProtobufSchemaError) {
        guard isAt(text) else { throw unexpected("\"\(text)\"") }
        try advance()
    }

    /// The text of the bytes, which are ASCII or whole scalars of the text.
    func text(from start: Int, to end: Int) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: lexer.bytes[start..<end]), as: UTF8.self)
    }

    var tokenText: String { text(from: token.start, to: token.end) }

    mutating func identifier(_ expected: @autoclosure () -> String) throws(ProtobufSchemaError) -> ProtoSyntax.Word {
        guard token.kind == .identifier else { throw unexpected(expected()) }
        let word = ProtoSyntax.Word(tokenText, at: token.place)
        try advance()
        return word
    }

    /// `a.b.c` or `.a.b.c`; blanks and comments between the parts fall away.
    mutating func dottedName(
        mayBeAbsolute: Bool, expected: @autoclosure () -> String
    ) throws(ProtobufSchemaError) -> ProtoSyntax.Word {
        let start = token.startPosition
        var name = ""
        var end = token.start
        if mayBeAbsolute, try skip(".") { name = "." }
        guard token.kind == .identifier else { throw unexpected(expected()) }
        // While nothing stands between the parts the name is a stretch of the text, cut out once.
        var isStretch = name.isEmpty || token.start == start.byteOffset + 1
        if !isStretch { name += tokenText }
        end = token.end
        try advance()
        while isAt(".") {
            let dot = token
            try advance()
            guard token.kind == .identifier else { throw unexpected("a name behind the dot") }
            if isStretch, dot.start != end || token.start != dot.end {
                name = text(from: start.byteOffset, to: end)
                isStretch = false
            }
            if !isStretch { name += ".\(tokenText)" }
            end = token.end
            try advance()
        }
        return ProtoSyntax.Word(isStretch ? text(from: start.byteOffset, to: end) : name, at: place(from: start))
    }

    /// One or more literals side by side, as one.
    mutating func string(_ expected: @autoclosure () -> String) throws(ProtobufSchemaError) -> [UInt8] {
        guard token.kind == .string else { throw unexpected(expected()) }
        var bytes: [UInt8] = []
        while token.kind == .string {
            ProtoStringLiteral.append(UnsafeBufferPointer(rebasing: lexer.bytes[token.start..<token.end]), to: &bytes)
            try advance()
        }
        return bytes
    }

    mutating func stringWord(expected: @autoclosure () -> String) throws(ProtobufSchemaError) -> ProtoSyntax.Word {
        let start = token.startPosition
        let bytes = try string(expected())
        return ProtoSyntax.Word(String(decoding: bytes, as: UTF8.self), at: place(from: start))
    }

    mutating func descend() throws(ProtobufSchemaError) {
        depth += 1
        guard depth <= limits.maxDepth else {
            throw ProtobufSchemaError(
                .limit, file: lexer.file, at: token.place,
                "declarations or values stand more than \(limits.maxDepth) levels deep",
                expected: "\(limits.maxDepth) levels at most")
        }
    }

    // MARK: Errors

    /// The token for a message, cut where it is long.
    var found: String {
        guard token.kind != .end else { return "the end of the file" }
        var text = tokenText
        if text.unicodeScalars.count > 40 { text = String(String.UnicodeScalarView(text.unicodeScalars.prefix(40))) + "…" }
        return token.kind == .string ? "the string \(text)" : "\"\(text)\""
    }

    @inline(never)
    func unexpected(_ expected: String) -> ProtobufSchemaError { error(at: token.place, "found \(found)", expected: expected) }

    @inline(never)
    func error(at place: TextRange, _ problem: String, expected: String? = nil) -> ProtobufSchemaError {
        ProtobufSchemaError(.syntax, file: lexer.file, at: place, problem, expected: expected)
    }
}
