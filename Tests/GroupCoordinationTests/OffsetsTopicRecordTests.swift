import Bytes
import DurableState
import GroupCoordination
import Testing

// The hex is written by hand from the field tables in docs/formats/offsets-topic.md, which follow Kafka's message
// definitions OffsetCommitKey/Value and GroupMetadataKey/Value. ConsumerGroupRecordTests has the other kind of groups.

private func hex(_ text: String) throws -> [UInt8] { try #require(HexDump.parse(text)) }

private func stored(_ key: [UInt8]?, _ value: [UInt8]?) -> StoredRecord {
    StoredRecord(partition: OffsetsPartition.partition(3), offset: 9, timestamp: 0, key: key, value: value)
}

@Suite struct `Offset records` {
    private let key = """
        0001                # type: offset
        0002 6731           # group "g1"
        0006 6f7264657273   # topic "orders"
        00000005            # partition
        """

    private func record(_ offset: CommittedOffset?) -> OffsetsRecord {
        OffsetsRecord(shard: 3, .offset(group: "g1", LogPartition(topic: "orders", index: 5), offset))
    }

    @Test func `are written as version 3`() throws {
        let offset = CommittedOffset(offset: 258, leaderEpoch: 7, metadata: "né", commitTimestamp: 1_700_000_000_000)
        let (partition, written) = record(offset).encoded()
        #expect(partition == LogPartition(topic: "__consumer_offsets", index: 3))
        #expect(written.key == (try hex(key)))
        #expect(written.value == (try hex("""
            0003                # version
            0000000000000102    # offset
            00000007            # leader epoch
            0003 6ec3a9         # metadata
            0000018bcfe56800    # committed at
            """)))
        #expect(record(nil).encoded().record == NewRecord(key: try hex(key), value: nil))
    }

    struct Version {
        var value: String
        var means: CommittedOffset
    }

    @Test(arguments: [
        Version(
            value: "0000 0000000000000102 0001 6d 0000000000000010",
            means: CommittedOffset(offset: 258, metadata: "m", commitTimestamp: 16)),
        Version(
            value: "0001 0000000000000102 0001 6d 0000000000000010 0000000000000020",
            means: CommittedOffset(offset: 258, metadata: "m", commitTimestamp: 16, expireTimestamp: 32)),
        Version(
            value: "0001 0000000000000102 0001 6d 0000000000000010 ffffffffffffffff",
            means: CommittedOffset(offset: 258, metadata: "m", commitTimestamp: 16)),
        Version(
            value: "0002 0000000000000102 0000 0000000000000010",
            means: CommittedOffset(offset: 258, commitTimestamp: 16)),
        Version(
            value: "0003 0000000000000102 ffffffff 0001 6d 0000000000000010",
            means: CommittedOffset(offset: 258, metadata: "m", commitTimestamp: 16)),
        Version(  // compact metadata "m"; one tag: number 0, 16 bytes of topic id
            value: """
                0004 0000000000000102 00000007 02 6d 0000000000000010
                01 00 10 00112233445566778899aabbccddeeff
                """,
            means: CommittedOffset(offset: 258, leaderEpoch: 7, metadata: "m", commitTimestamp: 16)),
    ])
    func `of every version are read`(_ row: Version) throws {
        #expect(try OffsetsRecord.decode(stored(hex(key), hex(row.value))) == record(row.means))
    }

    @Test func `with a key of type 0 and without a value are read`() throws {
        #expect(try OffsetsRecord.decode(stored(hex("0000 0002 6731 0006 6f7264657273 00000005"), nil)) == record(nil))
    }
}

@Suite struct `Group records` {
    private let key = """
        0002        # type: group
        0002 6731   # group "g1"
        """

    private let metadata = GroupMetadata(
        protocolType: "consumer", generation: 3, protocolName: "range", leader: "m1", stateTimestamp: 16,
        members: [
            .init(
                memberID: "m1", instanceID: "i", clientID: "c", clientHost: "/h", rebalanceTimeout: 300_000,
                sessionTimeout: 10_000, subscription: [1, 2], assignment: [3]),
            .init(
                memberID: "m2", clientID: "c", clientHost: "/h", rebalanceTimeout: 300_000, sessionTimeout: 10_000,
                subscription: [], assignment: []),
        ])

    private let version3 = """
        0003                        # version
        0008 636f6e73756d6572       # protocol type "consumer"
        00000003                    # generation
        0005 72616e6765             # protocol "range"
        0002 6d31                   # leader "m1"
        0000000000000010            # in this state since
        00000002                    # members
          0002 6d31                 #   member id
          0001 69                   #   instance id
          0001 63                   #   client id
          0002 2f68                 #   client host
          000493e0                  #   rebalance timeout
          00002710                  #   session timeout
          00000002 0102             #   subscription
          00000001 03               #   assignment
          0002 6d32                 #   member id
          ffff                      #   no instance id
          0001 63                   #   client id
          0002 2f68                 #   client host
          000493e0                  #   rebalance timeout
          00002710                  #   session timeout
          00000000                  #   subscription
          00000000                  #   assignment
        """

    @Test func `are written as version 3`() throws {
        let written = OffsetsRecord(shard: 3, .group("g1", metadata)).encoded().record
        #expect(written.key == (try hex(key)))
        #expect(written.value == (try hex(version3)))
        let deleted = OffsetsRecord(shard: 3, .group("g1", nil)).encoded().record
        #expect(deleted == NewRecord(key: try hex(key), value: nil))
    }

    @Test func `of an empty group have no protocol and no leader`() throws {
        let empty = GroupMetadata(protocolType: "consumer", generation: 4, stateTimestamp: 16)
        #expect(OffsetsRecord(shard: 3, .group("g1", empty)).encoded().record.value == (try hex("""
            0003 0008 636f6e73756d6572 00000004
            ffff                # no protocol
            ffff                # no leader
            0000000000000010
            00000000            # no members
            """)))
    }

    struct Version {
        var value: String
        var stateTimestamp: Int64
        var rebalanceTimeout: Int32
        var instanceID: String?
    }

    @Test(arguments: [
        Version(
            value: """
                0000 0008 636f6e73756d6572 00000003 0005 72616e6765 0002 6d31 00000001
                0002 6d31 0001 63 0002 2f68 00002710 00000002 0102 00000001 03
                """, stateTimestamp: -1, rebalanceTimeout: 10_000),
        Version(
            value: """
                0001 0008 636f6e73756d6572 00000003 0005 72616e6765 0002 6d31 00000001
                0002 6d31 0001 63 0002 2f68 000493e0 00002710 00000002 0102 00000001 03
                """, stateTimestamp: -1, rebalanceTimeout: 300_000),
        Version(
            value: """
                0002 0008 636f6e73756d6572 00000003 0005 72616e6765 0002 6d31 0000000000000010 00000001
                0002 6d31 0001 63 0002 2f68 000493e0 00002710 00000002 0102 00000001 03
                """, stateTimestamp: 16, rebalanceTimeout: 300_000),
        Version(
            value: """
                0003 0008 636f6e73756d6572 00000003 0005 72616e6765 0002 6d31 0000000000000010 00000001
                0002 6d31 0001 69 0001 63 0002 2f68 000493e0 00002710 00000002 0102 00000001 03
                """, stateTimestamp: 16, rebalanceTimeout: 300_000, instanceID: "i"),
        Version(  // lengths plus one as varints; no tags, member and group
            value: """
                0004 09 636f6e73756d6572 00000003 06 72616e6765 03 6d31 0000000000000010 02
                03 6d31 02 69 02 63 03 2f68 000493e0 00002710 03 0102 02 03 00 00
                """, stateTimestamp: 16, rebalanceTimeout: 300_000, instanceID: "i"),
    ])
    func `of every version are read`(_ row: Version) throws {
        var expected = metadata
        expected.stateTimestamp = row.stateTimestamp
        expected.members.removeLast()
        expected.members[0].rebalanceTimeout = row.rebalanceTimeout
        expected.members[0].instanceID = row.instanceID
        #expect(try OffsetsRecord.decode(stored(hex(key), hex(row.value))) == OffsetsRecord(shard: 3, .group("g1", expected)))
    }

    @Test func `cut off anywhere are refused, not guessed`() throws {
        let whole = try hex(version3)
        for count in 0..<whole.count {
            #expect(throws: UnreadableRecord.self) { try OffsetsRecord.decode(stored(try hex(key), Array(whole.prefix(count)))) }
        }
    }

    @Test func `of other kinds of groups are passed over`() throws {
        for type in [9, 10, 11, 12, 13, 14, 15, 16] {
            #expect(try OffsetsRecord.decode(stored([0, UInt8(type), 0xff], nil)) == nil)
        }
    }

    struct Bad {
        var key: String?
        var value: String
        var says: String
    }

    @Test(arguments: [
        Bad(key: nil, value: "", says: "is missing"),
        Bad(key: "0002 ffff", value: "", says: "negative length"),
        Bad(key: "0002 0001 67", value: "0005", says: "is of version 5"),
        Bad(key: "0002 0001 67", value: "0003 0000 00000001 ffff ffff 0000000000000000 7fffffff", says: "members"),
        Bad(key: "0002 0001 67", value: "0003 0000 00000001 ffff ffff 0000000000000000 ffffffff", says: "negative length"),
        Bad(key: "0002 0001 67", value: "0004 ffffffff0f", says: "the limit is 32767"),
        Bad(key: "0001 0001 67 0001 74 00000000", value: "0007", says: "is of version 7"),
    ])
    func `that cannot be are refused with the place`(_ row: Bad) throws {
        let record = stored(try row.key.map { try hex($0) }, try hex(row.value))
        let error = #expect(throws: UnreadableRecord.self) { try OffsetsRecord.decode(record) }
        #expect(error?.description.contains(row.says) == true, "\(String(describing: error))")
        #expect(error?.description.hasPrefix("__consumer_offsets-3 at offset 9") == true)
    }
}

@Suite struct `The partition of a group` {
    struct Case {
        var group: String
        var hash: Int32
    }

    // Java's "…".hashCode(): the sum of units times powers of 31, worked out outside this program.
    @Test(arguments: [
        Case(group: "", hash: 0),
        Case(group: "a", hash: 97),
        Case(group: "ab", hash: 97 * 31 + 98),
        Case(group: "orders-service", hash: 23943117),
        Case(group: "größe", hash: 98762257),
        Case(group: "😀", hash: 1772899),
        Case(group: "polygenelubricants", hash: .min),
    ])
    func `follows Java's hash, made non-negative`(_ row: Case) {
        for count: Int32 in [1, 8, 50] {
            #expect(OffsetsPartition.index(of: row.group, count: count) == (row.hash & .max) % count)
        }
    }
}

@Suite struct `The consumer protocol` {
    @Test func `of a subscription`() throws {
        let subscription = try ConsumerProtocol.Subscription(decoding: hex("""
            0003                # version
            00000002            # topics
            0001 61 0001 62
            00000001 ff         # user data
            00000001            # owned
            0001 61 00000002 00000000 00000003
            00000009            # generation
            0002 7231           # rack
            """))
        #expect(subscription.topics == ["a", "b"])
        #expect(subscription.owned == [LogPartition(topic: "a", index: 0), LogPartition(topic: "a", index: 3)])
    }

    @Test func `of a subscription of version 0, with nothing owned`() throws {
        let subscription = try ConsumerProtocol.Subscription(decoding: hex("0000 00000001 0001 61 ffffffff"))
        #expect(subscription.topics == ["a"] && subscription.owned.isEmpty)
    }

    @Test func `of an assignment`() throws {
        let assignment = try ConsumerProtocol.Assignment(decoding: hex("0001 00000001 0001 61 00000001 00000004 ffffffff"))
        #expect(assignment.partitions == [LogPartition(topic: "a", index: 4)])
    }

    @Test(arguments: ["", "00", "0000 7fffffff", "0000 ffffffff", "0000 00000001 ffff", "0001 00000000 ffffffff 10000000"])
    func `is not believed when it cannot be`(_ text: String) throws {
        let bytes = try hex(text)
        #expect(throws: MalformedBytes.self) { try ConsumerProtocol.Subscription(decoding: bytes) }
    }
}
