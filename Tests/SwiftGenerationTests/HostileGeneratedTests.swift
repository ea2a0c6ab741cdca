@testable import Avro
import Bytes
import Testing

/// What the generic decoder refuses, generated types refuse, with the same limits and the same words.
@Suite struct `Hostile data for generated types` {
    private func sampleBytes<Value: GeneratedAvroType>(_ type: Value.Type, _ seed: UInt64) throws -> [UInt8] {
        var random = SampleRandom(seed: seed)
        let tree = try #require(AvroSample(Value.avroSchema, style: .extreme).value(using: &random))
        return try AvroValueEncoder(Value.avroSchema).encode(tree)
    }

    @Test func `data that is cut anywhere is refused, and the place is told`() throws {
        let decoder = try GeneratedTypeDecoder<Order>()
        for seed in UInt64(1)..<20 {
            let bytes = try sampleBytes(Order.self, seed)
            for count in bytes.indices {
                let cut = Array(bytes[..<count])
                #expect(error(of: decoder, cut) == genericError(decoder.plan, cut), "seed \(seed), cut to \(count) bytes")
            }
        }
        #expect(error(of: decoder, [2, 2])?.path.description == "Order.customer")
    }

    @Test func `data with changed bytes is refused by both decoders, or read by both`() throws {
        let decoder = try GeneratedTypeDecoder<Order>(), tree = try GeneratedTypeDecoder<Tree>()
        for seed in UInt64(1)..<150 {
            var random = SampleRandom(seed: seed)
            var order = try sampleBytes(Order.self, seed), nested = try sampleBytes(Tree.self, seed)
            order[random.below(order.count)] = UInt8(truncatingIfNeeded: random.next())
            nested[random.below(nested.count)] = UInt8(truncatingIfNeeded: random.next())
            #expect((error(of: decoder, order) == nil) == (genericError(decoder.plan, order) == nil), "seed \(seed)")
            #expect((error(of: tree, nested) == nil) == (genericError(tree.plan, nested) == nil), "seed \(seed)")
        }
    }

    @Test func `nesting ends at its limit`() throws {
        // A value, then the branch that goes one deeper: 44 KB of it.
        let deep = [UInt8](repeating: 2, count: 44_000)
        #expect(try error(of: GeneratedTypeDecoder<Tree>(), deep)?.code == .limit)
        var tree = Tree(value: 0)
        for _ in 0..<300 { tree = Tree(value: 0, next: tree) }
        #expect(throws: AvroEncodingError.self) { try tree.encoded() }
    }

    struct Lie {
        var name: String
        var bytes: String
        var code: AvroDecodingError.Code
    }

    static let lies = [
        Lie(name: "2^40 nulls", bytes: "808080808080 01 00", code: .limit),
        Lie(name: "the least count", bytes: "ffffffffffffffffff01 00 00", code: .malformed),
        Lie(name: "the greatest count", bytes: "feffffffffffffffff01 00", code: .limit),
        Lie(name: "a negative block size", bytes: "01 01 00", code: .malformed),
        Lie(name: "a block size beyond the end", bytes: "01 64 00", code: .malformed),
    ]

    @Test(arguments: lies.indices) func `counts are judged before they are believed`(_ index: Int) throws {
        let lie = Self.lies[index]
        // Everything before the last field, which is the array.
        let whole = try sampleBytes(Class.self, 1)
        let plan = try SchemaResolution.plan(for: Class.avroSchema)
        let datum = try GenericDatum(whole, plan: plan)
        let empty = try #require(datum.record?["empty"]?.array)
        let tail = empty.count == 0 ? 1 : 2
        let bytes = try Array(whole.dropLast(tail)) + #require(HexDump.parse(lie.bytes))
        #expect(try error(of: GeneratedTypeDecoder<Class>(), bytes)?.code == lie.code, "\(lie.name)")
    }

    @Test func `lengths of gigabytes and unknown symbols are refused`() throws {
        let decoder = try GeneratedTypeDecoder<Order>()
        // id, number, then a customer of 1 GiB.
        #expect(try error(of: decoder, [2, 2] + #require(HexDump.parse("8080808008")))?.code == .malformed)
        let symbol: [UInt8] = [2, 2, 0] + [UInt8](repeating: 0, count: 12) + [0, 0x0e]
        let refused = error(of: decoder, symbol)
        #expect(refused?.code == .malformed && refused?.path.description == "Order.state")
        // A value, then a branch that a union of two does not have.
        let branch = try error(of: GeneratedTypeDecoder<Tree>(), [2, 4])
        #expect(branch?.code == .malformed && branch?.path.description == "Tree.next")
        #expect(try error(of: GeneratedTypeDecoder<Tree>(), [2, 1])?.code == .malformed)
    }

    @Test func `bytes and items end at their limits, bytes left over are refused`() throws {
        let tree = try Tree(value: 1, kids: [Tree(value: 2), Tree(value: 3)]).encoded()
        #expect(try error(of: GeneratedTypeDecoder<Tree>(), tree) == nil)
        #expect(try error(of: GeneratedTypeDecoder<Tree>(limits: DecodingLimits(maxItems: 1)), tree)?.code == .limit)
        #expect(try error(of: GeneratedTypeDecoder<Tree>(limits: DecodingLimits(maxBytes: tree.count - 1)), tree)?.code == .limit)
        #expect(try error(of: GeneratedTypeDecoder<Tree>(), tree + [0])?.code == .malformed)
    }

    @Test func `memory ends at its limit, whichever way a value is read`() throws {
        var encoder = BinaryEncoder()
        let lines = (0..<2000).map { Line(sku: "s", quantity: Int32($0), price: 0) }
        let order = Order(
            id: 1, number: 2, customer: "c", total: 3, address: Address(street: "s"), lines: lines,
            digest: Digest([1, 2, 3, 4])!, tax: [], placedAt: 0)
        try order.encode(to: &encoder)
        let limits = DecodingLimits(maxAllocation: 30_000)
        let decoder = try GeneratedTypeDecoder<Order>(limits: limits)
        #expect(error(of: decoder, encoder.bytes())?.code == .limit)
        #expect(try GeneratedTypeDecoder<Order>().decode(encoder.bytes()) == order)
        struct Plain: Codable { var lines: [PlainLine] }
        struct PlainLine: Codable { var sku: String; var quantity: Int32; var price: Double }
        let codable = AvroCodableDecoder(plan: try SchemaResolution.plan(for: Order.avroSchema, limits: limits))
        #expect(throws: AvroDecodingError.self) { try codable.decode(Plain.self, from: encoder.bytes()) }
    }

    private func error<Value>(of decoder: GeneratedTypeDecoder<Value>, _ bytes: [UInt8]) -> AvroDecodingError? {
        do throws(AvroDecodingError) { _ = try decoder.decode(bytes) } catch { return error }
        return nil
    }

    private func genericError(_ plan: DecodingPlan, _ bytes: [UInt8]) -> AvroDecodingError? {
        do throws(AvroDecodingError) { _ = try GenericDatum(bytes, plan: plan) } catch { return error }
        return nil
    }
}
