import Bytes
import KafkaWire
import Testing

@Suite struct `Writing fields` {
    @Test func `a splice leaves its length and its place, and counts in the frame's length`() {
        typealias Topic = FetchResponse.FetchableTopicResponse
        typealias Partition = FetchResponse.PartitionData
        let response = FetchResponse(responses: [
            Topic(topic: "t", partitions: [
                Partition(partitionIndex: 0, records: .splice(byteCount: 1000)),
                Partition(partitionIndex: 1, records: .splice(byteCount: 24)),
            ])
        ])
        var writer = WireWriter()
        response.encodeFrame(into: &writer, version: 4, correlationId: 5)
        let bytes = writer.bytes.array()
        #expect(writer.splices.map(\.byteCount) == [1000, 24])
        #expect(Array(bytes[0..<4]) == [0, 0, UInt8((bytes.count - 4 + 1024) >> 8), UInt8((bytes.count - 4 + 1024) & 255)])
        let first = writer.splices[0].position
        #expect(Array(bytes[first - 4..<first]) == [0, 0, 3, 0xE8])
        #expect(writer.splices[1].position == bytes.count)
    }

    @Test func `a fetch response's records are empty unless set, never null`() {
        var writer = WireWriter()
        let response = FetchResponse(responses: [.init(topic: "t", partitions: [.init()])])
        response.encodeFrame(into: &writer, version: 11, correlationId: 0)
        #expect(Array(writer.bytes.array().suffix(4)) == [0, 0, 0, 0])
    }

    @Test func `a string that no reader would take is remembered as a problem`() {
        var writer = WireWriter()
        let long = String(repeating: "x", count: 40_000)
        MetadataResponse(clusterId: long).encodeFrame(into: &writer, version: 8, correlationId: 0)
        #expect(writer.problem == "a string has 40000 bytes, Kafka allows 32767")
        writer.removeAll()
        #expect(writer.problem == nil)
        #expect(writer.bytes.count == 0)
    }

    @Test func `tagged fields are written only when they differ from their default`() {
        var plain = WireWriter()
        ApiVersionsResponse().encodeFrame(into: &plain, version: 3, correlationId: 0)
        #expect(plain.bytes.array().last == 0)
        var epoch = WireWriter()
        ApiVersionsResponse(finalizedFeaturesEpoch: 0).encodeFrame(into: &epoch, version: 3, correlationId: 0)
        #expect(Array(epoch.bytes.array().suffix(11)) == [1, 1, 8, 0, 0, 0, 0, 0, 0, 0, 0])
    }
}
