@testable import Avro

/// A generator that starts the same way each time (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

/// Makes schemas of every kind: named types used again, recursion through unions, namespaces, logical types.
struct RandomSchema {
    var random: SeededGenerator
    var hasLogicalTypes = true
    private var names: [String] = []
    private var count = 0

    init(seed: UInt64, hasLogicalTypes: Bool = true) {
        random = SeededGenerator(seed: seed)
        self.hasLogicalTypes = hasLogicalTypes
    }

    /// A record, so that resolution has fields to work with.
    mutating func text() -> String { record(depth: 3) }

    private mutating func type(depth: Int) -> String {
        switch random.below(depth > 0 ? 18 : 9) {
        case 0: return #""null""#
        case 1: return #""boolean""#
        case 2: return #""int""#
        case 3: return #""long""#
        case 4: return #""float""#
        case 5: return #""double""#
        case 6: return #""bytes""#
        case 7: return #""string""#
        case 8: return hasLogicalTypes ? logical() : #""string""#
        case 9, 10: return #"{"type":"array","items":\#(type(depth: depth - 1))}"#
        case 11: return #"{"type":"map","values":\#(type(depth: depth - 1))}"#
        case 12, 13: return union(depth: depth - 1)
        case 14: return enumeration()
        case 15: return fixed()
        default: return record(depth: depth - 1)
        }
    }

    private mutating func newName() -> String {
        count += 1
        return ["", "a.", "a.b."][random.below(3)] + "T\(count)"
    }

    private mutating func record(depth: Int) -> String {
        let name = newName()
        var fields: [String] = []
        for index in 0..<(1 + random.below(5)) {
            let wanted = random.below(8) == 0 ? #"["null","\#(name)"]"# : type(depth: depth)
            fields.append(#"{"name":"f\#(index)","type":\#(wanted)}"#)
        }
        names.append(name)
        // The namespace is said in so many words, as a bare name would inherit one.
        return #"{"type":"record",\#(named(name)),"fields":[\#(fields.joined(separator: ","))]}"#
    }

    private func named(_ name: String) -> String {
        let parts = name.split(separator: ".")
        return #""name":"\#(parts.last ?? "")","namespace":"\#(parts.dropLast().joined(separator: "."))""#
    }

    private mutating func enumeration() -> String {
        let symbols = (0..<(1 + random.below(5))).map { #""S\#($0)""# }.joined(separator: ",")
        return #"{"type":"enum",\#(named(newName())),"symbols":[\#(symbols)]}"#
    }

    private mutating func fixed() -> String { #"{"type":"fixed",\#(named(newName())),"size":\#(1 + random.below(9))}"# }

    private mutating func union(depth: Int) -> String {
        var branches = [#""null""#, #""boolean""#, #""int""#, #""long""#, #""float""#, #""double""#, #""bytes""#, #""string""#]
        branches.append(#"{"type":"array","items":\#(type(depth: depth - 1))}"#)
        branches.append(#"{"type":"map","values":\#(type(depth: depth - 1))}"#)
        branches.append(enumeration())
        branches.append(fixed())
        branches.append(record(depth: depth - 1))
        branches.append(record(depth: 0))
        branches.shuffle(using: &random)
        return "[" + branches.prefix(1 + random.below(4)).joined(separator: ",") + "]"
    }

    private mutating func logical() -> String {
        [
            #"{"type":"int","logicalType":"date"}"#, #"{"type":"int","logicalType":"time-millis"}"#,
            #"{"type":"long","logicalType":"time-micros"}"#, #"{"type":"long","logicalType":"timestamp-millis"}"#,
            #"{"type":"long","logicalType":"timestamp-micros"}"#, #"{"type":"long","logicalType":"timestamp-nanos"}"#,
            #"{"type":"long","logicalType":"local-timestamp-micros"}"#, #"{"type":"string","logicalType":"uuid"}"#,
            #"{"type":"bytes","logicalType":"decimal","precision":400,"scale":3}"#,
        ][random.below(9)]
    }
}

/// Makes values of a schema.
struct RandomValue {
    let schema: AvroSchema
    var random: SeededGenerator

    init(_ schema: AvroSchema, seed: UInt64) {
        self.schema = schema
        random = SeededGenerator(seed: seed &* 31 &+ 7)
    }

    mutating func value() -> AvroValue { value(schema.root, depth: 0) }

    private mutating func value(_ id: AvroSchema.TypeID, depth: Int) -> AvroValue {
        switch schema[id].kind {
        case .null: return .null
        case .boolean: return .boolean(random.below(2) == 1)
        case .int: return .int(Int32(truncatingIfNeeded: number()))
        case .long: return .long(number())
        case .float: return .float(Float(number()) / 8)
        case .double: return .double(Double(number()) / 1024)
        case .bytes:
            let isDecimal = schema[id].logicalType != nil
            return .bytes(isDecimal ? bytes(1 + random.below(20)).normalized : bytes(random.below(20)))
        case .string: return .string(text())
        case .fixed(let fixed): return .fixed(bytes(fixed.size))
        case .enumeration(let enumeration): return .enumeration(enumeration.symbols[random.below(enumeration.symbols.count)])
        case .array(let items):
            return .array((0..<length(depth)).map { _ in value(items, depth: depth + 1) })
        case .map(let values):
            return .map(
                (0..<length(depth)).map { index in
                    AvroValue.Member("k\(index)\(random.below(2) == 0 ? "" : "é")", value(values, depth: depth + 1))
                })
        case .union(let branches):
            let null = branches.first { if case .null = schema[$0].kind { true } else { false } }
            let branch = depth > 12 ? null ?? branches[0] : branches[random.below(branches.count)]
            return .union(branch: schema[branch].name?.fullName ?? schema[branch].kind.keyword, value(branch, depth: depth + 1))
        case .record(let record):
            let fields = record.fields.map { AvroValue.Member($0.name, value($0.type, depth: depth + 1)) }
            return .record(name: record.name.fullName, fields: fields)
        }
    }

    private mutating func length(_ depth: Int) -> Int {
        depth > 6 ? 0 : random.below(8) == 0 ? random.below(80) : random.below(4)
    }

    private mutating func number() -> Int64 {
        Int64(truncatingIfNeeded: random.next()) >> Int64(random.below(64))
    }

    private mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) } }

    private mutating func text() -> String {
        let alphabet: [Character] = ["a", "b", "0", " ", "\"", "\\", "\u{0}", "é", "漢", "😀", "\n"]
        return String((0..<random.below(24)).map { _ in alphabet[random.below(alphabet.count)] })
    }
}

extension [UInt8] {
    /// The shortest two's complement of the same number: what a decimal's text comes back as.
    fileprivate var normalized: [UInt8] {
        var bytes = self
        while bytes.count > 1, bytes[0] == 0 && bytes[1] < 0x80 || bytes[0] == 0xff && bytes[1] >= 0x80 { bytes.removeFirst() }
        return bytes
    }
}
