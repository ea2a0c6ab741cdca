internal import ProtobufSchema

/// The types declared in a file or in a message.
struct TypeList {
    /// What declares them.
    let parent: ProtobufPart
    /// Without map entries.
    private(set) var messages: [ProtobufSchema.MessageID]
    private(set) var enums: [ProtobufSchema.EnumID]
    /// Places in `messages` of what a `group` made; as a rule none.
    private var hidden: [Int] = []

    var isEmpty: Bool { messages.isEmpty && enums.isEmpty }

    init(_ schema: ProtobufSchema, _ id: ProtobufSchema.MessageID) {
        parent = .message(id)
        messages = schema.messages[id.index].messages
        enums = schema.messages[id.index].enums
        guard !messages.isEmpty else { return }
        if messages.contains(where: { schema.messages[$0.index].isMapEntry }) {
            messages.removeAll { schema.messages[$0.index].isMapEntry }
        }
        let fields = schema.messages[id.index].fields
        for place in fields.indices where fields[place].descriptor.kind == .group { hide(fields[place].kind) }
        for field in schema.messages[id.index].descriptor.extensions where field.kind == .group { hide(field.typeName, schema) }
    }

    private init(parent: ProtobufPart, messages: [ProtobufSchema.MessageID], enums: [ProtobufSchema.EnumID]) {
        self.parent = parent
        self.messages = messages
        self.enums = enums
    }

    /// The types at the top of a file.
    init(_ schema: ProtobufSchema, _ file: ProtobufPart) {
        guard case .file(let index) = file else {
            self.init(parent: file, messages: [], enums: [])
            return
        }
        self.init(
            parent: file,
            messages: schema.messages.indices.lazy
                .filter { schema.messages[$0].file == index && schema.messages[$0].parent == nil }.map { .init($0) },
            enums: schema.enums.indices.lazy
                .filter { schema.enums[$0].file == index && schema.enums[$0].parent == nil }.map { .init($0) })
        for field in schema.files[index].extensions where field.kind == .group { hide(field.typeName, schema) }
    }

    private mutating func hide(_ kind: ProtobufField.Kind) {
        if case .message(let id) = kind, let place = messages.firstIndex(of: id) { hidden.append(place) }
    }

    private mutating func hide(_ typeName: String?, _ schema: ProtobufSchema) {
        guard let typeName, let id = schema.message(named: String(typeName.dropFirst())) else { return }
        hide(.message(id))
    }

    func isHidden(_ place: Int) -> Bool { hidden.contains(place) }

    /// Its index among the messages people see.
    func index(_ place: Int) -> Int { hidden.isEmpty ? place : place - hidden.count { $0 < place } }
}
