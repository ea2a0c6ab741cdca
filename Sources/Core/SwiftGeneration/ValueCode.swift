import Avro

/// How values of one type are written in Swift: the type, and the code that reads and writes them.
///
/// `path` names the place (`Payment`, `PaymentItem`): what a union there is called.
struct ValueCode {
    let types: TypeNames
    let unions: UnionNames

    /// What a union without a name is in Swift.
    enum UnionShape {
        /// `[null, T]`: an optional.
        case optional(AvroSchema.TypeID, null: Int)
        /// An enum of its own; optional if null is among the branches.
        case choice(branches: [AvroSchema.TypeID], null: Int?)
    }

    func shape(of branches: [AvroSchema.TypeID]) -> UnionShape {
        let null = branches.firstIndex { if case .null = types.schema[$0].kind { true } else { false } }
        if let null, branches.count == 2 { return .optional(branches[1 - null], null: null) }
        return .choice(branches: branches, null: null)
    }

    func swiftType(_ id: AvroSchema.TypeID, _ path: String) -> String {
        switch types.schema[id].kind {
        case .null: return "AvroNull"
        case .boolean: return "Bool"
        case .int: return "Int32"
        case .long: return "Int64"
        case .float: return "Float"
        case .double: return "Double"
        case .bytes: return "[UInt8]"
        case .string: return "String"
        case .array(let items): return "[\(swiftType(items, path + "Item"))]"
        case .map(let values): return "[String: \(swiftType(values, path + "Value"))]"
        case .union(let branches):
            switch shape(of: branches) {
            case .optional(let value, _): return swiftType(value, path) + "?"
            case .choice(_, let null): return unions.name(path) + (null == nil ? "" : "?")
            }
        case .record, .enumeration, .fixed: return types.name(of: id)
        }
    }

    /// The expression that reads a value, with its `try`.
    func reading(_ id: AvroSchema.TypeID, _ path: String, resolving: Bool) -> String {
        switch types.schema[id].kind {
        case .null: return resolving ? "try decoder.readNull()" : "AvroNull()"
        case .boolean: return "try decoder.readBoolean()"
        case .int: return "try decoder.readInt()"
        case .long: return "try decoder.readLong()"
        case .float: return "try decoder.readFloat()"
        case .double: return "try decoder.readDouble()"
        case .bytes: return "try decoder.readBytes()"
        case .string: return "try decoder.readString()"
        case .array(let items): return collection("readArray", "minItemBytes", items, path + "Item", resolving)
        case .map(let values): return collection("readMap", "minValueBytes", values, path + "Value", resolving)
        case .union(let branches):
            switch shape(of: branches) {
            case .optional(let value, let null):
                let inner = Self.bare(reading(value, path, resolving: resolving))
                if resolving { return "try decoder.isNull ? nil : \(inner)" }
                return "try decoder.readIndex(below: 2, of: \"branch\") == \(null) ? nil : \(inner)"
            case .choice: return "try \(unions.name(path)).read(\(resolving ? "resolving" : "from"): &decoder)"
            }
        case .record, .enumeration, .fixed:
            let name = types.name(of: id)
            return resolving ? "try decoder.read(\(name).self)" : "try \(name)(from: &decoder)"
        }
    }

    private func collection(
        _ method: String, _ label: String, _ element: AvroSchema.TypeID, _ path: String, _ resolving: Bool
    ) -> String {
        if case .record = types.schema[element].kind, method == "readArray" {
            let name = types.name(of: element)
            if resolving { return "try decoder.readArray(of: \(name).self, minItemBytes: \(minBytes(element)))" }
            return "try decoder.readArray(minItemBytes: \(minBytes(element)), \(name).init(from:))"
        }
        let argument = resolving ? "" : "(\(label): \(minBytes(element)))"
        return "try decoder.\(method)\(argument) { (decoder) throws(AvroDecodingError) in "
            + "\(reading(element, path, resolving: resolving)) }"
    }

    /// One `try` in front covers the expression.
    static func bare(_ expression: String) -> String {
        expression.hasPrefix("try ") ? String(expression.dropFirst(4)) : expression
    }

    /// Statements that write the value of an expression.
    func writing(_ value: String, _ id: AvroSchema.TypeID, _ path: String, to source: inout SwiftSource) {
        switch types.schema[id].kind {
        case .null: break
        case .boolean, .int, .long, .float, .double, .bytes, .string: source.line("encoder.write(\(value))")
        case .record: source.line("try \(value).encode(to: &encoder)")
        case .enumeration, .fixed: source.line("\(value).encode(to: &encoder)")
        case .array(let items): writeCollection("writeArray", value, "item", items, path + "Item", &source)
        case .map(let values): writeCollection("writeMap", value, "value", values, path + "Value", &source)
        case .union(let branches):
            switch shape(of: branches) {
            case .optional(let inner, let null):
                source.line("if let value = \(value) {")
                source.indented {
                    $0.line("encoder.writeIndex(\(1 - null))")
                    writing("value", inner, path, to: &$0)
                }
                source.line("} else {")
                source.indented { $0.line("encoder.writeIndex(\(null))") }
                source.line("}")
            case .choice: source.line("try \(unions.name(path)).write(\(value), to: &encoder)")
            }
        }
    }

    private func writeCollection(
        _ method: String, _ value: String, _ name: String, _ element: AvroSchema.TypeID, _ path: String,
        _ source: inout SwiftSource
    ) {
        var name = name
        if case .null = types.schema[element].kind { name = "_" }
        source.line("try encoder.\(method)(\(value)) { (\(name), encoder) throws(AvroEncodingError) in")
        source.indented { writing(name, element, path, to: &$0) }
        source.line("}")
    }

    /// The fewest bytes a value takes; a type inside itself counts for nothing there.
    func minBytes(_ id: AvroSchema.TypeID) -> Int {
        var open: Set<Int> = [], budget = 100_000
        return minBytes(id, &open, &budget)
    }

    private func minBytes(_ id: AvroSchema.TypeID, _ open: inout Set<Int>, _ budget: inout Int) -> Int {
        budget -= 1
        guard budget > 0, open.insert(id.index).inserted else { return 0 }
        defer { open.remove(id.index) }
        switch types.schema[id].kind {
        case .null: return 0
        case .boolean, .int, .long, .bytes, .string, .array, .map, .enumeration: return 1
        case .float: return 4
        case .double: return 8
        case .fixed(let fixed): return min(fixed.size, 1 << 20)
        case .union(let branches): return 1 + (branches.map { minBytes($0, &open, &budget) }.min() ?? 0)
        case .record(let record): return min(1 << 20, record.fields.reduce(0) { $0 + minBytes($1.type, &open, &budget) })
        }
    }
}

/// The names of a record's unions: that of the place, changed where a type has it.
struct UnionNames {
    private var byPath: [String: String] = [:]
    private var taken: Set<String>

    init(taken: Set<String>) { self.taken = taken }

    mutating func add(_ path: String) { byPath[path] = SwiftIdentifier.unique(path, &taken) }

    func name(_ path: String) -> String { byPath[path] ?? path }
}
