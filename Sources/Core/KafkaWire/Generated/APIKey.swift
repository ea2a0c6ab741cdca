// Made by wiregen from Definitions/. Change those and run `make generate`.

/// The APIs that Herald speaks.
package enum APIKey: Int16, CaseIterable, Sendable {
    case produce = 0
    case fetch = 1
    case listOffsets = 2
    case metadata = 3
    case offsetCommit = 8
    case offsetFetch = 9
    case findCoordinator = 10
    case joinGroup = 11
    case heartbeat = 12
    case leaveGroup = 13
    case syncGroup = 14
    case describeGroups = 15
    case listGroups = 16
    case apiVersions = 18
    case createTopics = 19
    case deleteTopics = 20
    case deleteRecords = 21
    case initProducerId = 22
    case offsetForLeaderEpoch = 23
    case addPartitionsToTxn = 24
    case addOffsetsToTxn = 25
    case endTxn = 26
    case txnOffsetCommit = 28
    case describeConfigs = 32
    case alterConfigs = 33
    case alterReplicaLogDirs = 34
    case describeLogDirs = 35
    case createPartitions = 37
    case deleteGroups = 42
    case electLeaders = 43
    case incrementalAlterConfigs = 44
    case alterPartitionReassignments = 45
    case listPartitionReassignments = 46
    case offsetDelete = 47
    case describeQuorum = 55
    case updateFeatures = 57
    case describeCluster = 60
    case describeProducers = 61
    case describeTransactions = 65
    case listTransactions = 66
    case consumerGroupHeartbeat = 68
    case consumerGroupDescribe = 69
    case listConfigResources = 74
    case describeTopicPartitions = 75

    /// As Apache Kafka writes it.
    package var name: String {
        switch self {
        case .produce: "Produce"
        case .fetch: "Fetch"
        case .listOffsets: "ListOffsets"
        case .metadata: "Metadata"
        case .offsetCommit: "OffsetCommit"
        case .offsetFetch: "OffsetFetch"
        case .findCoordinator: "FindCoordinator"
        case .joinGroup: "JoinGroup"
        case .heartbeat: "Heartbeat"
        case .leaveGroup: "LeaveGroup"
        case .syncGroup: "SyncGroup"
        case .describeGroups: "DescribeGroups"
        case .listGroups: "ListGroups"
        case .apiVersions: "ApiVersions"
        case .createTopics: "CreateTopics"
        case .deleteTopics: "DeleteTopics"
        case .deleteRecords: "DeleteRecords"
        case .initProducerId: "InitProducerId"
        case .offsetForLeaderEpoch: "OffsetForLeaderEpoch"
        case .addPartitionsToTxn: "AddPartitionsToTxn"
        case .addOffsetsToTxn: "AddOffsetsToTxn"
        case .endTxn: "EndTxn"
        case .txnOffsetCommit: "TxnOffsetCommit"
        case .describeConfigs: "DescribeConfigs"
        case .alterConfigs: "AlterConfigs"
        case .alterReplicaLogDirs: "AlterReplicaLogDirs"
        case .describeLogDirs: "DescribeLogDirs"
        case .createPartitions: "CreatePartitions"
        case .deleteGroups: "DeleteGroups"
        case .electLeaders: "ElectLeaders"
        case .incrementalAlterConfigs: "IncrementalAlterConfigs"
        case .alterPartitionReassignments: "AlterPartitionReassignments"
        case .listPartitionReassignments: "ListPartitionReassignments"
        case .offsetDelete: "OffsetDelete"
        case .describeQuorum: "DescribeQuorum"
        case .updateFeatures: "UpdateFeatures"
        case .describeCluster: "DescribeCluster"
        case .describeProducers: "DescribeProducers"
        case .describeTransactions: "DescribeTransactions"
        case .listTransactions: "ListTransactions"
        case .consumerGroupHeartbeat: "ConsumerGroupHeartbeat"
        case .consumerGroupDescribe: "ConsumerGroupDescribe"
        case .listConfigResources: "ListConfigResources"
        case .describeTopicPartitions: "DescribeTopicPartitions"
        }
    }

    /// Versions that are read, answered and written.
    package var versions: ClosedRange<Int16> {
        switch self {
        case .produce: 3...13
        case .fetch: 4...17
        case .listOffsets: 1...11
        case .metadata: 0...13
        case .offsetCommit: 2...10
        case .offsetFetch: 1...10
        case .findCoordinator: 0...6
        case .joinGroup: 0...9
        case .heartbeat: 0...4
        case .leaveGroup: 0...5
        case .syncGroup: 0...5
        case .describeGroups: 0...6
        case .listGroups: 0...5
        case .apiVersions: 0...4
        case .createTopics: 0...7
        case .deleteTopics: 0...6
        case .deleteRecords: 0...2
        case .initProducerId: 0...5
        case .offsetForLeaderEpoch: 2...4
        case .addPartitionsToTxn: 0...3
        case .addOffsetsToTxn: 0...4
        case .endTxn: 0...5
        case .txnOffsetCommit: 0...5
        case .describeConfigs: 0...4
        case .alterConfigs: 0...2
        case .alterReplicaLogDirs: 1...2
        case .describeLogDirs: 1...4
        case .createPartitions: 0...3
        case .deleteGroups: 0...2
        case .electLeaders: 0...2
        case .incrementalAlterConfigs: 0...1
        case .alterPartitionReassignments: 0...1
        case .listPartitionReassignments: 0...0
        case .offsetDelete: 0...0
        case .describeQuorum: 0...2
        case .updateFeatures: 0...1
        case .describeCluster: 0...2
        case .describeProducers: 0...0
        case .describeTransactions: 0...0
        case .listTransactions: 0...1
        case .consumerGroupHeartbeat: 0...1
        case .consumerGroupDescribe: 0...1
        case .listConfigResources: 0...1
        case .describeTopicPartitions: 0...0
        }
    }

    /// Versions that ApiVersions names; wider than `versions` where old clients want to see more than they use.
    package var advertisedVersions: ClosedRange<Int16> {
        switch self {
        case .produce: 0...13
        case .fetch: 4...17
        case .listOffsets: 1...11
        case .metadata: 0...13
        case .offsetCommit: 2...10
        case .offsetFetch: 1...10
        case .findCoordinator: 0...6
        case .joinGroup: 0...9
        case .heartbeat: 0...4
        case .leaveGroup: 0...5
        case .syncGroup: 0...5
        case .describeGroups: 0...6
        case .listGroups: 0...5
        case .apiVersions: 0...4
        case .createTopics: 0...7
        case .deleteTopics: 0...6
        case .deleteRecords: 0...2
        case .initProducerId: 0...5
        case .offsetForLeaderEpoch: 2...4
        case .addPartitionsToTxn: 0...3
        case .addOffsetsToTxn: 0...4
        case .endTxn: 0...5
        case .txnOffsetCommit: 0...5
        case .describeConfigs: 0...4
        case .alterConfigs: 0...2
        case .alterReplicaLogDirs: 1...2
        case .describeLogDirs: 1...4
        case .createPartitions: 0...3
        case .deleteGroups: 0...2
        case .electLeaders: 0...2
        case .incrementalAlterConfigs: 0...1
        case .alterPartitionReassignments: 0...1
        case .listPartitionReassignments: 0...0
        case .offsetDelete: 0...0
        case .describeQuorum: 0...2
        case .updateFeatures: 0...1
        case .describeCluster: 0...2
        case .describeProducers: 0...0
        case .describeTransactions: 0...0
        case .listTransactions: 0...1
        case .consumerGroupHeartbeat: 0...1
        case .consumerGroupDescribe: 0...1
        case .listConfigResources: 0...1
        case .describeTopicPartitions: 0...0
        }
    }

    /// The first version with compact lengths and tagged fields; `Int16.max` if there is none.
    package var firstFlexibleVersion: Int16 {
        switch self {
        case .produce: 9
        case .fetch: 12
        case .listOffsets: 6
        case .metadata: 9
        case .offsetCommit: 8
        case .offsetFetch: 6
        case .findCoordinator: 3
        case .joinGroup: 6
        case .heartbeat: 4
        case .leaveGroup: 4
        case .syncGroup: 4
        case .describeGroups: 5
        case .listGroups: 3
        case .apiVersions: 3
        case .createTopics: 5
        case .deleteTopics: 4
        case .deleteRecords: 2
        case .initProducerId: 2
        case .offsetForLeaderEpoch: 4
        case .addPartitionsToTxn: 3
        case .addOffsetsToTxn: 3
        case .endTxn: 3
        case .txnOffsetCommit: 3
        case .describeConfigs: 4
        case .alterConfigs: 2
        case .alterReplicaLogDirs: 2
        case .describeLogDirs: 2
        case .createPartitions: 2
        case .deleteGroups: 2
        case .electLeaders: 2
        case .incrementalAlterConfigs: 1
        case .alterPartitionReassignments: 0
        case .listPartitionReassignments: 0
        case .offsetDelete: .max
        case .describeQuorum: 0
        case .updateFeatures: 0
        case .describeCluster: 0
        case .describeProducers: 0
        case .describeTransactions: 0
        case .listTransactions: 0
        case .consumerGroupHeartbeat: 0
        case .consumerGroupDescribe: 0
        case .listConfigResources: 0
        case .describeTopicPartitions: 0
        }
    }
}
