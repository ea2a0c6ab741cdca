/// Random values of a schema: what `herald schema sample` prints, what a search for a witness tries, what property tests
/// feed. The same schema, seed and options make the same values.
///
/// Depth and size are bounded; a type that contains itself ends in its smallest values. Values of logical types are
/// valid ones: days that exist, decimals within their precision, UUIDs of version 4.
package struct AvroSample {
    package enum Style: Sendable {
        /// Values as people's data has them.
        case plausible
        /// Values from the edges too: extreme numbers, control characters, empty and long collections. No NaN, as it equals
        /// nothing.
        case extreme
    }

    let schema: AvroSchema
    let style: Style
    /// Levels below which collections stay empty and unions take their shallowest branch.
    let maxDepth: Int
    /// Values after which the same holds.
    let maxValues: Int
    /// Levels the smallest value of each type takes; nil for a type that has no value, as it contains itself in every one.
    let leastDepth: [Int?]

    package init(_ schema: AvroSchema, style: Style = .plausible, maxDepth: Int = 8, maxValues: Int = 500) {
        self.schema = schema
        self.style = style
        self.maxDepth = maxDepth
        self.maxValues = maxValues
        leastDepth = Self.leastDepths(schema)
    }

    /// - Returns: nil if the schema has no value at all.
    package func value(using random: inout SampleRandom) -> AvroValue? { value(of: schema.root, using: &random) }

    /// A value of one of the schema's types.
    package func value(of type: AvroSchema.TypeID, using random: inout SampleRandom) -> AvroValue? {
        guard let least = leastDepth[type.index], least < DecodingLimits.standard.maxDepth else { return nil }
        var making = SampleMaking(sample: self, random: random, left: maxValues)
        defer { random = making.random }
        return making.value(type, name: "", depth: 0)
    }

    /// The smallest depths, found by going round until nothing changes: each round settles the types one level further up.
    private static func leastDepths(_ schema: AvroSchema) -> [Int?] {
        var depths: [Int?] = schema.types.map { _ in nil }
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for (index, type) in schema.types.enumerated() {
                guard let depth = leastDepth(type, depths), depth < depths[index] ?? .max else { continue }
                depths[index] = depth
                hasChanged = true
            }
        }
        return depths
    }

    private static func leastDepth(_ type: AvroType, _ depths: [Int?]) -> Int? {
        switch type.kind {
        case .union(let branches): return branches.compactMap { depths[$0.index] }.min()
        case .record(let record):
            var deepest = 0
            for field in record.fields {
                guard let depth = depths[field.type.index] else { return nil }
                deepest = max(deepest, depth)
            }
            return deepest + 1
        default: return 0
        }
    }
}

/// One value in the making.
struct SampleMaking {
    let sample: AvroSample
    var random: SampleRandom
    /// Values that may still be made freely.
    var left: Int

    var isExtreme: Bool { sample.style == .extreme }

    /// - Parameter name: the field the value is for, which makes texts that read like it.
    mutating func value(_ id: AvroSchema.TypeID, name: String, depth: Int) -> AvroValue {
        left -= 1
        let type = sample.schema[id]
        if let logical = type.logicalType, let value = logicalValue(logical, type.kind) { return value }
        switch type.kind {
        case .null: return .null
        case .boolean: return .boolean(random.below(2) == 1)
        case .int: return .int(Int32(truncatingIfNeeded: number(bits: 32)))
        case .long: return .long(number(bits: 64))
        case .float: return .float(isExtreme ? extremeFloat() : Float(random.below(200_000)) / 100)
        case .double: return .double(isExtreme ? extremeDouble() : Double(random.below(20_000_000)) / 100)
        case .bytes: return .bytes(bytes(isExtreme ? random.below(40) : 1 + random.below(16)))
        case .string: return .string(text(name))
        case .fixed(let fixed): return .fixed(bytes(min(fixed.size, DecodingLimits.standard.maxBytes)))
        case .enumeration(let enumeration):
            return .enumeration(enumeration.symbols.isEmpty ? "" : enumeration.symbols[random.below(enumeration.symbols.count)])
        case .array(let items):
            return .array((0..<length(of: items, depth)).map { _ in value(items, name: name, depth: depth + 1) })
        case .map(let values):
            let members = (0..<length(of: values, depth)).map { index in
                AvroValue.Member(key(index), value(values, name: name, depth: depth + 1))
            }
            return .map(members)
        case .union(let branches): return unionValue(branches, name: name, depth: depth)
        case .record(let record):
            let fields = record.fields.map { AvroValue.Member($0.name, value($0.type, name: $0.name, depth: depth + 1)) }
            return .record(name: record.name.fullName, fields: fields)
        }
    }

    private func mustEnd(_ depth: Int) -> Bool { depth >= sample.maxDepth || left <= 0 }

    /// How many items: none where the items have no value or the whole has grown enough.
    private mutating func length(of items: AvroSchema.TypeID, _ depth: Int) -> Int {
        guard !mustEnd(depth), sample.leastDepth[items.index] != nil else { return 0 }
        return isExtreme && random.below(8) == 0 ? random.below(80) : random.below(4)
    }

    private mutating func unionValue(_ branches: [AvroSchema.TypeID], name: String, depth: Int) -> AvroValue {
        let possible = branches.filter { sample.leastDepth[$0.index] != nil }
        guard var branch = possible.min(by: { (least($0), $0.index) < (least($1), $1.index) }) else { return .null }
        if !mustEnd(depth) { branch = possible[random.below(possible.count)] }
        let type = sample.schema[branch]
        let value = value(branch, name: name, depth: depth)
        return .union(branch: type.name?.fullName ?? type.kind.keyword, value)
    }

    private func least(_ id: AvroSchema.TypeID) -> Int { sample.leastDepth[id.index] ?? .max }
}
