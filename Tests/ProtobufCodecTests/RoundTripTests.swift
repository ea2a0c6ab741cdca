import ProtobufCodec
import ProtobufSchema
import TestKit
import Testing

@Suite struct `Random messages` {
    @Test func `come back from the wire, from trees and from JSON as they were`() throws {
        let plan = try everythingPlan()
        for seed in Seed.values(150) {
            var generator = SeededGenerator(seed: seed)
            let tree = ProtobufSample.tree(of: plan.message, in: plan.schema, using: &generator)
            let bytes = try tree.encoded(as: plan)
            let message = try DynamicMessage(bytes, plan: plan)
            #expect(message.serialized == bytes, "seed \(seed)")
            #expect(try message.tree.encoded(as: plan) == bytes, "seed \(seed)")
            for options in [ProtobufJSON.WritingOptions(), .init(emitsDefaults: true, usesOriginalNames: true, writesEnumNumbers: true)] {
                let text = try ProtobufJSON.text(message, options: options)
                #expect(try ProtobufJSON.message(text, plan: plan).serialized == bytes, "seed \(seed): \(text)")
            }
        }
    }

    @Test func `are decoded again in the memory of the one before`() throws {
        let plan = try everythingPlan()
        var reused = try DynamicMessage([], plan: plan)
        for seed in Seed.values(30) {
            var generator = SeededGenerator(seed: seed)
            let message = try ProtobufSample.message(plan, using: &generator)
            try reused.decode(message.serialized, plan: plan)
            #expect(reused.tree == message.tree, "seed \(seed)")
        }
        #expect(throws: ProtobufCodecError.self) { try reused.decode([0x08], plan: plan) }
        #expect(reused.fields.isEmpty)
    }

    @Test func `keep every digit of a double`() throws {
        let plan = try plan("message M { double v = 1; }")
        for seed in Seed.values(3) {
            var generator = SeededGenerator(seed: seed)
            for round in 0..<2000 {
                let scale = ([1, 10, 1000, 1024, 100_000, 1e17, 1e-7] as [Double]).randomElement(using: &generator) ?? 1
                let bits = UInt64.random(in: 0...UInt64.max, using: &generator)
                let value = round % 2 == 0 ? Double(Int32(truncatingIfNeeded: bits)) / scale : Double(bitPattern: bits)
                let bytes = try ProtobufTree.message([.init("v", .double(value.isFinite ? value : 1))]).encoded(as: plan)
                let text = try ProtobufJSON.text(try DynamicMessage(bytes, plan: plan))
                #expect(try ProtobufJSON.message(text, plan: plan).serialized == bytes, "seed \(seed): \(text)")
            }
        }
    }
}
