import Bytes
import KafkaWire
import TestKit
import Testing
import WireGeneration

@Suite struct `Random messages` {
    @Test(arguments: APIKey.allCases)
    func `come back the same at every version`(api: APIKey) throws {
        let definition = try #require(try Definitions.parsed().first { $0.key == Int(api.rawValue) })
        let seed = 0x4865_7261_6C64 + UInt64(api.rawValue)
        var random = SeededGenerator(seed: seed)
        for version in definition.versions {
            for round in 0..<12 {
                for isRequest in [true, false] {
                    var source = RandomFrame(definition, version: version, random: random)
                    source.write(isRequest ? definition.request : definition.response)
                    random = source.random
                    try Self.check(
                        api.messageType(isRequest: isRequest), source.bytes, Int16(version), "seed \(seed), round \(round)")
                }
            }
        }
    }

    private static func check<M: KafkaMessage>(_ type: M.Type, _ source: [UInt8], _ version: Int16, _ note: Comment) throws {
        let value = try read(type, source, version)
        var writer = WireWriter()
        writer.isFlexible = M.api.isFlexible(version)
        value.encode(into: &writer, version: version)
        let written = Frames.filled(writer, from: source)
        #expect(written == source, note)
        #expect(try read(type, written, version) == value, note)
    }

    private static func read<M: KafkaMessage>(_ type: M.Type, _ bytes: [UInt8], _ version: Int16) throws -> M {
        try bytes.withByteReader { raw throws(MalformedBytes) in
            var reader = WireReader(raw)
            let value = try M(body: &reader, version: version)
            guard reader.bytes.isAtEnd else {
                throw MalformedBytes(reading: "\(M.self)", position: reader.bytes.position, problem: "bytes are left")
            }
            return value
        }
    }
}
