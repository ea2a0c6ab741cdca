/// The canonical texts of a schema.
package enum ProtobufTextForm: Sendable, Hashable {
    /// As Confluent stores it: reprinted in a fixed layout, names as written, comments gone.
    case stored
    /// As Confluent normalises it: names resolved, members and options sorted.
    case normalized
    /// The stored form without extensions and custom options, Confluent's own aside: what `format=ignore_extensions` asks for.
    case withoutExtensions
}

/// Prints a syntax tree in the layout of Confluent's `ProtobufSchema.canonicalString()` (schema-registry 7.9).
///
/// Members of a kind stand together: reserved, options, fields, oneofs, groups, extensions, extends, messages, enums. Messages
/// keep their order, for message indexes count them. What Confluent's own printer or parser loses is printed all the same: weak
/// imports, editions, options and types of groups, bytes as defaults.
package struct ProtoPrinter {
    /// `default` and `json_name` go behind the other options, or stand where they are.
    private let movesDefaults: Bool
    var output = ProtoText()

    /// The text of `syntax` in its layout; nothing is resolved or sorted.
    package static func print(_ syntax: ProtoSyntax) -> String { print(syntax, movesDefaults: true) }

    static func print(_ syntax: ProtoSyntax, movesDefaults: Bool) -> String {
        var printer = ProtoPrinter(movesDefaults: movesDefaults)
        printer.file(syntax)
        return printer.output.text
    }

    init(movesDefaults: Bool) { self.movesDefaults = movesDefaults }

    // MARK: The file

    private mutating func file(_ file: ProtoSyntax) {
        switch file.version {
        case .syntax(let value): output.line("syntax = \"\(value.text)\";")
        case .edition(let value): output.line("edition = \"\(value.text)\";")
        case nil: break
        }
        if let package = file.package { output.line("package \(package.text);") }
        section(
            file.imports.filter { $0.kind == .plain || $0.kind == .option } + file.imports.filter { $0.kind == .public }
                + file.imports.filter { $0.kind == .weak }
        ) { printer, statement in
            let kind =
                switch statement.kind {
                case .plain: ""
                case .public: "public "
                case .weak: "weak "
                case .option: "option "
                }
            printer.output.line("import \(kind)\(ProtoText.quoted(Array(statement.path.text.utf8)));")
        }
        section(file.options) { $0.optionStatement($1) }
        if !file.messages.isEmpty || !file.enums.isEmpty {
            output.endLine()
            for message in file.messages { self.message(message) }
            for enumeration in file.enums { self.enumeration(enumeration) }
        }
        section(file.extends) { $0.extend($1) }
        section(file.services) { $0.service($1) }
    }

    /// A blank line, and the elements; nothing where there are none.
    private mutating func section<Element>(_ elements: [Element], _ print: (inout ProtoPrinter, Element) -> Void) {
        if elements.isEmpty { return }
        output.endLine()
        for element in elements { print(&self, element) }
    }

    // MARK: Messages

    mutating func message(_ message: ProtoMessage) {
        output.write("message \(message.name.text) {")
        body(message.members)
    }

    /// What follows `{`. The line end of the first kind ends the opening line; those of the others leave a line blank.
    private mutating func body(_ members: [ProtoMessage.Member]) {
        let kinds = ProtoMessage.MembersByKind(members)
        kind(kinds.reserved) { $0.reserved($1, largest: kinds.largestNumber) }
        kind(kinds.options) { $0.optionStatement($1) }
        kind(kinds.fields) { $0.field($1) }
        kind(kinds.oneofs) { $0.oneof($1) }
        kind(kinds.groups) { $0.field($1) }
        kind(kinds.extensions) { $0.extensions($1, largest: kinds.largestNumber) }
        kind(kinds.extends) { $0.extend($1) }
        kind(kinds.messages.map(Nested.message) + kinds.enums.map(Nested.enumeration)) { printer, nested in
            switch nested {
            case .message(let message): printer.message(message)
            case .enumeration(let enumeration): printer.enumeration(enumeration)
            }
        }
        output.line("}")
    }

    private enum Nested {
        case message(ProtoMessage)
        case enumeration(ProtoEnum)
    }

    private mutating func kind<Element>(_ elements: [Element], _ print: (inout ProtoPrinter, Element) -> Void) {
        if elements.isEmpty { return }
        // Inside of a body a blank line is as far in as the body's head, not as its members.
        output.endLine()
        output.indent()
        for element in elements { print(&self, element) }
        output.outdent()
    }

    private mutating func oneof(_ oneof: ProtoMessage.Oneof) {
        output.write("oneof \(oneof.name.text) {")
        kind(oneof.options) { $0.optionStatement($1) }
        kind(oneof.fields.filter { !$0.isGroup }) { $0.field($1) }
        kind(oneof.fields.filter(\.isGroup)) { $0.field($1) }
        output.line("}")
    }

    private mutating func extend(_ extend: ProtoExtend) {
        output.write("extend \(extend.extendee.text) {")
        kind(extend.fields.filter { !$0.isGroup }) { $0.field($1) }
        kind(extend.fields.filter(\.isGroup)) { $0.field($1) }
        output.line("}")
    }

    private mutating func field(_ field: ProtoField) {
        if let label = field.label { output.write("\(label.rawValue) ") }
        switch field.type {
        case .named(let name): output.write(name)
        case .map(let key, let value): output.write("map<\(key.text), \(value.text)>")
        case .group: output.write("group")
        }
        output.write(" \(field.name.text) = \(Self.decimal(field.number.text))")
        optionList(movesDefaults ? field.options.withDefaultsLast : field.options)
        if case .group(let message) = field.type {
            output.write(" {")
            body(message.members)
        } else {
            output.line(";")
        }
    }

    // MARK: Ranges

    private mutating func reserved(_ reserved: ProtoReserved, largest: Int64) {
        switch reserved.content {
        case .ranges(let ranges):
            output.line("reserved \(ranges.map { Self.text(of: $0, largest: largest) }.joined(separator: ", "));")
        case .names(let names, let asIdentifiers):
            let texts = names.map { asIdentifiers ? $0.text : ProtoText.quoted(Array($0.text.utf8)) }
            output.line("reserved \(texts.joined(separator: ", "));")
        }
    }

    private mutating func extensions(_ extensions: ProtoMessage.Extensions, largest: Int64) {
        output.write("extensions \(extensions.ranges.map { Self.text(of: $0, largest: largest) }.joined(separator: ", "))")
        optionList(extensions.options)
        output.line(";")
    }

    /// - Parameter largest: the number that `max` stands for.
    private static func text(of range: ProtoRange, largest: Int64) -> String {
        func text(_ bound: ProtoRange.Bound) -> String {
            guard case .number(let digits) = bound else { return "max" }
            return decimal(digits)
        }
        guard let end = range.end else { return text(range.start) }
        let last = text(end)
        return "\(text(range.start)) to \(last == String(largest) ? "max" : last)"
    }

    static func decimal(_ digits: String) -> String { ProtoInteger.signedValue(of: digits).map(String.init) ?? digits }

    // MARK: Enums and services

    private mutating func enumeration(_ enumeration: ProtoEnum) {
        output.write("enum \(enumeration.name.text) {")
        var reserved: [ProtoReserved] = []
        var options: [ProtoOption] = []
        var values: [ProtoEnum.Value] = []
        for member in enumeration.members {
            switch member {
            case .reserved(let statement): reserved.append(statement)
            case .option(let option): options.append(option)
            case .value(let value): values.append(value)
            }
        }
        // Here, and here alone, the kinds follow each other without a blank line.
        if !enumeration.members.isEmpty { output.endLine() }
        output.indent()
        for statement in reserved { self.reserved(statement, largest: Int64(Int32.max)) }
        for option in options { optionStatement(option) }
        for value in values {
            output.write("\(value.name.text) = \(Self.decimal(value.number.text))")
            optionList(value.options)
            output.line(";")
        }
        output.outdent()
        output.line("}")
    }

    private mutating func service(_ service: ProtoService) {
        output.write("service \(service.name.text) {")
        kind(service.members.compactMap { if case .option(let option) = $0 { option } else { nil } }) { $0.optionStatement($1) }
        kind(service.members.compactMap { if case .method(let method) = $0 { method } else { nil } }) { $0.method($1) }
        output.line("}")
    }

    private mutating func method(_ method: ProtoService.Method) {
        let input = (method.isClientStreaming ? "stream " : "") + method.input.text
        let output = (method.isServerStreaming ? "stream " : "") + method.output.text
        self.output.write("rpc \(method.name.text) (\(input)) returns (\(output))")
        if !method.options.isEmpty {
            self.output.line(" {")
            self.output.indent()
            for option in method.options { optionStatement(option) }
            self.output.outdent()
            self.output.write("}")
        }
        self.output.line(";")
    }
}
