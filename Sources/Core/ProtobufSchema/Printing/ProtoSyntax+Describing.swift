internal import JSONText

extension ProtoSyntax {
    /// The tree of a file that came as a descriptor: type names are absolute, map entries are map fields again, and groups
    /// groups. Options are told by the definitions in `schema`; those it does not define are left out. All places are the text's
    /// start.
    package init(describing file: FileDescriptor, in schema: ProtobufSchema) {
        self = FileDescribing(file, in: schema).syntax
    }
}

struct FileDescribing {
    let file: FileDescriptor
    let schema: ProtobufSchema
    let options: OptionDescribing

    init(_ file: FileDescriptor, in schema: ProtobufSchema) {
        self.file = file
        self.schema = schema
        options = OptionDescribing(in: schema)
    }

    private var isProto3: Bool { file.syntax == "proto3" }
    private var isEdition: Bool { file.syntax == "editions" }

    var syntax: ProtoSyntax {
        var syntax = ProtoSyntax()
        switch file.syntax {
        case "editions": syntax.version = .edition(word(file.edition.map { String($0.rawValue - 1000 + 2023) } ?? "2023"))
        case let version?: syntax.version = .syntax(word(version))
        case nil: break
        }
        if let package = file.package, !package.isEmpty { syntax.package = word(package) }
        syntax.imports = file.dependencies.enumerated().map { index, path in
            let kind: ProtoSyntax.Import.Kind =
                file.publicDependencies.contains(Int32(index))
                ? .public : file.weakDependencies.contains(Int32(index)) ? .weak : .plain
            return ProtoSyntax.Import(path: word(path), kind: kind, place: .nowhere)
        }
        syntax.options = options.options(file.options, of: "FileOptions")
        let scope = file.package ?? ""
        let groups = groupBodies(of: file.extensions, in: scope)
        syntax.messages = file.messages.filter { !groups.contains($0.name) }.map { message($0, in: scope) }
        syntax.enums = file.enums.map(enumeration)
        syntax.extends = extends(file.extensions, among: file.messages, in: scope)
        syntax.services = file.services.map(service)
        return syntax
    }

    // MARK: Messages

    private func message(_ message: MessageDescriptor, in outer: String) -> ProtoMessage {
        let scope = ProtoNormalizer.join(outer, message.name)
        return ProtoMessage(name: word(message.name), members: members(of: message, in: scope), place: .nowhere)
    }

    private func members(of message: MessageDescriptor, in scope: String) -> [ProtoMessage.Member] {
        let groups = groupBodies(of: message.fields + message.extensions, in: scope)
        var members = message.reservedRanges.map { range in
            ProtoMessage.Member.reserved(ProtoReserved(content: .ranges([Self.range(range.start, range.end)]), place: .nowhere))
        }
        members += message.reservedNames.map { .reserved(reserved(name: $0)) }
        members += options.options(message.options, of: "MessageOptions").map { .option($0) }
        var oneofs = message.oneofs.map {
            ProtoMessage.Oneof(
                name: word($0.name), fields: [], options: options.options($0.options, of: "OneofOptions"), place: .nowhere)
        }
        for field in message.fields {
            let described = self.field(field, among: message.messages, in: scope)
            if let index = field.oneofIndex, !field.isProto3Optional, oneofs.indices.contains(Int(index)) {
                oneofs[Int(index)].fields.append(described)
            } else {
                members.append(.field(described))
            }
        }
        members += oneofs.filter { !$0.fields.isEmpty }.map { .oneof($0) }
        members += message.extensionRanges.map { range in
            .extensions(
                ProtoMessage.Extensions(
                    ranges: [Self.range(range.start, range.end)],
                    options: options.options(range.options, of: "ExtensionRangeOptions"),
                    place: .nowhere))
        }
        members += extends(message.extensions, among: message.messages, in: scope).map { .extend($0) }
        for nested in message.messages
        where !groups.contains(nested.name) && !isMapEntry(ProtoNormalizer.join(scope, nested.name)) {
            members.append(.message(self.message(nested, in: scope)))
        }
        return members + message.enums.map { .enumeration(enumeration($0)) }
    }

    /// - Parameter end: exclusive.
    private static func range(_ start: Int32, _ end: Int32) -> ProtoRange {
        let last = Int64(end) - 1
        return ProtoRange(start: .number(String(start)), end: last == Int64(start) ? nil : .number(String(last)), place: .nowhere)
    }

    private func reserved(name: String) -> ProtoReserved {
        ProtoReserved(content: .names([word(name)], asIdentifiers: isEdition), place: .nowhere)
    }

    // MARK: Fields

    private func field(_ field: FieldDescriptor, among siblings: [MessageDescriptor], in scope: String) -> ProtoField {
        var type = ProtoField.TypeName.named(field.typeName ?? field.kind.keyword)
        var name = field.name
        var label: ProtoField.Label? = field.label == .repeated ? .repeated : field.label == .required ? .required : .optional
        if isEdition || isProto3, label != .repeated { label = field.isProto3Optional ? .optional : nil }
        if field.oneofIndex != nil, !field.isProto3Optional { label = nil }
        if let body = groupBody(of: field, in: scope), let message = siblings.first(where: { $0.name == body }) {
            type = .group(self.message(message, in: scope))
            name = body
        } else if let id = field.typeName.flatMap({ schema.message(named: String($0.dropFirst())) }),
            let entry = mapEntry(schema[id])
        {
            type = entry
            label = nil
        }
        var options = self.options.options(field.options, of: "FieldOptions")
        if let text = field.defaultValue, !isProto3, let value = Self.value(ofDefault: text, kind: field.kind) {
            options.append(plainOption("default", value))
        }
        // Extensions may not bear one.
        if let name = field.jsonName, field.extendee == nil {
            options.append(plainOption("json_name", .string(Array(name.utf8))))
        }
        return ProtoField(
            label: label, labelPlace: nil, type: type, typePlace: .nowhere, name: word(name), number: word(String(field.number)),
            options: options, place: .nowhere)
    }

    private func plainOption(_ name: String, _ kind: ProtoValue.Kind) -> ProtoOption {
        ProtoOption(
            name: [ProtoOption.Part(name: name, isExtension: false, place: .nowhere)], value: ProtoValue(kind, at: .nowhere),
            place: .nowhere)
    }

    /// Nil where the text cannot be one, for it would end the option early.
    private static func value(ofDefault text: String, kind: FieldDescriptor.Kind) -> ProtoValue.Kind? {
        switch kind {
        case .string: return .string(Array(text.utf8))
        case .bytes:
            // Escaped as in a literal, so that the parser undoes it.
            let literal = try? ProtoParser.parse("option o = \"\(text)\";", named: "", limits: .standard).options.first?.value
                .kind
            return literal ?? .string(Array(text.utf8))
        default:
            let digits = text.utf8.first == UInt8(ascii: "-") ? String(text.dropFirst()) : text
            let isWordOrNumber = digits.utf8.allSatisfy {
                $0.isProtoAlphanumeric || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-")
            }
            guard isWordOrNumber, let first = digits.utf8.first else { return nil }
            let isNegative = digits.utf8.count < text.utf8.count
            if first.isProtoLetter { return isNegative ? .negativeIdentifier(digits) : .identifier(digits) }
            return digits.utf8.allSatisfy(\.isProtoDigit)
                ? .integer(digits, isNegative: isNegative) : .float(digits, isNegative: isNegative)
        }
    }

    /// Gathered by what they extend, in the order these first appear.
    private func extends(_ fields: [FieldDescriptor], among siblings: [MessageDescriptor], in scope: String) -> [ProtoExtend] {
        var extends: [ProtoExtend] = []
        for field in fields {
            let described = self.field(field, among: siblings, in: scope)
            let extendee = field.extendee ?? ""
            if let index = extends.firstIndex(where: { $0.extendee.text == extendee }) {
                extends[index].fields.append(described)
            } else {
                extends.append(ProtoExtend(extendee: word(extendee), fields: [described], place: .nowhere))
            }
        }
        return extends
    }

    // MARK: Maps and groups

    private func isMapEntry(_ name: String) -> Bool { schema.message(named: name).map { schema[$0].isMapEntry } ?? false }

    private func mapEntry(_ message: ProtobufMessage) -> ProtoField.TypeName? {
        guard message.isMapEntry, message.descriptor.fields.count == 2 else { return nil }
        let types = message.descriptor.fields.map { word($0.typeName ?? $0.kind.keyword) }
        return .map(key: types[0], value: types[1])
    }

    /// Names of the messages that are bodies of groups among `fields`.
    private func groupBodies(of fields: [FieldDescriptor], in scope: String) -> Set<String> {
        Set(fields.compactMap { groupBody(of: $0, in: scope) })
    }

    private func groupBody(of field: FieldDescriptor, in scope: String) -> String? {
        guard field.kind == .group, !isEdition, let type = field.typeName, let dot = type.lastIndex(of: ".") else { return nil }
        let name = String(type[type.index(after: dot)...])
        return type == ".\(ProtoNormalizer.join(scope, name))" && name.lowercased() == field.name ? name : nil
    }

    // MARK: Enums and services

    private func enumeration(_ enumeration: EnumDescriptor) -> ProtoEnum {
        var members = enumeration.reservedRanges.map { range in
            ProtoEnum.Member.reserved(
                ProtoReserved(
                    content: .ranges([
                        ProtoRange(
                            start: .number(String(range.start)), end: range.start == range.end ? nil : .number(String(range.end)),
                            place: .nowhere)
                    ]), place: .nowhere))
        }
        members += enumeration.reservedNames.map { .reserved(reserved(name: $0)) }
        members += options.options(enumeration.options, of: "EnumOptions").map { .option($0) }
        members += enumeration.values.map { value in
            .value(
                ProtoEnum.Value(
                    name: word(value.name), number: word(String(value.number)),
                    options: options.options(value.options, of: "EnumValueOptions"), place: .nowhere))
        }
        return ProtoEnum(name: word(enumeration.name), members: members, place: .nowhere)
    }

    private func service(_ service: ServiceDescriptor) -> ProtoService {
        var members = options.options(service.options, of: "ServiceOptions").map { ProtoService.Member.option($0) }
        members += service.methods.map { method in
            let options = options.options(method.options, of: "MethodOptions")
            return .method(
                ProtoService.Method(
                    name: word(method.name), input: word(method.inputType), output: word(method.outputType),
                    isClientStreaming: method.isClientStreaming ?? false, isServerStreaming: method.isServerStreaming ?? false,
                    options: options, hasBody: !options.isEmpty, place: .nowhere))
        }
        return ProtoService(name: word(service.name), members: members, place: .nowhere)
    }

    private func word(_ text: String) -> ProtoSyntax.Word { ProtoSyntax.Word(text, at: .nowhere) }
}

extension TextRange {
    /// For trees that came from no text.
    static var nowhere: TextRange {
        let start = TextPosition(byteOffset: 0, line: 1, column: 1)
        return TextRange(start: start, end: start)
    }
}

extension FieldDescriptor.Kind {
    /// As a field's type is spelt.
    var keyword: String {
        switch self {
        case .double: "double"
        case .float: "float"
        case .int64: "int64"
        case .uint64: "uint64"
        case .int32: "int32"
        case .fixed64: "fixed64"
        case .fixed32: "fixed32"
        case .bool: "bool"
        case .string: "string"
        case .group: "group"
        case .message: "message"
        case .bytes: "bytes"
        case .uint32: "uint32"
        case .enumeration: "enum"
        case .sfixed32: "sfixed32"
        case .sfixed64: "sfixed64"
        case .sint32: "sint32"
        case .sint64: "sint64"
        }
    }
}
