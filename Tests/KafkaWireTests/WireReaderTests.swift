import Bytes
import KafkaWire
import Testing

@Suite struct `Reading fields` {
    private func reading<T>(
        _ bytes: [UInt8], flexible: Bool, _ body: (inout WireReader) throws(MalformedBytes) -> T
    ) throws(MalformedBytes) -> T {
        try bytes.withByteReader { raw throws(MalformedBytes) in
            var reader = WireReader(raw, isFlexible: flexible)
            return try body(&reader)
        }
    }

    private func refusal<T>(
        _ bytes: [UInt8], flexible: Bool, _ body: (inout WireReader) throws(MalformedBytes) -> T
    ) -> MalformedBytes? {
        do throws(MalformedBytes) { _ = try reading(bytes, flexible: flexible, body) } catch { return error }
        return nil
    }

    @Test func `null is refused where nothing may be null`() {
        let string = refusal([0xFF, 0xFF], flexible: false) { reader throws(MalformedBytes) in try reader.readString("name") }
        #expect(string == MalformedBytes(reading: "name", position: 0, problem: "is null, and may not be"))
        let bytes = refusal([0], flexible: true) { reader throws(MalformedBytes) in try reader.readBytes("blob") }
        #expect(bytes?.problem == "is null, and may not be")
        let records = refusal([0], flexible: true) { reader throws(MalformedBytes) in try reader.readRecords("records") }
        #expect(records?.problem == "is null, and may not be")
        let array = refusal([0], flexible: true) { reader throws(MalformedBytes) -> [Int32] in try reader.readIntegers("ids") }
        #expect(array?.problem == "is null, and may not be")
    }

    @Test func `a negative length other than null's is refused`() {
        let problem = refusal([0x80, 0, 0, 0], flexible: false) { reader throws(MalformedBytes) in
            try reader.readNullableBytes("blob")
        }
        #expect(problem == MalformedBytes(reading: "blob", position: 0, problem: "claims a negative length of -2147483648"))
    }

    @Test func `a string beyond Kafka's limit is refused even where its length would fit`() {
        // 32768 as a varint of n + 1.
        let bytes = [0x81, 0x80, 0x02] + [UInt8](repeating: 0x61, count: 32768)
        let problem = refusal(bytes, flexible: true) { reader throws(MalformedBytes) in try reader.readString("name") }
        #expect(problem?.problem == "claims 32768, the limit is 32767")
    }

    @Test func `text that is not UTF-8 is refused`() {
        let problem = refusal([0, 1, 0xFF], flexible: false) { reader throws(MalformedBytes) in try reader.readString("name") }
        #expect(problem?.problem == "is not UTF-8")
    }

    @Test func `a count beyond what the bytes could hold is refused before anything is made`() {
        let metadata = refusal([0x7F, 0xFF, 0xFF, 0xFF, 0, 0], flexible: false) { reader throws(MalformedBytes) in
            try MetadataRequest(body: &reader, version: 1)
        }
        #expect(metadata?.reading == "MetadataRequest.topics")
        #expect(metadata?.problem == "claims 2147483647, the limit is 1")
        let flexible = refusal([0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0], flexible: true) { reader throws(MalformedBytes) in
            try MetadataRequest(body: &reader, version: 9)
        }
        #expect(flexible?.problem == "claims 4294967294, the limit is 0")
    }

    @Test func `a message has an upper bound of array elements, whatever its length`() {
        var bytes: [UInt8] = [0x00, 0x10, 0x00, 0x01]
        bytes += [UInt8](repeating: 0, count: (WireReader.maxElements + 1) * 2 + 8)
        let problem = refusal(bytes, flexible: false) { reader throws(MalformedBytes) in
            try MetadataRequest(body: &reader, version: 1)
        }
        #expect(problem?.problem == "claims \(WireReader.maxElements + 1), the limit is \(WireReader.maxElements)")
    }

    @Test func `unknown tagged fields are skipped`() throws {
        // Two of them, with tags 3 and 300, then a byte that is ours.
        let bytes: [UInt8] = [2, 3, 2, 0xAA, 0xBB, 0xAC, 0x02, 0, 7]
        let rest = try reading(bytes, flexible: true) { reader throws(MalformedBytes) -> UInt8 in
            try reader.endStruct()
            return try reader.readInteger("rest")
        }
        #expect(rest == 7)
    }

    @Test func `tags that do not ascend are refused`() {
        let twice = refusal([2, 3, 0, 3, 0], flexible: true) { reader throws(MalformedBytes) in try reader.endStruct() }
        #expect(twice == MalformedBytes(reading: "tagged field", position: 3, problem: "3 follows 3"))
    }

    @Test func `a tagged value longer than its field is refused`() {
        // ApiVersions response: no error, no keys, no throttle, then tag 3 (a bool) with two bytes.
        let bytes: [UInt8] = [0, 0, 1, 0, 0, 0, 0, 1, 3, 2, 1, 1]
        let problem = refusal(bytes, flexible: true) { reader throws(MalformedBytes) in
            try ApiVersionsResponse(body: &reader, version: 3)
        }
        #expect(problem?.reading == "ApiVersionsResponse.zkMigrationReady")
        #expect(problem?.problem == "1 bytes follow the tagged value")
    }

    @Test func `a struct that may be null has a byte before it`() throws {
        typealias Topic = DeleteTopicsRequest.DeleteTopicState
        let absent = try reading([0xFF], flexible: true) { reader throws(MalformedBytes) -> Topic? in
            try reader.readNullableStruct("topic", version: 6)
        }
        #expect(absent == nil)
        let topic = Topic(name: "a", topicId: KafkaUUID(high: 1, low: 2))
        var writer = WireWriter(isFlexible: true)
        writer.writeNullableStruct(topic, version: 6)
        writer.writeNullableStruct(Topic?.none, version: 6)
        let both = try reading(writer.bytes.array(), flexible: true) { reader throws(MalformedBytes) -> [Topic?] in
            [try reader.readNullableStruct("topic", version: 6), try reader.readNullableStruct("topic", version: 6)]
        }
        #expect(both == [topic, nil])
    }

    @Test func `records are found, not copied`() throws {
        let range = try reading([9, 9, 0, 0, 0, 3, 1, 2, 3], flexible: false) { reader throws(MalformedBytes) -> RecordBytes in
            try reader.bytes.skip(2, reading: "noise")
            return try reader.readRecords("records")
        }
        #expect(range == .frame(6..<9))
    }
}
