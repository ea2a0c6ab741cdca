// Made by wiregen from Definitions/75-DescribeTopicPartitions.msg. Change that and run `make generate`.

package import Bytes

/// Describes topics a page at a time (KIP-966).
package struct DescribeTopicPartitionsRequest: KafkaRequest {
    package typealias Response = DescribeTopicPartitionsResponse
    package static var api: APIKey { .describeTopicPartitions }
    package static var minimumByteCount: Int { 7 }

    /// None asks for all topics.
    package var topics: [TopicRequest]
    package var responsePartitionLimit: Int32
    /// Where to go on; null begins.
    package var cursor: Cursor?

    package init(
        topics: [TopicRequest] = [],
        responsePartitionLimit: Int32 = 2000,
        cursor: Cursor? = nil
    ) {
        self.topics = topics
        self.responsePartitionLimit = responsePartitionLimit
        self.cursor = cursor
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        topics = try reader.readStructs("DescribeTopicPartitionsRequest.topics", version: version)
        responsePartitionLimit = try reader.readInteger("DescribeTopicPartitionsRequest.responsePartitionLimit")
        cursor = try reader.readNullableStruct("DescribeTopicPartitionsRequest.cursor", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeStructs(topics, version: version)
        writer.writeInteger(responsePartitionLimit)
        writer.writeNullableStruct(cursor, version: version)
        writer.endStruct()
    }

    package struct TopicRequest: KafkaStruct {
        package static var minimumByteCount: Int { 2 }

        package var name: String

        package init(
            name: String = ""
        ) {
            self.name = name
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("TopicRequest.name")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.endStruct()
        }
    }

    package struct Cursor: KafkaStruct {
        package static var minimumByteCount: Int { 6 }

        package var topicName: String
        package var partitionIndex: Int32

        package init(
            topicName: String = "",
            partitionIndex: Int32 = 0
        ) {
            self.topicName = topicName
            self.partitionIndex = partitionIndex
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            topicName = try reader.readString("Cursor.topicName")
            partitionIndex = try reader.readInteger("Cursor.partitionIndex")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(topicName)
            writer.writeInteger(partitionIndex)
            writer.endStruct()
        }
    }
}

/// The answer to `DescribeTopicPartitionsRequest`.
package struct DescribeTopicPartitionsResponse: KafkaResponse {
    package static var api: APIKey { .describeTopicPartitions }
    package static var minimumByteCount: Int { 7 }

    package var throttleTimeMs: Int32
    package var topics: [DescribeTopicPartitionsResponseTopic]
    /// Where the next page begins; null after the last.
    package var nextCursor: Cursor?

    package init(
        throttleTimeMs: Int32 = 0,
        topics: [DescribeTopicPartitionsResponseTopic] = [],
        nextCursor: Cursor? = nil
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
        self.nextCursor = nextCursor
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("DescribeTopicPartitionsResponse.throttleTimeMs")
        topics = try reader.readStructs("DescribeTopicPartitionsResponse.topics", version: version)
        nextCursor = try reader.readNullableStruct("DescribeTopicPartitionsResponse.nextCursor", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        writer.writeStructs(topics, version: version)
        writer.writeNullableStruct(nextCursor, version: version)
        writer.endStruct()
    }

    package struct DescribeTopicPartitionsResponseTopic: KafkaStruct {
        package static var minimumByteCount: Int { 26 }

        package var errorCode: ErrorCode
        package var name: String?
        package var topicId: KafkaUUID
        package var isInternal: Bool
        package var partitions: [DescribeTopicPartitionsResponsePartition]
        /// A bit each; the smallest Int32 if not asked.
        package var topicAuthorizedOperations: Int32

        package init(
            errorCode: ErrorCode = .none,
            name: String? = nil,
            topicId: KafkaUUID = .zero,
            isInternal: Bool = false,
            partitions: [DescribeTopicPartitionsResponsePartition] = [],
            topicAuthorizedOperations: Int32 = .min
        ) {
            self.errorCode = errorCode
            self.name = name
            self.topicId = topicId
            self.isInternal = isInternal
            self.partitions = partitions
            self.topicAuthorizedOperations = topicAuthorizedOperations
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            errorCode = try reader.readError("DescribeTopicPartitionsResponseTopic.errorCode")
            name = try reader.readNullableString("DescribeTopicPartitionsResponseTopic.name")
            topicId = try reader.readUUID("DescribeTopicPartitionsResponseTopic.topicId")
            isInternal = try reader.readBool("DescribeTopicPartitionsResponseTopic.isInternal")
            partitions = try reader.readStructs("DescribeTopicPartitionsResponseTopic.partitions", version: version)
            topicAuthorizedOperations = try reader.readInteger("DescribeTopicPartitionsResponseTopic.topicAuthorizedOperations")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeError(errorCode)
            writer.writeNullableString(name)
            writer.writeUUID(topicId)
            writer.writeBool(isInternal)
            writer.writeStructs(partitions, version: version)
            writer.writeInteger(topicAuthorizedOperations)
            writer.endStruct()
        }
    }

    package struct DescribeTopicPartitionsResponsePartition: KafkaStruct {
        package static var minimumByteCount: Int { 20 }

        package var errorCode: ErrorCode
        package var partitionIndex: Int32
        package var leaderId: Int32
        package var leaderEpoch: Int32
        package var replicaNodes: [Int32]
        package var isrNodes: [Int32]
        package var eligibleLeaderReplicas: [Int32]?
        package var lastKnownElr: [Int32]?
        package var offlineReplicas: [Int32]

        package init(
            errorCode: ErrorCode = .none,
            partitionIndex: Int32 = 0,
            leaderId: Int32 = 0,
            leaderEpoch: Int32 = -1,
            replicaNodes: [Int32] = [],
            isrNodes: [Int32] = [],
            eligibleLeaderReplicas: [Int32]? = nil,
            lastKnownElr: [Int32]? = nil,
            offlineReplicas: [Int32] = []
        ) {
            self.errorCode = errorCode
            self.partitionIndex = partitionIndex
            self.leaderId = leaderId
            self.leaderEpoch = leaderEpoch
            self.replicaNodes = replicaNodes
            self.isrNodes = isrNodes
            self.eligibleLeaderReplicas = eligibleLeaderReplicas
            self.lastKnownElr = lastKnownElr
            self.offlineReplicas = offlineReplicas
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            errorCode = try reader.readError("DescribeTopicPartitionsResponsePartition.errorCode")
            partitionIndex = try reader.readInteger("DescribeTopicPartitionsResponsePartition.partitionIndex")
            leaderId = try reader.readInteger("DescribeTopicPartitionsResponsePartition.leaderId")
            leaderEpoch = try reader.readInteger("DescribeTopicPartitionsResponsePartition.leaderEpoch")
            replicaNodes = try reader.readIntegers("DescribeTopicPartitionsResponsePartition.replicaNodes")
            isrNodes = try reader.readIntegers("DescribeTopicPartitionsResponsePartition.isrNodes")
            eligibleLeaderReplicas = try reader.readNullableIntegers("DescribeTopicPartitionsResponsePartition.eligibleLeaderReplicas")
            lastKnownElr = try reader.readNullableIntegers("DescribeTopicPartitionsResponsePartition.lastKnownElr")
            offlineReplicas = try reader.readIntegers("DescribeTopicPartitionsResponsePartition.offlineReplicas")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeError(errorCode)
            writer.writeInteger(partitionIndex)
            writer.writeInteger(leaderId)
            writer.writeInteger(leaderEpoch)
            writer.writeIntegers(replicaNodes)
            writer.writeIntegers(isrNodes)
            writer.writeNullableIntegers(eligibleLeaderReplicas)
            writer.writeNullableIntegers(lastKnownElr)
            writer.writeIntegers(offlineReplicas)
            writer.endStruct()
        }
    }

    package struct Cursor: KafkaStruct {
        package static var minimumByteCount: Int { 6 }

        package var topicName: String
        package var partitionIndex: Int32

        package init(
            topicName: String = "",
            partitionIndex: Int32 = 0
        ) {
            self.topicName = topicName
            self.partitionIndex = partitionIndex
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            topicName = try reader.readString("Cursor.topicName")
            partitionIndex = try reader.readInteger("Cursor.partitionIndex")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(topicName)
            writer.writeInteger(partitionIndex)
            writer.endStruct()
        }
    }
}
