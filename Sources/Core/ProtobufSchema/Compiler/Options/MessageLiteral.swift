internal import JSONText

/// A message written out as the value of an option, in Protobuf's text format.
struct MessageLiteral {
    let interpretation: OptionInterpretation
    /// Paths of fields that have a value and are not repeated, for options that go on to set some of them.
    private(set) var singularPaths: [[Int32]] = []

    init(interpretation: OptionInterpretation) { self.interpretation = interpretation }

    private var compilation: Compilation { interpretation.compilation }

    /// One field's values as they come.
    private struct Values {
        var field: FieldDraft
        var scalars: [OptionScalar] = []
        var messages: [[UInt8]] = []
    }

    /// - Parameter type: the message's full name.
    /// - Returns: its fields by number, as the dynamic messages of protoc are written.
    mutating func encode(
        _ fields: [ProtoValue.MessageField], as type: String, at place: TextRange, depth: Int = 1, path: [Int32] = []
    ) throws(ProtobufSchemaError) -> [UInt8] {
        guard depth <= compilation.limits.maxDepth, let message = message(type) else {
            throw error(
                place, "the literal of \(type) is nested too deeply", expected: "\(compilation.limits.maxDepth) levels at most")
        }
        var values: [Int32: Values] = [:]
        var oneofs: [Int32: String] = [:]
        for item in fields {
            if case .any(let prefix, let name) = item.name {
                try any(item, prefix: prefix, name: name, in: message, into: &values, depth: depth)
                continue
            }
            guard let field = try field(item, of: message) else { continue }
            try interpretation.check(field, at: item.place)
            let number = field.descriptor.number
            if !field.isRepeated {
                guard values[number] == nil else { throw error(item.place, "the field \(field.descriptor.name) is set twice") }
                if let oneof = field.descriptor.oneofIndex, let other = oneofs.updateValue(field.descriptor.name, forKey: oneof) {
                    throw error(
                        item.place, "the fields \(other) and \(field.descriptor.name) belong to one oneof and are both set")
                }
            }
            guard item.hasColon || field.descriptor.kind == .message || field.descriptor.kind == .group else {
                throw error(
                    item.place, "the field \(field.descriptor.name) is no message", expected: "\":\" in front of its value")
            }
            var collected = values[number] ?? Values(field: field)
            for value in try elements(of: item.value, in: field) {
                if field.descriptor.kind == .message || field.descriptor.kind == .group {
                    guard case .message(let inner) = value.kind else {
                        throw error(value.place, "the field \(field.descriptor.name) is a message", expected: "a literal `{ … }`")
                    }
                    collected.messages.append(
                        try encode(inner, as: field.messageName, at: value.place, depth: depth + 1, path: path + [number]))
                } else {
                    let scalar = try literalScalar(value, for: field)
                    guard field.isRepeated || !scalar.isZero || hasPresence(field, in: message) else { continue }
                    collected.scalars.append(scalar)
                }
            }
            guard !collected.scalars.isEmpty || !collected.messages.isEmpty else {
                if let oneof = field.descriptor.oneofIndex { oneofs[oneof] = nil }
                continue
            }
            values[number] = collected
            if !field.isRepeated { singularPaths.append(path + [number]) }
        }
        if let missing = message.fields.first(where: { $0.isRequired && values[$0.descriptor.number] == nil }) {
            throw error(place, "the literal of \(type) lacks the required field \(missing.descriptor.name)")
        }
        if message.isMapEntry { fillEntry(&values, of: message) }
        return write(values, of: message)
    }

    /// Keys and values of maps are always written.
    private func fillEntry(_ values: inout [Int32: Values], of entry: MessageDraft) {
        for field in entry.fields where values[field.descriptor.number] == nil {
            values[field.descriptor.number] =
                switch field.descriptor.kind {
                case .message, .group: Values(field: field, messages: [[]])
                case .string, .bytes: Values(field: field, scalars: [.bytes([])])
                case .double: Values(field: field, scalars: [.fixed64(0)])
                case .float: Values(field: field, scalars: [.fixed32(0)])
                case let kind: Values(field: field, scalars: [.integer(0, as: kind)])
                }
        }
    }

    private func write(_ values: [Int32: Values], of message: MessageDraft) -> [UInt8] {
        var writer = WireWriter()
        for (number, values) in values.sorted(by: { $0.key < $1.key }) {
            if message.isMessageSet, values.field.isExtension {
                for content in values.messages { writer.messageSetItem(number, content) }
                continue
            }
            for content in values.messages { writer.message(content, in: values.field) }
            if values.field.isPackable, isPacked(values.field), !values.scalars.isEmpty {
                var run = WireWriter()
                for scalar in values.scalars { run.content(scalar) }
                writer.field(number, bytes: run.bytes)
            } else {
                for scalar in values.scalars { writer.scalar(scalar, in: values.field) }
            }
        }
        return writer.bytes
    }

    // MARK: - Fields

    /// Nil for names that are reserved, which the text format passes over.
    private func field(
        _ item: ProtoValue.MessageField, of message: MessageDraft
    ) throws(ProtobufSchemaError) -> FieldDraft? {
        switch item.name {
        case .field(let name):
            if let field = named(name, of: message) { return field }
            if message.descriptor.reservedNames.contains(name) { return nil }
            throw error(item.place, "the message \(message.fullName) has no field named \(name)")
        case .extension(let name):
            if case .found(let symbol, let fullName) = compilation.names.lookup(name, from: message.fullName) {
                if let field = compilation.field(symbol, of: message.fullName) { return field }
                if symbol.kind == .message, message.isMessageSet, let field = setItem(of: message, typed: fullName) {
                    return field
                }
            }
            throw error(item.place, "\(name) is not defined or no extension of \(message.fullName)")
        case .any: return nil
        }
    }

    private func named(_ name: String, of message: MessageDraft) -> FieldDraft? {
        let owner = owner(of: message.fullName)
        if let field = owner.field(named: name, of: message.fullName), field.descriptor.kind != .group { return field }
        // A group, or what looks like one, goes by the name of its message.
        guard let group = owner.field(named: DerivedNames.lowercased(name), of: message.fullName), group.isDelimited,
            group.messageName == "\(message.fullName).\(name)"
        else { return nil }
        return group
    }

    /// In a MessageSet the name of a message means the extension in it that is of its own type.
    private func setItem(of set: MessageDraft, typed type: String) -> FieldDraft? {
        guard let symbol = compilation.names.anywhere(type) else { return nil }
        let file = compilation.files[symbol.file]
        return file.messages[symbol.index].extensions.lazy.map { file.extensions[$0] }.first {
            $0.descriptor.extendee == ".\(set.fullName)" && $0.descriptor.typeName == ".\(type)" && !$0.isRepeated
        }
    }

    private func elements(of value: ProtoValue, in field: FieldDraft) throws(ProtobufSchemaError) -> [ProtoValue] {
        guard case .list(let elements) = value.kind else { return [value] }
        guard field.isRepeated else {
            throw error(value.place, "the field \(field.descriptor.name) is no list", expected: "one value")
        }
        return elements
    }

    /// `[type.googleapis.com/full.name] { … }`
    private mutating func any(
        _ item: ProtoValue.MessageField, prefix: String, name: String, in message: MessageDraft,
        into values: inout [Int32: Values],
        depth: Int
    ) throws(ProtobufSchemaError) {
        guard message.fullName == "google.protobuf.Any", message.fields.count == 2 else {
            throw error(item.place, "the message \(message.fullName) is no google.protobuf.Any", expected: "a field's name")
        }
        guard prefix == "type.googleapis.com" || prefix == "type.googleprod.com",
            let symbol = compilation.names.inSight(name), symbol.kind == .message
        else {
            throw error(item.place, "the type \(prefix)/\(name) is not known", expected: "type.googleapis.com/ and a message")
        }
        guard case .message(let fields) = item.value.kind else {
            throw error(item.value.place, "the value of \(name) is no message", expected: "a literal `{ … }`")
        }
        guard values.isEmpty else { throw error(item.place, "the google.protobuf.Any has two values") }
        let content = try encode(fields, as: name, at: item.value.place, depth: depth + 1, path: [-1])
        values[1] = Values(field: message.fields[0], scalars: [.bytes(Array("\(prefix)/\(name)".utf8))])
        if !content.isEmpty { values[2] = Values(field: message.fields[1], scalars: [.bytes(content)]) }
    }

    // MARK: - What fields are

    /// The compilation that knows a message.
    private func owner(of type: String) -> Compilation {
        compilation.names.anywhere(type) == nil ? interpretation.pool : compilation
    }

    private func message(_ type: String) -> MessageDraft? { owner(of: type).message(".\(type)") }

    private func hasPresence(_ field: FieldDraft, in message: MessageDraft) -> Bool {
        if field.isExtension || field.descriptor.oneofIndex != nil { return true }
        return !field.features.isImplicit
    }

    private func isPacked(_ field: FieldDraft) -> Bool {
        field.descriptor.options?.flag(2) ?? field.features.isPacked
    }

    func error(_ place: TextRange, _ problem: String, expected: String? = nil) -> ProtobufSchemaError {
        compilation.error(interpretation.file, place, problem, expected: expected)
    }
}

extension FieldDraft {
    /// The full name of its type, without a leading dot.
    var messageName: String { String((descriptor.typeName ?? "").dropFirst()) }

    var isRequired: Bool { descriptor.label == .required || features.isRequired }
}

extension WireWriter {
    /// An entry of a MessageSet: a group 1 of a type id and a message.
    mutating func messageSetItem(_ id: Int32, _ content: [UInt8]) {
        tag(1, .startGroup)
        field(2, integer: id)
        field(3, bytes: content)
        tag(1, .endGroup)
    }
}
