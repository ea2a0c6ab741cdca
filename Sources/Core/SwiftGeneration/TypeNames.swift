import Avro

/// What the types of a schema are called in Swift, and which of them contain themselves.
struct TypeNames {
    let schema: AvroSchema
    /// Types with a name that the root uses, in the order it does.
    let named: [AvroSchema.TypeID]
    private var names: [Int: String] = [:]
    /// Records that lie in a record's own memory, by record: what fields, optionals and unions hold, not arrays and maps.
    private var held: [Int: Set<Int>] = [:]

    init(_ schema: AvroSchema) {
        self.schema = schema
        named = Self.namedTypes(schema)
        var taken = SwiftIdentifier.reservedTypes
        for id in named {
            guard let name = schema[id].name else { continue }
            names[id.index] = Self.newName(name, &taken)
        }
        for id in named {
            guard case .record(let record) = schema[id].kind else { continue }
            held[id.index] = record.fields.reduce(into: []) { Self.addHeld(by: $1.type, schema, &$0) }
        }
    }

    func name(of id: AvroSchema.TypeID) -> String { names[id.index] ?? "" }

    var all: Set<String> { Set(names.values) }

    /// Whether a value of `type`, held by a record of type `owner`, may hold an `owner` in turn without an array or map between.
    func holds(_ type: AvroSchema.TypeID, _ owner: AvroSchema.TypeID) -> Bool {
        var pending: Set<Int> = []
        Self.addHeld(by: type, schema, &pending)
        var seen = pending
        while let next = pending.popFirst() {
            if next == owner.index { return true }
            for inner in held[next] ?? [] where seen.insert(inner).inserted { pending.insert(inner) }
        }
        return false
    }

    /// Whether values of the record can be nested without end, through arrays and maps too.
    func isRecursive(_ record: AvroSchema.TypeID) -> Bool {
        var pending = children(of: record), seen = Set(pending)
        while let next = pending.popLast() {
            if next == record.index { return true }
            for inner in children(of: AvroSchema.TypeID(next)) where seen.insert(inner).inserted { pending.append(inner) }
        }
        return false
    }

    private func children(of id: AvroSchema.TypeID) -> [Int] { Self.children(of: schema[id]).map(\.index) }

    private static func children(of type: AvroType) -> [AvroSchema.TypeID] {
        switch type.kind {
        case .array(let items): [items]
        case .map(let values): [values]
        case .union(let branches): branches
        case .record(let record): record.fields.map(\.type)
        default: []
        }
    }

    private static func addHeld(by type: AvroSchema.TypeID, _ schema: AvroSchema, _ result: inout Set<Int>) {
        switch schema[type].kind {
        case .record: result.insert(type.index)
        case .union(let branches):
            // A union has no unions for branches, so this ends.
            for branch in branches { if case .record = schema[branch].kind { result.insert(branch.index) } }
        default: break
        }
    }

    private static func namedTypes(_ schema: AvroSchema) -> [AvroSchema.TypeID] {
        var result: [AvroSchema.TypeID] = [], seen: Set<Int> = [], pending = [schema.root]
        while let id = pending.popLast() {
            guard seen.insert(id.index).inserted else { continue }
            if schema[id].name != nil { result.append(id) }
            pending += children(of: schema[id]).reversed()
        }
        return result
    }

    /// The short name; where another type has it, the namespace's last part in front.
    private static func newName(_ name: AvroName, _ taken: inout Set<String>) -> String {
        let short = SwiftIdentifier.type(name.name)
        if taken.insert(short).inserted { return short }
        let last = name.namespace?.split(separator: ".").last.map { SwiftIdentifier.type(String($0)) } ?? "Avro"
        return SwiftIdentifier.unique(last + short, &taken)
    }
}
