import Bytes
import KafkaWire
import TestKit
import Testing

// The frames were written by kafka-python 3.0.12, every one of them, and those that aiokafka 0.14 knows were read by it as well;
// neither shares code with us. Their comments are part of the test.
@Suite struct `Golden frames` {
    @Test func `there is one for every message that is served`() {
        for api in APIKey.allCases {
            #expect(GoldenFrame.frames(of: api).count == api.versions.count * 2, "\(api.name)")
        }
    }

    @Test(arguments: GoldenFrame.all)
    func `are read as their comments say`(golden: GoldenFrame) throws {
        let frame = try Frames.read(golden.message, golden.api, version: golden.version, isRequest: golden.isRequest)
        #expect(frame.bytesLeft == 0)

        let expected = golden.fields.filter { !$0.hasPrefix("header.") }
        let found = FieldDump.lines(of: frame.message, frame: golden.message)
        #expect(Set(expected).subtracting(found).sorted() == [])
        // Fields that the version lacks hold their defaults, none of which occurs in a frame.
        let absent = Set(found).subtracting(expected)
        for line in absent {
            let value = line.split(separator: "= ", maxSplits: 1).last.map(String.init) ?? ""
            #expect(Self.defaults.contains(value), "\(line)")
        }

        let header = golden.fields.filter { $0.hasPrefix("header.") }
        if let found = frame.header {
            #expect(header == [
                "header.apiKey = \(found.apiKey)", "header.apiVersion = \(found.apiVersion)",
                "header.correlationId = \(found.correlationId)", "header.clientId = \"\(found.clientId ?? "")\"",
            ])
        } else {
            #expect(header == ["header.correlationId = \(frame.correlationId)"])
        }
    }

    @Test(arguments: GoldenFrame.all)
    func `are written as they are read`(golden: GoldenFrame) throws {
        let frame = try Frames.read(golden.message, golden.api, version: golden.version, isRequest: golden.isRequest)
        let written = Frames.write(frame, version: golden.version, splicesFrom: golden.bytes)
        #expect(HexDump.compact(written) == HexDump.compact(golden.bytes))
    }

    @Test(arguments: APIKey.allCases)
    func `cut short anywhere are refused`(api: APIKey) {
        for golden in GoldenFrame.frames(of: api) {
            for length in 0..<golden.message.count {
                #expect(throws: MalformedBytes.self, "\(golden.testDescription) cut to \(length)") {
                    try Frames.read(
                        Array(golden.message[..<length]), golden.api, version: golden.version, isRequest: golden.isRequest)
                }
            }
        }
    }

    @Test(arguments: APIKey.allCases)
    func `with flipped bytes never trap, and what is still read is written again`(api: APIKey) throws {
        let seed = UInt64(api.rawValue) + 1
        var random = SeededGenerator(seed: seed)
        for golden in GoldenFrame.frames(of: api) {
            for _ in 0..<60 {
                var message = golden.message
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    let place = Int.random(in: message.indices, using: &random)
                    let extremes: [UInt8] = [0, 1, 0x7F, 0x80, 0xFF]
                    let noise = UInt8.random(in: 0...255, using: &random)
                    message[place] = Bool.random(using: &random) ? noise : extremes.randomElement(using: &random) ?? noise
                }
                guard
                    let frame = try? Frames.read(
                        message, golden.api, version: golden.version, isRequest: golden.isRequest)
                else { continue }
                var writer = WireWriter()
                writer.isFlexible = golden.api.isFlexible(golden.version)
                frame.message.encode(into: &writer, version: golden.version)
                #expect(writer.problem == nil, "seed \(seed)")
            }
        }
    }

    private static let defaults: Set = [
        "null", "0", "-1", "-2", "1", "16", "false", "true", "\"\"", "0x", "60000", "2147483647", "-2147483648",
        KafkaUUID.zero.description,
    ]
}
