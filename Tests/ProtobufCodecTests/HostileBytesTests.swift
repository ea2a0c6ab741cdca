import ProtobufCodec
import ProtobufSchema
import TestKit
import Testing

@Suite struct `Bytes that are no message` {
    @Test(arguments: [
        "00", "07", "08", "08 80", "08 ff ff ff ff ff ff ff ff ff ff 01", "0e", "0f", "0c", "0a 05 61", "0a ff ff ff ff ff ff ff ff 7f",
        "0a ff ff ff ff ff ff ff ff ff 01", "0d 00 00", "09 00", "ff ff ff ff ff ff 01 00", "80 80 80 80 10 00", "5b", "5b 08 01", "5b 64",
        "5b 00 5c", "5b 5e 5c", "12 01 80", "1a 03 08 01", "22 03 00 00 00", "2a 01 0c", "2a 01 0b", "3a 02 c3 28", "3a 01 ff",
    ])
    func `are refused with a place and a reason`(bytes: String) throws {
        let plan = try plan("""
            message M { int32 a = 1; repeated int64 l = 2; M m = 3; repeated fixed32 f = 4; M n = 5; string s = 7; }
            """)
        #expect { try DynamicMessage(hex(bytes), plan: plan) } throws: { error in
            guard let error = error as? ProtobufCodecError else { return false }
            return error.code == .malformed && error.type == "M" && error.position != nil
        }
    }

    @Test func `are told by the path to the field`() throws {
        let plan = try plan("message M { N n = 1; } message N { repeated O o = 2; } message O { string s = 3; }")
        #expect { try DynamicMessage(hex("0a 07 12 00 12 03 1a 01 ff"), plan: plan) } throws: {
            "\($0)" == "M.n.o[1].s at byte 8: expected a string of UTF-8, found 1 bytes that are not UTF-8"
        }
    }

    @Test func `do not outgrow the limits`() throws {
        let text = "message M { M m = 1; repeated int32 l = 2; }"
        func nested(_ depth: Int) -> [UInt8] {
            var bytes: [UInt8] = []
            for _ in 0..<depth {
                var length: [UInt8] = []
                var rest = bytes.count
                repeat {
                    length.append(UInt8(rest & 0x7f) | (rest > 0x7f ? 0x80 : 0))
                    rest >>= 7
                } while rest > 0
                bytes = [0x0a] + length + bytes
            }
            return bytes
        }
        let plan = try plan(text)
        _ = try DynamicMessage(nested(100), plan: plan)
        for bytes in [
            nested(101), Array(repeating: 0x5b, count: 44_000), [0x0a, 0x65] + Array(repeating: 0x5b, count: 101),
        ] {
            #expect { try DynamicMessage(bytes, plan: plan) } throws: { ($0 as? ProtobufCodecError)?.code == .limit }
        }
        let small = try self.small(text)
        #expect { try DynamicMessage([0x12, 0x64] + Array(repeating: 1, count: 100), plan: small) } throws: {
            ($0 as? ProtobufCodecError)?.code == .limit
        }
        #expect { try DynamicMessage(Array(repeating: 8, count: 201), plan: small) } throws: { ($0 as? ProtobufCodecError)?.code == .limit }
    }

    private func small(_ text: String) throws -> ProtobufDecodingPlan {
        try plan(text, limits: ProtobufCodecLimits(maxBytes: 200, maxValues: 50))
    }

    @Test func `cut at every byte are refused or read, never trapped on`() throws {
        let plan = try everythingPlan()
        for seed in Seed.values(8) {
            var generator = SeededGenerator(seed: seed)
            let bytes = try ProtobufSample.message(plan, using: &generator).serialized
            for end in 0..<bytes.count {
                guard let message = try? DynamicMessage(Array(bytes[..<end]), plan: plan) else { continue }
                #expect(try DynamicMessage(message.serialized, plan: plan).serialized == message.serialized, "seed \(seed), \(end) bytes")
            }
        }
    }

    @Test func `changed at random are refused or read, never trapped on`() throws {
        let plan = try everythingPlan()
        for seed in Seed.values(60) {
            var generator = SeededGenerator(seed: seed)
            var bytes = try ProtobufSample.message(plan, using: &generator).serialized
            guard !bytes.isEmpty else { continue }
            for _ in 0..<20 {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
                guard let message = try? DynamicMessage(bytes, plan: plan) else { continue }
                _ = try? ProtobufJSON.text(message)
                #expect(try DynamicMessage(message.serialized, plan: plan).serialized == message.serialized, "seed \(seed)")
            }
        }
    }
}
