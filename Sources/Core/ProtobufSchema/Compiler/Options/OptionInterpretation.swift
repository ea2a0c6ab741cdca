internal import JSONText

/// Interprets the options of one element: finds the field each one names, checks its value and writes it.
struct OptionInterpretation {
    /// Where names are looked up from.
    let compilation: Compilation
    /// Where `descriptor.proto` is: the same compilation, or the bundled one where the files do without it.
    let pool: Compilation
    let file: Int
    let target: OptionTarget
    /// The full name of what the options are set on.
    let element: String

    /// An option's bytes under the field of the options message it belongs to.
    struct Entry {
        var number: Int32
        /// A field of the options message rather than an extension.
        var isKnown: Bool
        var bytes: [UInt8]
    }

    private var entries: [Entry] = []
    /// Paths of numbers that have a value, those on the way included.
    private var taken: Set<[Int32]> = []

    static func interpret(
        _ options: [ProtoOption], on target: OptionTarget, _ element: String, in file: Int, of compilation: Compilation
    ) throws(ProtobufSchemaError) -> OptionsBytes {
        let pool = compilation.names.anywhere(target.message) == nil ? DescriptorProto.compilation : compilation
        var interpretation = OptionInterpretation(
            compilation: compilation, pool: pool, file: file, target: target, element: element)
        for option in options {
            if compilation.strictness == .registry, interpretation.isUndeclared(option) {
                interpretation.entries.append(Entry(uninterpreted: option))
            } else {
                try interpretation.interpret(option)
            }
        }
        return OptionsBytes(pool.ordered(interpretation.entries, of: target.message))
    }

    private init(compilation: Compilation, pool: Compilation, file: Int, target: OptionTarget, element: String) {
        self.compilation = compilation
        self.pool = pool
        self.file = file
        self.target = target
        self.element = element
    }

    private mutating func interpret(_ option: ProtoOption) throws(ProtobufSchemaError) {
        let path = try fields(of: option)
        guard let leaf = path.last else { return }
        let numbers = path.map(\.descriptor.number)
        guard leaf.isRepeated || !taken.contains(numbers) else {
            throw nameError(option, "the option \(name(of: option)) is set twice")
        }
        for count in 1...numbers.count { taken.insert(Array(numbers.prefix(count))) }

        var writer = WireWriter()
        switch option.value.kind {
        case .message(let fields) where leaf.descriptor.kind == .message || leaf.descriptor.kind == .group:
            let (content, paths) = try literal(fields, as: leaf.messageName, at: option.value.place)
            for inner in paths { taken.insert(numbers + inner) }
            writer.message(content, in: leaf)
        case _ where leaf.descriptor.kind == .message || leaf.descriptor.kind == .group:
            throw valueError(
                option.value, "the option \(name(of: option)) is a message",
                expected: "a literal `{ … }`, or a name that goes on to one of its fields")
        default:
            writer.scalar(try scalar(option.value, for: leaf), in: leaf)
        }
        for field in path.dropLast().reversed() {
            let content = writer.bytes
            writer = WireWriter()
            writer.message(content, in: field)
        }
        entries.append(Entry(number: numbers[0], isKnown: !path[0].isExtension, bytes: writer.bytes))
    }

    private func literal(
        _ fields: [ProtoValue.MessageField], as type: String, at place: TextRange
    ) throws(ProtobufSchemaError) -> (bytes: [UInt8], singularPaths: [[Int32]]) {
        var literal = MessageLiteral(interpretation: self)
        let bytes = try literal.encode(fields, as: type, at: place)
        return (bytes, literal.singularPaths)
    }

    // MARK: - Names

    /// Whether no file in sight has an extension that the option's name needs.
    private func isUndeclared(_ option: ProtoOption) -> Bool {
        option.name.contains { part in
            guard part.isExtension else { return false }
            guard case .found = compilation.names.lookup(part.name, from: element) else { return true }
            return false
        }
    }

    /// The field that each part of an option's name means.
    private func fields(of option: ProtoOption) throws(ProtobufSchemaError) -> [FieldDraft] {
        var path: [FieldDraft] = []
        var message = target.message
        for (index, part) in option.name.enumerated() {
            if index == 0, !part.isExtension, part.name == "uninterpreted_option" {
                throw nameError(option, "the option name uninterpreted_option is kept by Protobuf")
            }
            let field =
                part.isExtension ? try extensionField(part, of: message, option) : pool.field(named: part.name, of: message)
            guard let field else {
                throw nameError(
                    option, "\(target.words) has no option \(name(of: option, through: index))",
                    expected: part.isExtension ? "an import of the file that defines it" : nil)
            }
            try check(field, at: place(of: option))
            path.append(field)
            guard index < option.name.count - 1 else { break }
            guard field.descriptor.kind == .message || field.descriptor.kind == .group else {
                throw nameError(option, "the option \(name(of: option, through: index)) is not a message and has no fields")
            }
            guard !field.isRepeated else {
                throw nameError(
                    option, "the option \(name(of: option, through: index)) is a list of messages",
                    expected: "a literal `{ … }` for each of them")
            }
            message = field.messageName
        }
        return path
    }

    private func extensionField(
        _ part: ProtoOption.Part, of message: String, _ option: ProtoOption
    ) throws(ProtobufSchemaError) -> FieldDraft? {
        let lookup = compilation.names.lookup(part.name, from: element)
        guard case .found(let symbol, _) = lookup else {
            let (problem, expected) = compilation.explain(lookup, of: part.name)
            throw nameError(option, "of the option \(name(of: option)), \(problem)", expected: expected)
        }
        guard let field = compilation.field(symbol, of: message) else {
            throw nameError(option, "(\(part.name)) is no extension of \(message)")
        }
        return field
    }

    /// A field may say on what it can be set, and in which editions.
    func check(_ field: FieldDraft, at place: TextRange) throws(ProtobufSchemaError) {
        guard let options = field.descriptor.options else { return }
        let targets = options.integers(19)
        guard targets.isEmpty || targets.contains(target.number) else {
            throw compilation.error(file, place, "the option \(field.fullName) cannot be set on \(target.words)")
        }
        let edition = compilation.files[file].edition
        guard edition >= .edition2023, let support = options.message(22) else { return }
        if let introduced = support.integer(1), introduced > Int64(edition.rawValue) {
            throw compilation.error(file, place, "the option \(field.fullName) comes with a later edition")
        }
        if let removed = support.integer(4), removed <= Int64(edition.rawValue) {
            throw compilation.error(file, place, "the option \(field.fullName) is gone from this edition")
        }
    }

    private func name(of option: ProtoOption, through last: Int = .max) -> String {
        option.name.prefix(last == .max ? last : last + 1).map { $0.isExtension ? "(\($0.name))" : $0.name }.joined(
            separator: ".")
    }

    // MARK: - Errors

    func nameError(_ option: ProtoOption, _ problem: String, expected: String? = nil) -> ProtobufSchemaError {
        compilation.error(file, place(of: option), problem, expected: expected)
    }

    /// Of its name.
    private func place(of option: ProtoOption) -> TextRange {
        guard let first = option.name.first, let last = option.name.last else { return option.place }
        return TextRange(start: first.place.start, end: last.place.end)
    }

    func valueError(_ value: ProtoValue, _ problem: String, expected: String? = nil) -> ProtobufSchemaError {
        compilation.error(file, value.place, problem, expected: expected)
    }
}

extension Compilation {
    /// A field a message declares itself.
    func field(named name: String, of message: String) -> FieldDraft? {
        guard let symbol = names.anywhere("\(message).\(name)"), symbol.kind == .field else {
            return message == OptionTarget.file.message && name == "php_generic_services" ? .phpGenericServices : nil
        }
        return files[symbol.file].messages[symbol.index].fields[symbol.member]
    }

    /// What a symbol stands for, if that is a field or extension of `message`.
    func field(_ symbol: Symbol, of message: String) -> FieldDraft? {
        switch symbol.kind {
        case .extension:
            let field = files[symbol.file].extensions[symbol.index]
            return field.descriptor.extendee?.dropFirst() == message[...] ? field : nil
        case .field:
            let owner = files[symbol.file].messages[symbol.index]
            return owner.fullName == message ? owner.fields[symbol.member] : nil
        default: return nil
        }
    }
}

extension FieldDraft {
    /// An option that `descriptor.proto` had until 2023: texts still set it, but for editions.
    fileprivate static let phpGenericServices: FieldDraft = {
        var descriptor = FieldDescriptor(name: "php_generic_services", number: 42, label: .optional, kind: .bool)
        var options = WireWriter()
        options.field(22) { $0.field(4, integer: ProtobufEdition.edition2023.rawValue) }
        descriptor.options = OptionsBytes(options.bytes)
        return FieldDraft(descriptor: descriptor, fullName: "google.protobuf.FileOptions.php_generic_services")
    }()
}
