internal import JSONText
internal import ProtobufSchema
internal import RegistryModel

/// `(confluent.message_meta).tags` and `(confluent.field_meta).tags` in `.proto` texts.
enum ProtobufTags {
    private static let file = "confluent/meta.proto"

    static func find(in text: String) -> [SchemaTags] {
        guard var syntax = try? ProtoParser.parse(text, named: "default", limits: ProtobufLimits()) else { return [] }
        var found: [SchemaTags] = []
        visitMessages(&syntax.messages, in: "") { entity, options in
            let tags = options.tags(of: entity.kind.extension)
            if !tags.isEmpty { found.append(SchemaTags(entity, tags)) }
        }
        return found
    }

    /// The text with the edits made that fit; those that do not stay in `edits`. Nil for a text that cannot be read.
    static func text(_ text: String, _ edits: inout [TagEdit]) -> String? {
        guard var syntax = try? ProtoParser.parse(text, named: "default", limits: ProtobufLimits()) else { return nil }
        var open = edits
        var isTagged = false
        visitMessages(&syntax.messages, in: "") { entity, options in
            guard let edit = open.take(entity.kind, entity.path) else { return }
            let tags = edit.applied(to: options.tags(of: entity.kind.extension))
            options.setTags(tags, of: entity.kind.extension)
            if !tags.isEmpty { isTagged = true }
        }
        edits = open
        if isTagged, !syntax.imports.contains(where: { $0.path.text == file }) {
            syntax.imports.append(ProtoSyntax.Import(path: ProtoSyntax.Word(file, at: .start), kind: .plain, place: .start))
        }
        return ProtoPrinter.print(syntax)
    }

    private typealias Visit = (SchemaTags.Entity, inout [ProtoOption]) -> Void

    private static func visitMessages(_ messages: inout [ProtoMessage], in scope: String, _ visit: Visit) {
        for index in messages.indices { visitMessage(&messages[index], in: scope, visit) }
    }

    private static func visitMessage(_ message: inout ProtoMessage, in scope: String, _ visit: Visit) {
        let name = scope + message.name.text
        var options = message.members.compactMap { member in if case .option(let option) = member { option } else { nil } }
        visit(SchemaTags.Entity(path: name, kind: .record), &options)
        message.members.removeAll { if case .option = $0 { true } else { false } }
        message.members.insert(contentsOf: options.map { .option($0) }, at: 0)
        for index in message.members.indices {
            switch message.members[index] {
            case .field(var field):
                visit(SchemaTags.Entity(path: "\(name).\(field.name.text)", kind: .field), &field.options)
                message.members[index] = .field(field)
            case .oneof(var oneof):
                for index in oneof.fields.indices {
                    let path = "\(name).\(oneof.fields[index].name.text)"
                    visit(SchemaTags.Entity(path: path, kind: .field), &oneof.fields[index].options)
                }
                message.members[index] = .oneof(oneof)
            case .message(var inner):
                visitMessage(&inner, in: "\(name).", visit)
                message.members[index] = .message(inner)
            default: break
            }
        }
    }
}

extension SchemaTags.Kind {
    fileprivate var `extension`: String {
        switch self {
        case .record: "confluent.message_meta"
        case .field: "confluent.field_meta"
        }
    }
}

extension [ProtoOption] {
    fileprivate func tags(of name: String) -> [String] {
        flatMap { option -> [String] in
            guard option.isOf(name) else { return [] }
            switch (option.name.dropFirst().first?.name, option.value.kind) {
            case ("tags"?, _): return option.value.texts
            case (nil, .message(let fields)): return fields.filter(\.isTags).flatMap(\.value.texts)
            default: return []
            }
        }
    }

    /// Where other things are said by options of their own, tags are too: a text may not mix both forms.
    fileprivate mutating func setTags(_ tags: [String], of name: String) {
        removeAll { $0.isOf(name) && $0.name.count == 2 && $0.name[1].name == "tags" }
        let values = tags.map { ProtoValue(.string([UInt8]($0.utf8)), at: .start) }
        let list = ProtoValue.MessageField(name: .field("tags"), value: ProtoValue(.list(values), at: .start), place: .start)
        let part = ProtoOption.Part(name: name, isExtension: true, place: .start)
        if let index = firstIndex(where: { $0.isOf(name) && $0.name.count == 1 }), case .message(var fields) = self[index].value.kind {
            fields.removeAll(where: \.isTags)
            if !tags.isEmpty { fields.append(list) }
            if fields.isEmpty { remove(at: index) } else { self[index].value.kind = .message(fields) }
        } else if contains(where: { $0.isOf(name) }) {
            let tagsPart = ProtoOption.Part(name: "tags", isExtension: false, place: .start)
            self += values.map { ProtoOption(name: [part, tagsPart], value: $0, place: .start) }
        } else if !tags.isEmpty {
            append(ProtoOption(name: [part], value: ProtoValue(.message([list]), at: .start), place: .start))
        }
    }
}

extension ProtoOption {
    fileprivate func isOf(_ extensionName: String) -> Bool {
        guard let first = name.first, first.isExtension else { return false }
        return first.name == extensionName || first.name == ".\(extensionName)"
    }
}

extension ProtoValue.MessageField {
    fileprivate var isTags: Bool { if case .field("tags") = name { true } else { false } }
}

extension ProtoValue {
    fileprivate var texts: [String] {
        switch kind {
        case .string(let bytes): [String(decoding: bytes, as: UTF8.self)]
        case .list(let values): values.flatMap(\.texts)
        default: []
        }
    }
}

extension TextRange {
    /// What is made here stands nowhere.
    fileprivate static let start = TextRange(
        start: TextPosition(byteOffset: 0, line: 1, column: 1), end: TextPosition(byteOffset: 0, line: 1, column: 1))
}
