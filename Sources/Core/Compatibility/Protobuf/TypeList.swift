internal import ProtobufSchema

/// The types declared in a file or in a message.
struct TypeList {
    /// What declares them.
    let parent: ProtobufPart
    /// Without map entries.
    let messages: [ProtobufSchema.MessageID]
    let enums: [ProtobufSchema.EnumID]
    /// Whether a `group` is among the messages; as a rule none is.
    private let hasGroups: Bool

    var isEmpty: Bool { messages.isEmpty && enums.isEmpty }

    init(_ schema: ProtobufSchema, _ id: ProtobufSchema.MessageID) {
        parent = .message(id)
        messages = schema.messages[id.index].declaredMessages
        enums = schema.messages[id.index].enums
        hasGroups = messages.contains { schema.messages[$0.index].isGroup }
    }

    /// The types at the top of a file.
    init(_ schema: ProtobufSchema, file: Int) {
        parent = .file(file)
        messages = schema.topLevelMessages[file]
        enums = schema.topLevelEnums[file]
        hasGroups = messages.contains { schema.messages[$0.index].isGroup }
    }

    /// Whether people see a field with a group in its place.
    func isHidden(_ place: Int, in schema: ProtobufSchema) -> Bool { hasGroups && schema.messages[messages[place].index].isGroup }

    /// Its index among the messages people see.
    func index(_ place: Int, in schema: ProtobufSchema) -> Int {
        hasGroups ? place - messages[..<place].count { schema.messages[$0.index].isGroup } : place
    }
}
