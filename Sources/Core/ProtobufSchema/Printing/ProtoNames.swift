/// What the names in a text stand for: the types and extensions of a schema by full name, without a leading dot.
package struct ProtoNames {
    package enum TypeFacts {
        case message
        case enumeration
        /// As the entry's fields name them.
        case mapEntry(key: String, value: String)
    }

    package struct FieldFacts {
        var isRepeated: Bool
        /// Of the type, where it is a message.
        var message: String?
        /// In message literals a group goes by the name of its message.
        var literalName: String
    }

    private var types: [String: TypeFacts] = [:]
    private var extensions: [String: FieldFacts] = [:]
    /// By message and field, joined by a dot.
    private var fields: [String: FieldFacts] = [:]
    /// Messages with required fields.
    private var requiring: Set<String> = []

    package init(of schema: ProtobufSchema) {
        for message in schema.messages {
            types[message.fullName] = .message
            if message.fields.contains(where: { $0.cardinality == .required }) { requiring.insert(message.fullName) }
            for field in message.fields {
                fields["\(message.fullName).\(field.name)"] = Self.facts(of: field, in: schema)
            }
            for field in message.fields where field.descriptor.kind == .group {
                let facts = Self.facts(of: field, in: schema)
                let name = "\(message.fullName).\(facts.literalName)"
                if fields[name] == nil { fields[name] = facts }
            }
            if message.isMapEntry, message.fields.count == 2 {
                types[message.fullName] = .mapEntry(
                    key: Self.typeName(of: message.fields[0], in: schema), value: Self.typeName(of: message.fields[1], in: schema)
                )
            }
        }
        for enumeration in schema.enums { types[enumeration.fullName] = .enumeration }
        for field in schema.extensions {
            if let name = field.extensionName { extensions[name] = Self.facts(of: field, in: schema) }
        }
    }

    private static func facts(of field: ProtobufField, in schema: ProtobufSchema) -> FieldFacts {
        var message: String?
        var literalName = field.name
        if case .message(let id) = field.kind {
            message = schema[id].fullName
            if field.descriptor.kind == .group { literalName = schema[id].name }
        }
        return FieldFacts(isRepeated: field.cardinality == .repeated, message: message, literalName: literalName)
    }

    private static func typeName(of field: ProtobufField, in schema: ProtobufSchema) -> String {
        switch field.kind {
        case .message(let id): ".\(schema[id].fullName)"
        case .enumeration(let id): ".\(schema[id].fullName)"
        default: "\(field.kind)"
        }
    }

    // MARK: Looking up

    /// The full name of the type that `name` stands for inside `scope`, which is a full name or empty; nil where there is none.
    func type(_ name: String, in scope: String) -> (name: String, facts: TypeFacts)? { Self.find(name, in: scope, among: types) }

    func `extension`(_ name: String, in scope: String) -> (name: String, facts: FieldFacts)? {
        Self.find(name, in: scope, among: extensions)
    }

    func hasRequiredFields(_ message: String) -> Bool { requiring.contains(message) }

    func field(_ name: String, of message: String) -> FieldFacts? { fields["\(message).\(name)"] }

    /// From the innermost scope outwards.
    private static func find<Facts>(
        _ name: String, in scope: String, among all: [String: Facts]
    ) -> (name: String, facts: Facts)? {
        if name.utf8.first == UInt8(ascii: ".") {
            let name = String(name.dropFirst())
            return all[name].map { (name, $0) }
        }
        var scope = scope[...]
        while !scope.isEmpty {
            let candidate = "\(scope).\(name)"
            if let facts = all[candidate] { return (candidate, facts) }
            scope = scope.lastIndex(of: ".").map { scope[..<$0] } ?? ""
        }
        return all[name].map { (name, $0) }
    }
}
