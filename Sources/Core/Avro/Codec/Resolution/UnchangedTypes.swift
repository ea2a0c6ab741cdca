/// Which types of two schemas have the same data: the same bytes mean the same to both, so that nothing needs resolving.
/// Names matter only where they are matched: those of fields.
struct UnchangedTypes {
    let writer: AvroSchema
    let reader: AvroSchema
    private var known: [Pair: Bool] = [:]
    /// Comparisons that may still be made: schemas can be made so that each of many types is compared with all below it.
    private var budget = 200_000

    private struct Pair: Hashable {
        var writer: Int
        var reader: Int
    }

    init(writer: AvroSchema, reader: AvroSchema) {
        self.writer = writer
        self.reader = reader
    }

    /// False also where the budget has run out.
    mutating func contains(_ writer: Int, _ reader: Int) -> Bool {
        var assumed: Set<Pair> = []
        let result = compare(Pair(writer: writer, reader: reader), &assumed, depth: 0)
        // A type inside itself was taken for the same on the way, which only a result of true confirms.
        if result { for pair in assumed { known[pair] = true } }
        return result
    }

    private mutating func compare(_ pair: Pair, _ assumed: inout Set<Pair>, depth: Int) -> Bool {
        if let result = known[pair] { return result }
        budget -= 1
        if budget < 0 || depth > 400 { return false }
        if !assumed.insert(pair).inserted { return true }
        let result = compareKinds(pair, &assumed, depth + 1)
        if !result, budget >= 0, depth < 400 { known[pair] = false }
        return result
    }

    private mutating func compareKinds(_ pair: Pair, _ assumed: inout Set<Pair>, _ depth: Int) -> Bool {
        func inner(_ from: AvroSchema.TypeID, _ to: AvroSchema.TypeID) -> Pair { Pair(writer: from.index, reader: to.index) }
        switch (writer.types[pair.writer].kind, reader.types[pair.reader].kind) {
        case (.null, .null), (.boolean, .boolean), (.int, .int), (.long, .long), (.float, .float), (.double, .double),
            (.bytes, .bytes), (.string, .string):
            return true
        case (.fixed(let from), .fixed(let to)): return from.size == to.size
        case (.enumeration(let from), .enumeration(let to)): return from.symbols == to.symbols
        case (.array(let from), .array(let to)), (.map(let from), .map(let to)):
            return compare(inner(from, to), &assumed, depth: depth)
        case (.union(let from), .union(let to)):
            guard from.count == to.count else { return false }
            for (from, to) in zip(from, to) {
                guard writer[from].name?.fullName == reader[to].name?.fullName,
                    compare(inner(from, to), &assumed, depth: depth)
                else { return false }
            }
            return true
        case (.record(let from), .record(let to)):
            guard from.fields.map(\.name) == to.fields.map(\.name) else { return false }
            for (from, to) in zip(from.fields, to.fields) {
                guard compare(inner(from.type, to.type), &assumed, depth: depth) else { return false }
            }
            return true
        default: return false
        }
    }
}
