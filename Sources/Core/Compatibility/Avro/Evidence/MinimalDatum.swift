internal import Avro

/// Writes the smallest value of a schema that reaches one place: unions take the branch that leads there, arrays and maps
/// one item, and everything else is null, zero or empty.
struct MinimalDatum {
    /// What the value ends in.
    enum Ending: Hashable {
        case smallest
        case symbol(String)
    }

    /// Why there is no such value.
    enum Obstacle {
        /// No value of the schema that reaches the place ever ends, so none can be written. The name of what does not.
        case endless(String)
        /// It would be too large to show.
        case tooLarge
    }

    private let schema: AvroSchema
    private let finite: FiniteValues
    private(set) var obstacle: Obstacle?
    private var encoder = [UInt8]()
    private static let maxDepth = 200

    init(_ schema: AvroSchema, _ finite: FiniteValues) {
        self.schema = schema
        self.finite = finite
    }

    /// The value's bytes; nil if there is an `obstacle`.
    mutating func bytes(along route: [WriterStep], ending: Ending) -> [UInt8]? {
        obstacle = nil
        encoder = []
        write(schema.root, route[...], ending, depth: 0)
        return obstacle == nil ? encoder : nil
    }

    private mutating func write(_ id: AvroSchema.TypeID, _ route: ArraySlice<WriterStep>?, _ ending: Ending, depth: Int) {
        guard obstacle == nil else { return }
        guard depth < Self.maxDepth, encoder.count < FiniteValues.maxCost else { return obstacle = .tooLarge }
        guard route?.isEmpty == false || fits(id) else { return }
        let step = route?.first
        let rest = route.map { $0.dropFirst() }
        switch schema[id].kind {
        case .null: break
        case .boolean, .int, .long, .bytes, .string: encoder.append(0)
        case .float: encoder += [0, 0, 0, 0]
        case .double: encoder += [0, 0, 0, 0, 0, 0, 0, 0]
        case .fixed(let fixed): encoder += Array(repeating: 0, count: fixed.size)
        case .enumeration(let enumeration):
            var place = 0
            if route != nil, case .symbol(let symbol) = ending { place = enumeration.symbols.firstIndex(of: symbol) ?? 0 }
            writeVarint(place)
        case .array(let items): writeBlock(step == nil ? nil : items, key: false, rest, ending, depth)
        case .map(let values): writeBlock(step == nil ? nil : values, key: true, rest, ending, depth)
        case .union(let branches):
            var place = finite.branch(id) ?? 0
            var onward = route
            if case .branch(let wanted)? = step { (place, onward) = (wanted, rest) } else if step == nil { onward = nil }
            guard branches.indices.contains(place) else { return obstacle = .endless(name(id)) }
            writeVarint(place)
            write(branches[place], onward, ending, depth: depth + 1)
        case .record(let record):
            for (place, field) in record.fields.enumerated() {
                if case .field(place)? = step {
                    write(field.type, rest, ending, depth: depth + 1)
                } else {
                    write(field.type, nil, ending, depth: depth + 1)
                }
            }
        }
    }

    /// One item, or none.
    private mutating func writeBlock(
        _ item: AvroSchema.TypeID?, key: Bool, _ route: ArraySlice<WriterStep>?, _ ending: Ending, _ depth: Int
    ) {
        if let item {
            writeVarint(1)
            if key { encoder.append(0) }
            write(item, route, ending, depth: depth + 1)
        }
        encoder.append(0)
    }

    private mutating func fits(_ id: AvroSchema.TypeID) -> Bool {
        if let cost = finite.cost(id) {
            if cost > FiniteValues.maxCost { obstacle = .tooLarge }
        } else {
            obstacle = finite.isComplete ? .endless(name(id)) : .tooLarge
        }
        return obstacle == nil
    }

    private func name(_ id: AvroSchema.TypeID) -> String {
        schema[id].name.map { "\(schema[id].kind.keyword) \($0)" } ?? schema[id].kind.keyword
    }

    private mutating func writeVarint(_ value: Int) {
        var writer = BinaryEncoder()
        writer.write(Int64(value))
        encoder += writer.bytes()
    }
}
