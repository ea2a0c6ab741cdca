package import Avro

/// Which types have values at all, and how to end soon: for every union a branch that leads to a finite value, null if it
/// can be.
package struct FiniteValues {
    /// Bytes and values of the value that `MinimalDatum` writes, about; nil for types that have none.
    private(set) var costs: [Int?]
    private var branches: [Int?]
    /// Whether `costs` is final: a nil is then a proof.
    package private(set) var isComplete = false

    static let maxCost = 100_000
    private static let maxPasses = 200

    package init(_ schema: AvroSchema) {
        costs = Array(repeating: nil, count: schema.types.count)
        branches = costs
        // A type gets its cost once its parts have theirs, and keeps it, so that choices never lead in a circle. Types mostly
        // stand behind those they use or before them; two directions make few passes of either.
        for pass in 0..<Self.maxPasses where !isComplete {
            let order = pass.isMultiple(of: 2) ? Array(schema.types.indices.reversed()) : Array(schema.types.indices)
            var changed = false
            for index in order where costs[index] == nil {
                costs[index] = cost(schema.types[index].kind, index)
                if costs[index] != nil { changed = true }
            }
            isComplete = !changed
        }
    }

    package func cost(_ id: AvroSchema.TypeID) -> Int? { costs[id.index] }

    /// The branch of a union that ends soonest.
    func branch(_ id: AvroSchema.TypeID) -> Int? { branches[id.index] }

    private mutating func cost(_ kind: AvroType.Kind, _ index: Int) -> Int? {
        switch kind {
        case .null: return 0
        case .boolean, .int, .long, .float, .double, .bytes, .string, .array, .map: return 1
        case .fixed(let fixed): return min(1 + fixed.size / 16, Self.maxCost + 1)
        case .enumeration(let enumeration): return enumeration.symbols.isEmpty ? nil : 1
        case .union(let members):
            let known = members.enumerated().compactMap { place, member in costs[member.index].map { (place, $0) } }
            guard let best = known.min(by: { $0.1 < $1.1 }) else { return nil }
            branches[index] = best.0
            return best.1 + 1
        case .record(let record):
            var sum = 1
            for field in record.fields {
                guard let cost = costs[field.type.index] else { return nil }
                sum = min(sum + cost, Self.maxCost + 1)
            }
            return sum
        }
    }
}
