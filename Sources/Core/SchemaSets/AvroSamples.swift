package import Avro
internal import JSONText

/// Random records that a schema allows: every branch and symbol comes up, collections are short, recursion ends.
package struct AvroSamples {
    package struct Unsampled: Error {
        package var problem: String
    }

    /// Records inside each other before the shortest way out is taken.
    private static let maxDepth = 6
    /// Values of one record before collections stay empty.
    private static let maxValues = 500
    /// What the schema itself may force.
    private static let maxHeight = 100
    private static let maxFixedBytes = 1 << 20

    private let schema: AvroSchema
    /// By type: records inside each other that its smallest value takes; nil if it has none that ends.
    private let heights: [Int?]
    private var random: RecordRandom
    private var valueCount = 0

    package init(_ schema: AvroSchema, seed: UInt64) throws(Unsampled) {
        self.schema = schema
        random = RecordRandom(seed: seed)
        heights = Self.heights(schema)
        guard let height = heights[schema.root.index] else {
            throw Unsampled(problem: "the schema holds itself without end, so it has no records")
        }
        for case .fixed(let fixed) in schema.types.map(\.kind) where fixed.size > Self.maxFixedBytes {
            throw Unsampled(problem: "\(fixed.name) has \(fixed.size) bytes, \(Self.maxFixedBytes) are the limit of samples")
        }
        guard height <= Self.maxHeight else {
            throw Unsampled(problem: "the smallest record is nested \(height) deep, \(Self.maxHeight) is the limit")
        }
    }

    package mutating func next() -> AvroValue {
        valueCount = 0
        return value(schema.root, depth: 0)
    }

    /// From the leaves upwards, until nothing changes.
    private static func heights(_ schema: AvroSchema) -> [Int?] {
        var heights = [Int?](repeating: nil, count: schema.types.count)
        var isStable = false
        while !isStable {
            isStable = true
            for (index, type) in schema.types.enumerated() where heights[index] == nil {
                let height: Int?
                switch type.kind {
                case .union(let branches): height = branches.compactMap { heights[$0.index] }.min()
                case .record(let record):
                    let parts = record.fields.map { heights[$0.type.index] }
                    height = parts.contains { $0 == nil } ? nil : (parts.compactMap { $0 }.max() ?? 0) + 1
                case .enumeration(let enumeration): height = enumeration.symbols.isEmpty ? nil : 0
                default: height = 0
                }
                if let height {
                    heights[index] = height
                    isStable = false
                }
            }
        }
        return heights
    }

    private var isFull: Bool { valueCount > Self.maxValues }

    private mutating func value(_ id: AvroSchema.TypeID, depth: Int) -> AvroValue {
        valueCount += 1
        let type = schema[id]
        switch type.kind {
        case .null: return .null
        case .boolean: return .boolean(random.oneIn(2))
        case .int: return .int(int(type.logicalType))
        case .long: return .long(long(type.logicalType))
        case .float: return .float(Float(random.number(-1_000_000...1_000_000)) / 64)
        case .double: return .double(Double(random.number(-1_000_000_000...1_000_000_000)) / 1024)
        case .string: return .string(type.logicalType == .uuid ? uuid() : random.word())
        case .bytes: return .bytes(bytes(type.logicalType))
        case .fixed(let fixed): return .fixed(fixedBytes(fixed.size, type.logicalType))
        case .enumeration(let enumeration):
            return .enumeration(enumeration.symbols[random.number(0...enumeration.symbols.count - 1)])
        case .array(let items):
            return .array((0..<count(items, depth)).map { _ in value(items, depth: depth + 1) })
        case .map(let values):
            return .map((0..<count(values, depth)).map { .init("\(random.word())\($0)", value(values, depth: depth + 1)) })
        case .union(let branches):
            let branch = branch(branches, depth)
            return .union(branch: schema[branch].name?.fullName ?? schema[branch].kind.keyword, value(branch, depth: depth + 1))
        case .record(let record):
            return .record(
                name: record.name.fullName, fields: record.fields.map { .init($0.name, value($0.type, depth: depth + 1)) })
        }
    }

    /// How many items: few, and none where an item does not end or there is enough already.
    private mutating func count(_ items: AvroSchema.TypeID, _ depth: Int) -> Int {
        guard let height = heights[items.index], height <= Self.maxHeight, depth < Self.maxDepth, !isFull else { return 0 }
        return random.number(0...3)
    }

    private mutating func branch(_ branches: [AvroSchema.TypeID], _ depth: Int) -> AvroSchema.TypeID {
        let ending = branches.filter { heights[$0.index].map { $0 <= Self.maxHeight } ?? false }
        // A union without a branch that ends makes its record one that does not, which is refused above.
        let usable = ending.isEmpty ? branches : ending
        if depth >= Self.maxDepth || isFull {
            return usable.min { (heights[$0.index] ?? 0, $0.index) < (heights[$1.index] ?? 0, $1.index) } ?? branches[0]
        }
        return usable[random.number(0...usable.count - 1)]
    }

    private mutating func int(_ logicalType: AvroLogicalType?) -> Int32 {
        switch logicalType {
        case .date: Int32(random.number(18_000...22_000))
        case .timeMillis: Int32(random.number(0...86_399_999))
        default: random.oneIn(4) ? Int32(truncatingIfNeeded: random.next()) : Int32(random.number(-100...1000))
        }
    }

    private mutating func long(_ logicalType: AvroLogicalType?) -> Int64 {
        let seconds = Int64(random.number(1_600_000_000...1_900_000_000)), part = Int64(random.number(0...999))
        switch logicalType {
        case .timeMicros: return seconds % 86_400 * 1_000_000 + part
        case .timestampMillis, .localTimestampMillis: return seconds * 1000 + part
        case .timestampMicros, .localTimestampMicros: return seconds * 1_000_000 + part
        case .timestampNanos, .localTimestampNanos: return seconds * 1_000_000_000 + part
        default: return random.oneIn(4) ? Int64(bitPattern: random.next()) : Int64(random.number(-1000...1_000_000))
        }
    }

    private mutating func bytes(_ logicalType: AvroLogicalType?) -> [UInt8] {
        switch logicalType {
        case .decimal(let precision, _): return Self.shortest(decimal(precision, byteCount: 8))
        // The unscaled number as bytes, then the scale as an int (Avro 1.12, "Big Decimal").
        case .bigDecimal: return [2, UInt8(random.number(0...127)), 4]
        default: return (0..<random.number(0...8)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        }
    }

    private mutating func fixedBytes(_ size: Int, _ logicalType: AvroLogicalType?) -> [UInt8] {
        if case .decimal(let precision, _) = logicalType { return decimal(precision, byteCount: size) }
        return (0..<size).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }

    /// A two's complement number of fewer digits than allowed, most significant byte first.
    private mutating func decimal(_ precision: Int, byteCount: Int) -> [UInt8] {
        let digits = min(precision, 15)
        var limit = 1
        for _ in 0..<digits { limit *= 10 }
        var number = Int64(random.number(-(limit - 1)...(limit - 1)))
        if byteCount < 8 {
            let bound = Int64(1) << (8 * byteCount - 1)
            number = number % bound
        }
        return (0..<byteCount).map { index in
            let shift = 8 * (byteCount - 1 - index)
            return shift >= 64 ? (number < 0 ? 0xff : 0) : UInt8(truncatingIfNeeded: number >> Int64(shift))
        }
    }

    /// Without leading bytes that say no more than the sign of what follows.
    private static func shortest(_ bytes: [UInt8]) -> [UInt8] {
        var rest = bytes[...]
        while rest.count > 1, let first = rest.first, first == (rest[rest.startIndex + 1] < 0x80 ? 0 : 0xff) { rest.removeFirst() }
        return Array(rest)
    }

    private mutating func uuid() -> String {
        let digits = Array("0123456789abcdef")
        return [8, 4, 4, 4, 12].enumerated().map { place, count in
            var part = (0..<count).map { _ in digits[random.number(0...15)] }
            if place == 2 { part[0] = "4" }
            if place == 3 { part[0] = digits[8 + random.number(0...3)] }
            return String(part)
        }.joined(separator: "-")
    }
}
