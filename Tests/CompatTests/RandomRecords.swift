import Avro
import TestKit

/// Random records of a schema, as bytes: small, and of every branch and symbol.
struct RandomRecords {
    private let schema: AvroSchema
    private var random: SeededGenerator
    private var encoder = BinaryEncoderBox()

    init(_ schema: AvroSchema, seed: UInt64) {
        self.schema = schema
        random = SeededGenerator(seed: seed &* 31 &+ 7)
    }

    /// Nil if the schema's values do not end soon enough.
    mutating func record() -> [UInt8]? {
        encoder = BinaryEncoderBox()
        return write(schema.root, depth: 0) ? encoder.bytes : nil
    }

    private mutating func write(_ id: AvroSchema.TypeID, depth: Int) -> Bool {
        guard depth < 40, encoder.bytes.count < 4096 else { return false }
        switch schema[id].kind {
        case .null: break
        case .boolean: encoder.bytes.append(random.oneIn(2) ? 1 : 0)
        case .int: encoder.number(Int64(Int32(truncatingIfNeeded: random.next())))
        case .long: encoder.number(Int64(bitPattern: random.next()) >> Int64.random(in: 0..<64, using: &random))
        case .float: encoder.bytes += [0, 0, 0x80, 0x3f]
        case .double: encoder.bytes += [0, 0, 0, 0, 0, 0, 0xf0, 0x3f]
        case .bytes, .string: encoder.text(["", "a", "héé", "0123456789"][Int.random(in: 0..<4, using: &random)])
        case .fixed(let fixed): for _ in 0..<fixed.size { encoder.bytes.append(UInt8(truncatingIfNeeded: random.next())) }
        case .enumeration(let enumeration):
            guard !enumeration.symbols.isEmpty else { return false }
            encoder.number(Int64(Int.random(in: 0..<enumeration.symbols.count, using: &random)))
        case .array(let items): return write(depth: depth) { $0.write(items, depth: depth + 1) }
        case .map(let values):
            return write(depth: depth) { records in
                records.encoder.text("k")
                return records.write(values, depth: depth + 1)
            }
        case .union(let branches):
            guard !branches.isEmpty else { return false }
            // Deep down the shortest way out.
            let null = branches.firstIndex { if case .null = schema[$0].kind { true } else { false } }
            let branch = depth > 8 ? null ?? 0 : Int.random(in: 0..<branches.count, using: &random)
            encoder.number(Int64(branch))
            return write(branches[branch], depth: depth + 1)
        case .record(let record):
            for field in record.fields where !write(field.type, depth: depth + 1) { return false }
        }
        return true
    }

    private mutating func write(depth: Int, _ item: (inout RandomRecords) -> Bool) -> Bool {
        let count = depth > 8 ? 0 : Int.random(in: 0..<4, using: &random)
        if count > 0 { encoder.number(Int64(count)) }
        for _ in 0..<count where !item(&self) { return false }
        encoder.number(0)
        return true
    }
}

/// Bytes with Avro's variable-length numbers.
private struct BinaryEncoderBox {
    var bytes: [UInt8] = []

    mutating func number(_ number: Int64) {
        var raw = UInt64(bitPattern: (number << 1) ^ (number >> 63))
        while raw >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: raw) | 0x80)
            raw >>= 7
        }
        bytes.append(UInt8(raw))
    }

    mutating func text(_ text: String) {
        number(Int64(text.utf8.count))
        bytes += text.utf8
    }
}
