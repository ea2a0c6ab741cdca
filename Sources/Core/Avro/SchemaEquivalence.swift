internal import JSONText

extension AvroSchema {
    /// Whether registering the one where the other is registered would be registering the same again.
    ///
    /// Everything a reader could notice counts: structure, names, the order of fields, symbols and branches, defaults,
    /// docs, aliases (as a set) and properties (as a map). Whether types are written out or referenced, and where, does not.
    public func isEquivalent(to other: AvroSchema) -> Bool {
        SchemaEquivalence.areEquivalent(root, in: types, other.root, in: other.types)
    }
}

/// Compares two types with all that they use; no recursion.
enum SchemaEquivalence {
    private struct Pair: Hashable {
        var left: Int
        var right: Int
    }

    /// Two types of one arena.
    static func areEquivalent(_ left: AvroSchema.TypeID, _ right: AvroSchema.TypeID, in types: [AvroType]) -> Bool {
        walk(left, types, right, types, isOneArena: true)
    }

    static func areEquivalent(
        _ left: AvroSchema.TypeID, in leftTypes: [AvroType], _ right: AvroSchema.TypeID, in rightTypes: [AvroType]
    ) -> Bool {
        walk(left, leftTypes, right, rightTypes, isOneArena: false)
    }

    private static func walk(
        _ left: AvroSchema.TypeID, _ leftTypes: [AvroType], _ right: AvroSchema.TypeID, _ rightTypes: [AvroType], isOneArena: Bool
    ) -> Bool {
        var pending = [Pair(left: left.index, right: right.index)]
        // Named types alone can come again: a pair seen before is being compared or was equal.
        var seen: Set<Pair> = []
        while let pair = pending.popLast() {
            if isOneArena, pair.left == pair.right { continue }
            let (a, b) = (leftTypes[pair.left], rightTypes[pair.right])
            if a.name != nil, !seen.insert(pair).inserted { continue }
            guard matches(a.properties, b.properties), let children = children(a.kind, b.kind) else { return false }
            pending += children
        }
        return true
    }

    /// The pairs that have to match for these two to, or nil if these themselves differ.
    private static func children(_ left: AvroType.Kind, _ right: AvroType.Kind) -> [Pair]? {
        switch (left, right) {
        case (.null, .null), (.boolean, .boolean), (.int, .int), (.long, .long), (.float, .float), (.double, .double),
            (.bytes, .bytes), (.string, .string):
            return []
        case (.array(let a), .array(let b)), (.map(let a), .map(let b)):
            return [Pair(left: a.index, right: b.index)]
        case (.union(let a), .union(let b)):
            return a.count == b.count ? zip(a, b).map { Pair(left: $0.index, right: $1.index) } : nil
        case (.enumeration(let a), .enumeration(let b)):
            return a.name == b.name && a.doc == b.doc && Set(a.aliases) == Set(b.aliases) && a.symbols == b.symbols
                && a.defaultSymbol == b.defaultSymbol ? [] : nil
        case (.fixed(let a), .fixed(let b)):
            return a.name == b.name && a.doc == b.doc && Set(a.aliases) == Set(b.aliases) && a.size == b.size ? [] : nil
        case (.record(let a), .record(let b)):
            guard a.name == b.name, a.doc == b.doc, Set(a.aliases) == Set(b.aliases), a.fields.count == b.fields.count,
                zip(a.fields, b.fields).allSatisfy({ matches($0, $1) })
            else { return nil }
            return zip(a.fields, b.fields).map { Pair(left: $0.type.index, right: $1.type.index) }
        default: return nil
        }
    }

    private static func matches(_ left: AvroField, _ right: AvroField) -> Bool {
        left.name == right.name && left.doc == right.doc && left.order == right.order
            && Set(left.aliases) == Set(right.aliases) && matches(left.defaultValue, right.defaultValue)
            && matches(left.properties, right.properties)
    }

    private static func matches(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
        switch (left, right) {
        case (nil, nil): true
        case (let a?, let b?): a.withStoredNumbers.isSame(ignoringMemberOrder: b.withStoredNumbers)
        default: false
        }
    }

    private static func matches(_ left: JSONObject, _ right: JSONObject) -> Bool {
        left.isEmpty && right.isEmpty || matches(.object(left), .object(right))
    }
}
