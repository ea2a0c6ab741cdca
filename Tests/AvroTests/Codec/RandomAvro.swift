@testable import Avro

/// Makes schemas of every kind: named types used again, recursion through unions, namespaces, logical types.
struct RandomSchema {
    var random: SampleRandom
    var hasLogicalTypes = true
    private var names: [String] = []
    private var count = 0

    init(seed: UInt64, hasLogicalTypes: Bool = true) {
        random = SampleRandom(seed: seed)
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

/// Makes values of a schema, from the edges too.
struct RandomValue {
    private let sample: AvroSample
    private var random: SampleRandom

    init(_ schema: AvroSchema, seed: UInt64) {
        sample = AvroSample(schema, style: .extreme, maxDepth: 12)
        random = SampleRandom(seed: seed &* 31 &+ 7)
    }

    mutating func value() -> AvroValue { sample.value(using: &random) ?? .null }
}
