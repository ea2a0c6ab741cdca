internal import JSONText
internal import ProtobufSchema

/// Places that descriptors do not have, from the main file's tree. Nil for schemas that came without a text.
extension ProtobufSchema {
    /// `oneof pay { … }`
    func block(ofOneof name: String, in id: MessageID) -> TextRange? {
        for case .oneof(let oneof) in syntax(of: id)?.members ?? [] where oneof.name.text == name { return oneof.place }
        return nil
    }

    /// `STATUS_OPEN = 1;`
    func statement(ofValue name: String, in id: EnumID) -> TextRange? {
        for case .value(let value) in syntax(of: id)?.members ?? [] where value.name.text == name { return value.place }
        return nil
    }

    /// Statements of a message that reserve the number, or the name, and nothing else.
    func reservations(of number: Int32, _ name: String, in id: MessageID) -> [TextRange] {
        (syntax(of: id)?.members ?? []).compactMap { member in
            if case .reserved(let reserved) = member, reserved.isAlone(number, name) { reserved.place } else { nil }
        }
    }

    func reservations(of number: Int32, _ name: String, in id: EnumID) -> [TextRange] {
        (syntax(of: id)?.members ?? []).compactMap { member in
            if case .reserved(let reserved) = member, reserved.isAlone(number, name) { reserved.place } else { nil }
        }
    }

    func fileOption(_ name: String) -> ProtoOption? {
        mainSyntax?.options.first { $0.name.count == 1 && !$0.name[0].isExtension && $0.name[0].name == name }
    }

    /// The option of that path that a message or an enum sets in its body.
    func option(_ path: [String], in part: ProtobufPart) -> ProtoOption? {
        let options: [ProtoOption] =
            switch part {
            case .message(let id):
                (syntax(of: id)?.members ?? []).compactMap { if case .option(let option) = $0 { option } else { nil } }
            case .enumeration(let id):
                (syntax(of: id)?.members ?? []).compactMap { if case .option(let option) = $0 { option } else { nil } }
            default: []
            }
        return options.first { $0.name.map(\.name) == path && !$0.name.contains { $0.isExtension } }
    }

    /// Where an extension stands in a file or a message, and the name of what it extends.
    func declaration(ofExtension name: String, in scope: ProtobufPart) -> (extendee: TextRange, field: TextRange)? {
        let extends: [ProtoExtend] =
            switch scope {
            case .file(let file): file == mainFileIndex ? mainSyntax?.extends ?? [] : []
            case .message(let id):
                (syntax(of: id)?.members ?? []).compactMap { if case .extend(let extend) = $0 { extend } else { nil } }
            default: []
            }
        for extend in extends {
            if let field = extend.fields.first(where: { $0.name.text == name }) { return (extend.extendee.place, field.place) }
        }
        return nil
    }

    private func syntax(of id: EnumID) -> ProtoEnum? {
        let enumeration = enums[id.index]
        guard enumeration.file == mainFileIndex else { return nil }
        let candidates = enumeration.parent.map { syntax(of: $0)?.enums ?? [] } ?? mainSyntax?.enums ?? []
        return candidates.first { $0.name.text == enumeration.name }
    }

    private func syntax(of id: MessageID) -> ProtoMessage? {
        let message = messages[id.index]
        guard message.file == mainFileIndex else { return nil }
        let candidates = message.parent.map { syntax(of: $0)?.messages ?? [] } ?? mainSyntax?.messages ?? []
        return candidates.first { $0.name.text == message.name }
    }
}

extension ProtoMessage {
    /// The bodies of groups are messages too.
    fileprivate var messages: [ProtoMessage] {
        members.flatMap { member -> [ProtoMessage] in
            switch member {
            case .message(let message): return [message]
            case .field(let field): return field.group.map { [$0] } ?? []
            case .oneof(let oneof): return oneof.fields.compactMap(\.group)
            default: return []
            }
        }
    }

    fileprivate var enums: [ProtoEnum] {
        members.compactMap { member in
            if case .enumeration(let enumeration) = member { enumeration } else { nil }
        }
    }
}

extension ProtoField {
    fileprivate var group: ProtoMessage? {
        if case .group(let message) = type { message } else { nil }
    }
}

extension ProtoReserved {
    fileprivate func isAlone(_ number: Int32, _ name: String) -> Bool {
        switch content {
        case .names(let words, _): return words.count == 1 && words[0].text == name
        case .ranges(let ranges):
            guard ranges.count == 1, ranges[0].end == nil, case .number(let text) = ranges[0].start else { return false }
            return text == "\(number)"
        }
    }
}
