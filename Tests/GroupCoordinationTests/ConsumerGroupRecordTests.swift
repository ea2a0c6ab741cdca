import Bytes
import DurableState
import GroupCoordination
import Testing
import TopicModel

// The hex is written by hand from the field tables in docs/formats/offsets-topic.md, which follow Kafka's message definitions
// ConsumerGroup{Metadata,PartitionMetadata,MemberMetadata,TargetAssignmentMetadata,TargetAssignmentMember,
// CurrentMemberAssignment}{Key,Value}, and how its generated code writes a nullable struct in a tagged field.

private func hex(_ text: String) throws -> [UInt8] { try #require(HexDump.parse(text)) }

@Suite struct `Records of groups whose assignments the server makes` {
    private static let orders = TopicID(high: 0x0011_2233_4455_6677, low: 0x8899_aabb_ccdd_eeff)
    private static let users = TopicID(high: 0x0011_2233_4455_6677, low: 0x8899_aabb_ccdd_ef00)

    private static func places(_ topic: TopicID, _ indexes: Int32...) -> Set<AssignedPartition> {
        Set(indexes.map { AssignedPartition(topic: topic, index: $0) })
    }

    struct Row: CustomTestStringConvertible {
        var name: String
        var key: String
        var value: String
        var means: ConsumerGroupChange
        /// The same without its value.
        var tombstone: ConsumerGroupChange
        /// Other bytes that mean the same.
        var also: String?

        var testDescription: String { name }
    }

    static let rows = [
        Row(
            name: "epoch",
            key: """
                0003                # type
                0002 6731           # group "g1"
                """,
            value: """
                0000                # version
                00000102            # epoch
                00                  # no tagged fields
                """,
            means: .epoch(ConsumerGroupMetadata(epoch: 258, timestamp: 9)), tombstone: .epoch(nil),
            // Tag 0, eight bytes: the hash of the topics' metadata that newer brokers add.
            also: "0000 00000102 01 00 08 0011223344556677"),
        Row(
            name: "topics",
            key: "0004 0002 6731",
            value: """
                0000
                03                  # topics, one more than there are
                  00112233445566778899aabbccddeeff
                  07 6f7264657273   #   "orders"
                  00000006          #   partitions
                  01                #   no racks
                  00
                  00112233445566778899aabbccddef00
                  06 7573657273     #   "users"
                  00000003
                  01
                  00
                00
                """,
            means: .topics(["orders": .init(id: orders, partitionCount: 6), "users": .init(id: users, partitionCount: 3)]),
            tombstone: .topics(nil),
            also: """
                0000
                03
                  00112233445566778899aabbccddeeff 07 6f7264657273 00000006
                  03                #   racks of two partitions
                    00000000 02 03 7231 00
                    00000001 03 03 7231 03 7232 00
                  00
                  00112233445566778899aabbccddef00 06 7573657273 00000003 01 01 05 01 ff
                00
                """),
        Row(
            name: "member",
            key: """
                0005
                0002 6731           # group "g1"
                0002 6d31           # member "m1"
                """,
            value: """
                0000
                02 69               # instance id "i"
                03 7231             # rack id "r1"
                04 617070           # client id "app"
                0a 2f31302e302e302e37   # client host "/10.0.0.7"
                03                  # topics
                  07 6f7264657273   #   "orders"
                  06 7573657273     #   "users"
                04 6c2e2a           # regular expression "l.*"
                0000ea60            # rebalance timeout
                06 72616e6765       # assignor "range"
                00
                """,
            means: .member(
                "m1",
                ConsumerMemberMetadata(
                    instanceID: "i", rackID: "r1", clientID: "app", clientHost: "/10.0.0.7", topics: ["orders", "users"],
                    pattern: "l.*", rebalanceTimeout: 60_000, assignor: .range)), tombstone: .member("m1", nil)),
        Row(
            name: "member that says little",
            key: "0005 0002 6731 0002 6d31",
            value: """
                0000
                00                  # no instance id
                00                  # no rack id
                01                  # client id ""
                01                  # client host ""
                01                  # no topics
                00                  # no regular expression
                ffffffff            # rebalance timeout
                00                  # no assignor
                00
                """,
            means: .member("m1", ConsumerMemberMetadata(clientID: "", clientHost: "", rebalanceTimeout: -1)),
            tombstone: .member("m1", nil),
            // An empty expression, an assignor that is not known here, a classic voice that is not there, an unknown tag.
            also: "0000 00 00 01 01 01 01 ffffffff 05 6d696e65 02 00 01 00 07 02 0000"),
        Row(
            name: "member that speaks the classic protocol",
            key: "0005 0002 6731 0002 6d31",
            value: """
                0000
                00 00 02 63 03 2f68
                02 02 74            # topic "t"
                00 000493e0 00
                01                  # tagged fields
                  00                #   tag 0: the classic member
                  1e                #   bytes that follow
                  01                #   it is there
                  00002710          #   session timeout
                  03                #   protocols
                    06 72616e6765   #     "range"
                    03 0102         #     metadata
                    00
                    0b 726f756e64726f62696e   # "roundrobin"
                    01
                    00
                  00
                """,
            means: .member(
                "m1",
                ConsumerMemberMetadata(
                    clientID: "c", clientHost: "/h", topics: ["t"], rebalanceTimeout: 300_000,
                    classic: .init(
                        protocols: [
                            GroupProtocol(name: "range", metadata: [1, 2]), GroupProtocol(name: "roundrobin", metadata: []),
                        ], sessionTimeout: 10_000))), tombstone: .member("m1", nil)),
        Row(
            name: "epoch of the target",
            key: "0006 0002 6731",
            value: "0000 00000102 00",
            means: .targetEpoch(258), tombstone: .targetEpoch(nil), also: "0000 00000102 01 07 01 ff"),
        Row(
            name: "target of a member",
            key: "0007 0002 6731 0002 6d31",
            value: """
                0000
                03                  # topics
                  00112233445566778899aabbccddeeff
                  03                #   partitions
                    00000000 00000100
                  00
                  00112233445566778899aabbccddef00
                  02 00000002
                  00
                00
                """,
            means: .target("m1", places(orders, 0, 256).union(places(users, 2))), tombstone: .target("m1", nil),
            also: """
                0000 03
                00112233445566778899aabbccddef00 02 00000002 00
                00112233445566778899aabbccddeeff 03 00000100 00000000 00 00
                """),
        Row(
            name: "target of nothing",
            key: "0007 0002 6731 0002 6d31", value: "0000 01 00", means: .target("m1", []), tombstone: .target("m1", nil)),
        Row(
            name: "what a member holds",
            key: "0008 0002 6731 0002 6d31",
            value: """
                0000
                00000005            # epoch
                00000004            # previous epoch
                01                  # state: unrevoked
                02                  # assigned
                  00112233445566778899aabbccddeeff 02 00000000 00
                02                  # to revoke
                  00112233445566778899aabbccddeeff 03 00000001 00000002 00
                00
                """,
            means: .current(
                "m1",
                ConsumerMemberAssignment(
                    epoch: 5, previousEpoch: 4, state: .unrevoked, assigned: places(orders, 0), revoking: places(orders, 1, 2))),
            tombstone: .current("m1", nil)),
        Row(
            name: "a static member that is away",
            key: "0008 0002 6731 0002 6d31",
            value: "0000 fffffffe 00000004 00 01 01 00",
            means: .current("m1", ConsumerMemberAssignment(epoch: -2, previousEpoch: 4)), tombstone: .current("m1", nil)),
    ]

    private func decode(_ key: String, _ value: String?) throws -> OffsetsRecord? {
        try OffsetsRecord.decode(
            StoredRecord(
                partition: OffsetsPartition.partition(3), offset: 9, timestamp: 9, key: try hex(key),
                value: try value.map { try hex($0) }))
    }

    @Test(arguments: rows)
    func `are written and read byte for byte`(_ row: Row) throws {
        let record = OffsetsRecord(shard: 3, .consumers("g1", row.means))
        let (partition, written) = record.encoded()
        #expect(partition == OffsetsPartition.partition(3))
        #expect(written.key == (try hex(row.key)))
        #expect(written.value == (try hex(row.value)), "\(HexDump.compact(written.value ?? []))")
        if case .epoch = row.means { #expect(written.timestamp == 9) } else { #expect(written.timestamp == nil) }
        #expect(try decode(row.key, row.value) == record)
        if let also = row.also { #expect(try decode(row.key, also) == record) }
    }

    @Test(arguments: rows)
    func `without a value take back what was there`(_ row: Row) throws {
        let record = OffsetsRecord(shard: 3, .consumers("g1", row.tombstone))
        #expect(record.encoded().record == NewRecord(key: try hex(row.key), value: nil))
        #expect(try decode(row.key, nil) == record)
    }

    @Test(arguments: rows)
    func `cut off anywhere are refused, not guessed`(_ row: Row) throws {
        let key = try hex(row.key)
        for text in [row.value, row.also].compactMap({ $0 }) {
            let whole = try hex(text)
            for count in 0..<whole.count {
                let cut = StoredRecord(
                    partition: OffsetsPartition.partition(3), offset: 9, timestamp: 9, key: key,
                    value: Array(whole.prefix(count)))
                #expect(throws: UnreadableRecord.self) { try OffsetsRecord.decode(cut) }
            }
        }
        for count in 0..<key.count {
            let cut = StoredRecord(
                partition: OffsetsPartition.partition(3), offset: 9, timestamp: 9, key: Array(key.prefix(count)), value: nil)
            #expect(throws: UnreadableRecord.self) { try OffsetsRecord.decode(cut) }
        }
    }

    struct Bad {
        var key: String
        var value: String
        var says: String
    }

    @Test(arguments: [
        Bad(key: "0003 0001 67", value: "0001 00000102 00", says: "is of version 1; this program reads 0"),
        Bad(key: "0004 0001 67", value: "0000 ffffffff0f", says: "topics"),
        Bad(key: "0005 0001 67 0001 6d", value: "0000 00 00 01 01 ffffff7f", says: "topics"),
        Bad(key: "0005 0001 67 0001 6d", value: "0000 00 00 00", says: "client id"),
        Bad(key: "0007 0001 67 0001 6d", value: "0000 00 00", says: "partitions"),
        Bad(
            key: "0007 0001 67 0001 6d", value: "0000 02 00112233445566778899aabbccddeeff ffffff0f",
            says: "partitions of a topic"),
        Bad(key: "0008 0001 67 0001 6d", value: "0000 00000001 00000000 03 01 01 00", says: "is 3; there are 0, 1 and 2"),
        Bad(key: "0008 0001 67 ffff", value: "0000 00000001 00000000 00 01 01 00", says: "member id"),
    ])
    func `that cannot be are refused with the place`(_ row: Bad) throws {
        let error = #expect(throws: UnreadableRecord.self) { try decode(row.key, row.value) }
        #expect(error?.description.contains(row.says) == true, "\(String(describing: error))")
        #expect(error?.description.hasPrefix("__consumer_offsets-3 at offset 9") == true)
    }
}
