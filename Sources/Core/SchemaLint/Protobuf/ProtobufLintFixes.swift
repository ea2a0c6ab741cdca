internal import Compatibility
internal import JSONText
internal import ProtobufSchema

/// Changes that give a text what lint asks for. Each names the compatibility rules it breaks, and its title says what that means;
/// whether it helps, and breaks no more, is tried elsewhere. Nil where the places are not known, or there is no such change.
struct ProtobufLintFixes {
    struct Change {
        var proposal: FixProposal
        /// Ids of compatibility rules.
        var breaks: Set<String>
        /// Whether others have to go along with it.
        var changesContract: Bool
    }

    private let schema: ProtobufSchema
    private let text: ProtoTextEditing
    private let syntax: ProtoSyntax?

    init(_ schema: ProtobufSchema, text: String) {
        self.schema = schema
        self.text = ProtoTextEditing(text)
        syntax = schema.mainSyntax
    }

    // MARK: The file

    func statedSyntax() -> Change? {
        Change(FixProposal("say that it is proto2", [text.insertion(of: "syntax = \"proto2\";\n", at: 0)]))
    }

    func renamedPackage(_ package: String, at place: TextRange?) -> Change? {
        guard let place, let syntax else { return nil }
        let parts = package.split(separator: ".").map { NameCase.lowerSnake.writing(String($0)) ?? String($0) }
        let name = parts.joined(separator: ".")
        guard name != package else { return nil }
        let mentions = syntax.typeMentions.flatMap { edits(at: $0, from: package, to: name, isPrefix: true) }
        return Change(
            FixProposal(
                "rename it to \(name), which registries take for another schema",
                [text.replacement(of: place, with: name)] + mentions),
            breaks: [
                "PROTO_PACKAGE_CHANGED", "PROTO_FILE_SAME_PACKAGE", "PROTO_FIELD_WIRE_JSON_COMPATIBLE_TYPE",
            ])
    }

    func plainImport(of path: String) -> Change? {
        guard let statement = syntax?.imports.first(where: { $0.path.text == path && $0.kind == .public }) else { return nil }
        return Change(
            FixProposal(
                "import it for this file alone: files that have it from here then import it themselves",
                [text.replacement(of: statement.place, with: "import \(JSONPrinter.quoted(path));")]),
            breaks: [])
    }

    func withoutImport(of path: String) -> Change? {
        guard let statement = syntax?.imports.first(where: { $0.path.text == path }) else { return nil }
        return Change(FixProposal("take the import away", [text.removal(of: statement.place)]))
    }

    // MARK: Types

    func renamed(_ message: ProtobufMessage) -> Change? {
        guard let name = NameCase.pascal.writing(message.name) else { return nil }
        return renamedType(
            message.name, to: name, at: message.descriptor.namePlace,
            "rename it to \(name), which registries take for another message",
            breaks: [
                "PROTO_MESSAGE_REMOVED", "PROTO_MESSAGE_ADDED", "PROTO_FIELD_NAMED_TYPE_CHANGED", "PROTO_RPC_SAME_REQUEST_TYPE",
                "PROTO_RPC_SAME_RESPONSE_TYPE",
            ])
    }

    func renamed(_ enumeration: ProtobufEnum) -> Change? {
        guard let name = NameCase.pascal.writing(enumeration.name) else { return nil }
        return renamedType(
            enumeration.name, to: name, at: enumeration.descriptor.namePlace,
            "rename it to \(name): code changes, data and JSON do not", breaks: [])
    }

    private func renamedType(
        _ old: String, to name: String, at place: TextRange?, _ title: String, breaks: Set<String>
    ) -> Change? {
        guard let place, let syntax else { return nil }
        let mentions = syntax.typeMentions.flatMap { edits(at: $0, from: old, to: name, isPrefix: false) }
        return Change(
            FixProposal(title, [text.replacement(of: place, with: name)] + mentions),
            breaks: breaks.union(["PROTO_FIELD_WIRE_JSON_COMPATIBLE_TYPE"]))
    }

    /// A service or a method; `place` is its declaration.
    func renamed(_ old: String, to style: NameCase, in place: TextRange?) -> Change? {
        guard let place, let name = style.writing(old), let word = text.word(old, in: place) else { return nil }
        return Change(
            FixProposal("rename it to \(name), which callers have to follow", [text.replacement(of: word, with: name)]), breaks: [])
    }

    // MARK: Fields

    func renamed(_ field: ProtobufField) -> Change? {
        guard let place = field.descriptor.namePlace, let name = NameCase.lowerSnake.writing(field.name) else { return nil }
        var edits = [text.replacement(of: place, with: name)]
        let isWritten = field.jsonName != DerivedNames.json(field.name)
        var title = "rename it to \(name): JSON goes by the same name as before"
        if !isWritten, DerivedNames.json(name) != field.jsonName {
            guard let number = field.descriptor.numberPlace else { return nil }
            edits.append(text.insertion(ofOption: "json_name = \(JSONPrinter.quoted(field.jsonName))", behind: number))
            title = "rename it to \(name), and keep \(field.jsonName) for JSON"
        }
        return Change(FixProposal(title, edits), breaks: ["PROTO_FIELD_SAME_NAME"])
    }

    func madeOptional(_ field: ProtobufField) -> Change? {
        guard let label = field.descriptor.labelPlace, text.fragment(label) == "required" else { return nil }
        return Change(
            FixProposal(
                "make it optional: readers on the old schema refuse data without it",
                [text.replacement(of: label, with: "optional")]),
            breaks: [
                "PROTO_MESSAGE_SAME_REQUIRED_FIELDS", "PROTO_FIELD_NUMERIC_LABEL_CHANGED",
                "PROTO_FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY",
            ])
    }

    func renamed(_ oneof: ProtobufOneof, at place: TextRange?) -> Change? {
        guard let place, let name = NameCase.lowerSnake.writing(oneof.name) else { return nil }
        return Change(
            FixProposal("rename it to \(name): code changes, data and JSON do not", [text.replacement(of: place, with: name)]),
            breaks: ["PROTO_FIELD_SAME_ONEOF"])
    }

    // MARK: Enum values

    func renamed(_ value: EnumDescriptor.Value, of id: ProtobufSchema.EnumID, to name: String?) -> Change? {
        guard let name, name != value.name, let syntax, let word = value.place.flatMap({ text.word(value.name, in: $0) }) else {
            return nil
        }
        // Defaults name it too.
        let fields = Set(schema.messages.flatMap(\.fields).filter { $0.kind == .enumeration(id) }.map(\.descriptor.place))
        let defaults = syntax.fields.filter { fields.contains($0.place) }.flatMap(\.options).filter { $0.isDefault(value.name) }
        let edits = ([word] + defaults.map(\.value.place)).map { text.replacement(of: $0, with: name) }
        return Change(
            FixProposal("rename it to \(name), which JSON then has in its place", edits), breaks: ["PROTO_ENUM_VALUE_SAME_NAME"])
    }

    /// Fields that are not set would read as the new value: where any are, the trial finds out.
    func withZeroFirst(_ enumeration: ProtobufEnum, _ name: String) -> Change? {
        let values = enumeration.descriptor.values
        guard let first = values.first?.place, !values.contains(where: { $0.number == 0 }) else { return nil }
        let edit = text.insertion(of: "\(name) = 0;\(text.blanks(before: first))", at: first.start.byteOffset)
        return Change(FixProposal("put \(name) = 0 first", [edit]))
    }

    // MARK: Words

    /// Where a name stands as one of the words of a type, or its first ones, and is to stand in another way.
    private func edits(at mention: TextRange, from old: String, to name: String, isPrefix: Bool) -> [FindingFix.Edit] {
        text.places(of: old, in: mention, isPrefix: isPrefix).map { text.replacement(of: $0, with: name) }
    }
}

extension ProtobufLintFixes.Change {
    /// Nothing changes for anybody.
    fileprivate init(_ proposal: FixProposal) { self.init(proposal: proposal, breaks: [], changesContract: false) }

    fileprivate init(_ proposal: FixProposal, breaks: Set<String>) {
        self.init(proposal: proposal, breaks: breaks, changesContract: true)
    }
}
