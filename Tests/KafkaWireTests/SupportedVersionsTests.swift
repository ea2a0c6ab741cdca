import KafkaWire
import Testing

@Suite struct `Supported versions` {
    struct Case: Sendable {
        var key: Int16
        var name: String
        var advertised: ClosedRange<Int16>
        var flexible: Int16
        init(_ key: Int16, _ name: String, _ advertised: ClosedRange<Int16>, _ flexible: Int16) {
            (self.key, self.name, self.advertised, self.flexible) = (key, name, advertised, flexible)
        }
    }

    static let cases = [
        Case(0, "Produce", 0...13, 9), Case(1, "Fetch", 4...17, 12), Case(2, "ListOffsets", 1...11, 6),
        Case(3, "Metadata", 0...13, 9), Case(8, "OffsetCommit", 2...10, 8), Case(9, "OffsetFetch", 1...10, 6),
        Case(10, "FindCoordinator", 0...6, 3), Case(11, "JoinGroup", 0...9, 6), Case(12, "Heartbeat", 0...4, 4),
        Case(13, "LeaveGroup", 0...5, 4), Case(14, "SyncGroup", 0...5, 4), Case(15, "DescribeGroups", 0...6, 5),
        Case(16, "ListGroups", 0...5, 3), Case(18, "ApiVersions", 0...4, 3), Case(19, "CreateTopics", 0...7, 5),
        Case(20, "DeleteTopics", 0...6, 4), Case(21, "DeleteRecords", 0...2, 2), Case(22, "InitProducerId", 0...5, 2),
        Case(23, "OffsetForLeaderEpoch", 2...4, 4), Case(24, "AddPartitionsToTxn", 0...3, 3),
        Case(25, "AddOffsetsToTxn", 0...4, 3), Case(26, "EndTxn", 0...5, 3), Case(28, "TxnOffsetCommit", 0...5, 3),
        Case(32, "DescribeConfigs", 0...4, 4), Case(33, "AlterConfigs", 0...2, 2),
        Case(34, "AlterReplicaLogDirs", 1...2, 2), Case(35, "DescribeLogDirs", 1...4, 2),
        Case(37, "CreatePartitions", 0...3, 2), Case(42, "DeleteGroups", 0...2, 2),
        Case(43, "ElectLeaders", 0...2, 2), Case(44, "IncrementalAlterConfigs", 0...1, 1),
        Case(45, "AlterPartitionReassignments", 0...1, 0), Case(46, "ListPartitionReassignments", 0...0, 0),
        Case(47, "OffsetDelete", 0...0, .max), Case(55, "DescribeQuorum", 0...2, 0),
        Case(57, "UpdateFeatures", 0...1, 0), Case(60, "DescribeCluster", 0...2, 0),
        Case(61, "DescribeProducers", 0...0, 0), Case(65, "DescribeTransactions", 0...0, 0),
        Case(66, "ListTransactions", 0...1, 0), Case(68, "ConsumerGroupHeartbeat", 0...1, 0),
        Case(69, "ConsumerGroupDescribe", 0...1, 0), Case(74, "ListConfigResources", 0...1, 0),
        Case(75, "DescribeTopicPartitions", 0...0, 0),
    ]

    @Test func `are exactly these`() {
        #expect(APIKey.allCases.map(\.rawValue) == Self.cases.map(\.key))
        for row in Self.cases {
            let api = APIKey(rawValue: row.key)
            #expect(api?.name == row.name)
            #expect(api?.advertisedVersions == row.advertised)
            #expect(api?.firstFlexibleVersion == row.flexible)
            #expect(APIName.of(row.key) == row.name)
        }
        #expect(SupportedVersions.table.map(\.apiKey) == Self.cases.map(\.key))
        #expect(SupportedVersions.table.map(\.maxVersion) == Self.cases.map(\.advertised.upperBound))
    }

    @Test func `contain the ranges by which old librdkafka finds its features`() {
        func overlaps(_ key: Int16, _ range: ClosedRange<Int16>) -> Bool {
            SupportedVersions.table.contains { $0.apiKey == key && ($0.minVersion...$0.maxVersion).overlaps(range) }
        }
        // Message versions 1 and 2, zstd, balanced consumers, idempotence.
        for (key, range) in [(0, 2...2), (0, 3...3), (1, 4...4), (0, 7...7), (1, 10...10), (8, 1...2), (9, 1...1), (10, 0...0),
            (11, 0...0), (12, 0...0), (13, 0...0), (14, 0...0), (2, 1...1), (22, 0...0)] as [(Int16, ClosedRange<Int16>)] {
            #expect(overlaps(key, range), "API \(key) versions \(range)")
        }
    }

    @Test func `decide what becomes of a request`() {
        #expect(SupportedVersions.verdict(apiKey: 1, version: 17) == .served(.fetch))
        #expect(SupportedVersions.verdict(apiKey: 18, version: 9) == .apiVersionsUnknown)
        #expect(SupportedVersions.verdict(apiKey: 0, version: 2)
            == .refused("Produce (API key 0) version 2 was asked, Herald serves 3 to 13"))
        #expect(SupportedVersions.verdict(apiKey: 1, version: -1)
            == .refused("Fetch (API key 1) version -1 was asked, Herald serves 4 to 17"))
        #expect(SupportedVersions.verdict(apiKey: 27, version: 0)
            == .refused("WriteTxnMarkers (API key 27) version 0 was asked, which Herald does not serve"))
        #expect(SupportedVersions.verdict(apiKey: 999, version: 0)
            == .refused("an unknown API (API key 999) version 0 was asked, which Herald does not serve"))
    }

    @Test func `choose headers`() {
        #expect(APIKey.fetch.requestHeaderVersion(11) == 1)
        #expect(APIKey.fetch.requestHeaderVersion(12) == 2)
        #expect(APIKey.fetch.responseHeaderVersion(12) == 1)
        #expect(APIKey.apiVersions.requestHeaderVersion(3) == 2)
        #expect(APIKey.apiVersions.responseHeaderVersion(4) == 0)
    }

    @Test func `every API has the name that Kafka gives it`() {
        #expect(APIName.of(17) == "SaslHandshake")
        #expect(APIName.of(68) == "ConsumerGroupHeartbeat")
        #expect(APIName.of(92) == "DeleteShareGroupOffsets")
        #expect(APIName.of(93) == "an unknown API")
        #expect(APIName.of(-1) == "an unknown API")
    }
}
