import Bytes
import DurableState
import Testing
import TopicModel

@Suite struct `Records of the metadata topic` {
    private func stored(_ key: [UInt8]?, _ value: [UInt8]?) -> StoredRecord {
        StoredRecord(partition: TopicRecord.partition, offset: 7, timestamp: 0, key: key, value: value)
    }

    private func hex(_ text: String) throws -> [UInt8] { try #require(HexDump.parse(text)) }

    private let key = """
        0000            # kind: topic
        0002 6162       # name "ab"
        """

    private let value = """
        0000                                # version
        00112233445546678899aabbccddeeff    # topic id
        00000003                            # partitions
        00000002                            # options
        0008 666c7573682e6d73 0001 35       # flush.ms = 5
        000a 7365676d656e742e6d73 0001 39   # segment.ms = 9
        """

    private func topic() throws -> TopicDescription {
        TopicDescription(
            name: try TopicName("ab"), id: TopicID(high: 0x0011_2233_4455_4667, low: 0x8899_aabb_ccdd_eeff),
            partitionCount: 3, overrides: ["segment.ms": "9", "flush.ms": "5"])
    }

    @Test func `are written as the format page says`() throws {
        let (partition, record) = TopicRecord.topic(try topic()).encoded()
        #expect(partition == LogPartition(topic: "_herald_metadata", index: 0))
        #expect(record.key == (try hex(key)))
        #expect(record.value == (try hex(value)))
        let deleted = TopicRecord.deleted(try TopicName("ab")).encoded().record
        #expect(deleted == NewRecord(key: try hex(key), value: nil))
    }

    @Test func `are read back`() throws {
        #expect(try TopicRecord.decode(stored(hex(key), hex(value))) == .topic(topic()))
        #expect(try TopicRecord.decode(stored(hex(key), nil)) == .deleted(TopicName("ab")))
    }

    @Test func `of a later kind are passed over`() throws {
        #expect(try TopicRecord.decode(stored(hex("0001 ffff"), [])) == nil)
    }

    @Test func `cut off at any byte are refused, not guessed`() throws {
        let whole = try hex(value)
        for count in 0..<whole.count {
            #expect(throws: UnreadableRecord.self) { try TopicRecord.decode(stored(try hex(key), Array(whole.prefix(count)))) }
        }
    }

    struct Bad {
        var key: String
        var value: String
        var says: String
    }

    @Test(arguments: [
        Bad(key: "0000 0001 2f", value: "", says: "contains a character"),
        Bad(key: "0000 ffff", value: "", says: "negative length"),
        Bad(key: "0000 0001 61", value: "0001", says: "this program reads version 0"),
        Bad(key: "0000 0001 61", value: "0000 00112233445546678899aabbccddeeff 00000000", says: "partition count"),
        Bad(key: "0000 0001 61", value: "0000 00112233445546678899aabbccddeeff 00000001 7fffffff", says: "the limit is 1000"),
        Bad(key: "0000 0001 61", value: "0000 00112233445546678899aabbccddeeff 00000001 ffffffff", says: "the limit is 1000"),
    ])
    func `that cannot be are refused with the place`(_ row: Bad) throws {
        let record = stored(try hex(row.key), try hex(row.value))
        let error = #expect(throws: UnreadableRecord.self) { try TopicRecord.decode(record) }
        #expect(error?.description.contains(row.says) == true, "\(String(describing: error))")
        #expect(error?.description.hasPrefix("_herald_metadata-0 at offset 7") == true)
    }

    @Test func `replayed give the catalog that wrote them`() throws {
        var catalog = TopicCatalog()
        var log: [StoredRecord] = []
        func run(_ command: TopicCommand) throws {
            for record in try catalog.decide(command).records {
                catalog.apply(record)
                let encoded = record.encoded().record
                log.append(stored(encoded.key, encoded.value))
            }
        }
        for index: UInt64 in 0..<20 {
            try run(.create(.init(name: "t\(index)", id: TopicID(random: index, index), partitionCount: 2)))
        }
        try run(.delete(.name("t3"), by: .client))
        try run(.create(.init(name: "t3", id: TopicID(random: 99, 99), partitionCount: 1)))
        try run(.addPartitions(topic: "t4", total: 9, by: .client, validateOnly: false))
        try run(.changeConfig(topic: "t5", [.init(.set, "retention.ms", "1")], by: .client, validateOnly: false))

        var replayed = TopicCatalog()
        for record in log { replayed.apply(try #require(try TopicRecord.decode(record))) }
        #expect(replayed.sorted == catalog.sorted)
        #expect(replayed.partitionCount == catalog.partitionCount)
        for topic in catalog.sorted { #expect(replayed[topic.id] == topic) }
    }
}
