// Made by wiregen from Definitions/55-DescribeQuorum.msg. Change that and run `make generate`.

package import Bytes

/// Tells who agrees on the cluster's metadata, and how far each of them is (KIP-595).
/// - v1: when a replica was last heard of (KIP-836)
/// - v2: sentences for errors, directories, and where the nodes are (KIP-853)
package struct DescribeQuorumRequest: KafkaRequest {
    package typealias Response = DescribeQuorumResponse
    package static var api: APIKey { .describeQuorum }
    package static var minimumByteCount: Int { 2 }

    package var topics: [TopicData]

    package init(
        topics: [TopicData] = []
    ) {
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        topics = try reader.readStructs("DescribeQuorumRequest.topics", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeStructs(topics, version: version)
        writer.endStruct()
    }

    package struct TopicData: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var topicName: String
        package var partitions: [PartitionData]

        package init(
            topicName: String = "",
            partitions: [PartitionData] = []
        ) {
            self.topicName = topicName
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            topicName = try reader.readString("TopicData.topicName")
            partitions = try reader.readStructs("TopicData.partitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(topicName)
            writer.writeStructs(partitions, version: version)
            writer.endStruct()
        }
    }

    package struct PartitionData: KafkaStruct {
        package static var minimumByteCount: Int { 5 }

        package var partitionIndex: Int32

        package init(
            partitionIndex: Int32 = 0
        ) {
            self.partitionIndex = partitionIndex
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            partitionIndex = try reader.readInteger("PartitionData.partitionIndex")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partitionIndex)
            writer.endStruct()
        }
    }
}

/// The answer to `DescribeQuorumRequest`.
package struct DescribeQuorumResponse: KafkaResponse {
    package static var api: APIKey { .describeQuorum }
    package static var minimumByteCount: Int { 4 }

    package var errorCode: ErrorCode
    package var errorMessage: String?
    package var topics: [TopicData]
    package var nodes: [Node]

    package init(
        errorCode: ErrorCode = .none,
        errorMessage: String? = nil,
        topics: [TopicData] = [],
        nodes: [Node] = []
    ) {
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.topics = topics
        self.nodes = nodes
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        errorCode = try reader.readError("DescribeQuorumResponse.errorCode")
        if version >= 2 {
            errorMessage = try reader.readNullableString("DescribeQuorumResponse.errorMessage")
        }
        topics = try reader.readStructs("DescribeQuorumResponse.topics", version: version)
        if version >= 2 {
            nodes = try reader.readStructs("DescribeQuorumResponse.nodes", version: version)
        }
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeError(errorCode)
        if version >= 2 {
            writer.writeNullableString(errorMessage)
        }
        writer.writeStructs(topics, version: version)
        if version >= 2 {
            writer.writeStructs(nodes, version: version)
        }
        writer.endStruct()
    }

    package struct TopicData: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var topicName: String
        package var partitions: [PartitionData]

        package init(
            topicName: String = "",
            partitions: [PartitionData] = []
        ) {
            self.topicName = topicName
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            topicName = try reader.readString("TopicData.topicName")
            partitions = try reader.readStructs("TopicData.partitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(topicName)
            writer.writeStructs(partitions, version: version)
            writer.endStruct()
        }
    }

    package struct PartitionData: KafkaStruct {
        package static var minimumByteCount: Int { 25 }

        package var partitionIndex: Int32
        package var errorCode: ErrorCode
        package var errorMessage: String?
        package var leaderId: Int32
        package var leaderEpoch: Int32
        package var highWatermark: Int64
        package var currentVoters: [Voter]
        package var observers: [Observer]

        package init(
            partitionIndex: Int32 = 0,
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil,
            leaderId: Int32 = 0,
            leaderEpoch: Int32 = 0,
            highWatermark: Int64 = 0,
            currentVoters: [Voter] = [],
            observers: [Observer] = []
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.leaderId = leaderId
            self.leaderEpoch = leaderEpoch
            self.highWatermark = highWatermark
            self.currentVoters = currentVoters
            self.observers = observers
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            partitionIndex = try reader.readInteger("PartitionData.partitionIndex")
            errorCode = try reader.readError("PartitionData.errorCode")
            if version >= 2 {
                errorMessage = try reader.readNullableString("PartitionData.errorMessage")
            }
            leaderId = try reader.readInteger("PartitionData.leaderId")
            leaderEpoch = try reader.readInteger("PartitionData.leaderEpoch")
            highWatermark = try reader.readInteger("PartitionData.highWatermark")
            currentVoters = try reader.readStructs("PartitionData.currentVoters", version: version)
            observers = try reader.readStructs("PartitionData.observers", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partitionIndex)
            writer.writeError(errorCode)
            if version >= 2 {
                writer.writeNullableString(errorMessage)
            }
            writer.writeInteger(leaderId)
            writer.writeInteger(leaderEpoch)
            writer.writeInteger(highWatermark)
            writer.writeStructs(currentVoters, version: version)
            writer.writeStructs(observers, version: version)
            writer.endStruct()
        }
    }

    package struct Voter: KafkaStruct {
        package static var minimumByteCount: Int { 13 }

        package var replicaId: Int32
        package var replicaDirectoryId: KafkaUUID
        package var logEndOffset: Int64
        /// Milliseconds since 1970; -1 for the leader itself.
        package var lastFetchTimestamp: Int64
        package var lastCaughtUpTimestamp: Int64

        package init(
            replicaId: Int32 = 0,
            replicaDirectoryId: KafkaUUID = .zero,
            logEndOffset: Int64 = 0,
            lastFetchTimestamp: Int64 = -1,
            lastCaughtUpTimestamp: Int64 = -1
        ) {
            self.replicaId = replicaId
            self.replicaDirectoryId = replicaDirectoryId
            self.logEndOffset = logEndOffset
            self.lastFetchTimestamp = lastFetchTimestamp
            self.lastCaughtUpTimestamp = lastCaughtUpTimestamp
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            replicaId = try reader.readInteger("Voter.replicaId")
            if version >= 2 {
                replicaDirectoryId = try reader.readUUID("Voter.replicaDirectoryId")
            }
            logEndOffset = try reader.readInteger("Voter.logEndOffset")
            if version >= 1 {
                lastFetchTimestamp = try reader.readInteger("Voter.lastFetchTimestamp")
            }
            if version >= 1 {
                lastCaughtUpTimestamp = try reader.readInteger("Voter.lastCaughtUpTimestamp")
            }
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(replicaId)
            if version >= 2 {
                writer.writeUUID(replicaDirectoryId)
            }
            writer.writeInteger(logEndOffset)
            if version >= 1 {
                writer.writeInteger(lastFetchTimestamp)
            }
            if version >= 1 {
                writer.writeInteger(lastCaughtUpTimestamp)
            }
            writer.endStruct()
        }
    }

    package struct Observer: KafkaStruct {
        package static var minimumByteCount: Int { 13 }

        package var replicaId: Int32
        package var replicaDirectoryId: KafkaUUID
        package var logEndOffset: Int64
        package var lastFetchTimestamp: Int64
        package var lastCaughtUpTimestamp: Int64

        package init(
            replicaId: Int32 = 0,
            replicaDirectoryId: KafkaUUID = .zero,
            logEndOffset: Int64 = 0,
            lastFetchTimestamp: Int64 = -1,
            lastCaughtUpTimestamp: Int64 = -1
        ) {
            self.replicaId = replicaId
            self.replicaDirectoryId = replicaDirectoryId
            self.logEndOffset = logEndOffset
            self.lastFetchTimestamp = lastFetchTimestamp
            self.lastCaughtUpTimestamp = lastCaughtUpTimestamp
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            replicaId = try reader.readInteger("Observer.replicaId")
            if version >= 2 {
                replicaDirectoryId = try reader.readUUID("Observer.replicaDirectoryId")
            }
            logEndOffset = try reader.readInteger("Observer.logEndOffset")
            if version >= 1 {
                lastFetchTimestamp = try reader.readInteger("Observer.lastFetchTimestamp")
            }
            if version >= 1 {
                lastCaughtUpTimestamp = try reader.readInteger("Observer.lastCaughtUpTimestamp")
            }
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(replicaId)
            if version >= 2 {
                writer.writeUUID(replicaDirectoryId)
            }
            writer.writeInteger(logEndOffset)
            if version >= 1 {
                writer.writeInteger(lastFetchTimestamp)
            }
            if version >= 1 {
                writer.writeInteger(lastCaughtUpTimestamp)
            }
            writer.endStruct()
        }
    }

    package struct Node: KafkaStruct {
        package static var minimumByteCount: Int { 6 }

        package var nodeId: Int32
        package var listeners: [Listener]

        package init(
            nodeId: Int32 = 0,
            listeners: [Listener] = []
        ) {
            self.nodeId = nodeId
            self.listeners = listeners
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            nodeId = try reader.readInteger("Node.nodeId")
            listeners = try reader.readStructs("Node.listeners", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(nodeId)
            writer.writeStructs(listeners, version: version)
            writer.endStruct()
        }
    }

    package struct Listener: KafkaStruct {
        package static var minimumByteCount: Int { 5 }

        package var name: String
        package var host: String
        /// Without a sign on the wire: the bits of a UInt16.
        package var port: Int16

        package init(
            name: String = "",
            host: String = "",
            port: Int16 = 0
        ) {
            self.name = name
            self.host = host
            self.port = port
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("Listener.name")
            host = try reader.readString("Listener.host")
            port = try reader.readInteger("Listener.port")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeString(host)
            writer.writeInteger(port)
            writer.endStruct()
        }
    }
}
