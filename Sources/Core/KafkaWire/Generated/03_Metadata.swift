// Made by wiregen from Definitions/03-Metadata.msg. Change that and run `make generate`.

package import Bytes

/// Describes topics, their partitions and the brokers.
/// - v0: an empty list asks for all topics; from 1 on null does, and an empty list asks for none
/// - v4: the client may forbid that topics come into being
/// - v5: offline replicas
/// - v7: leader epochs
/// - v8: authorized operations
/// - v10: topic ids (KIP-516)
/// - v11: cluster operations moved to DescribeCluster
/// - v12: a topic may be named by its id alone
/// - v13: a top-level error (KIP-1102)
package struct MetadataRequest: KafkaRequest {
    package typealias Response = MetadataResponse
    package static var api: APIKey { .metadata }
    package static var minimumByteCount: Int { 4 }

    /// Null asks for all topics.
    package var topics: [MetadataRequestTopic]?
    package var allowAutoTopicCreation: Bool
    package var includeClusterAuthorizedOperations: Bool
    package var includeTopicAuthorizedOperations: Bool

    package init(
        topics: [MetadataRequestTopic]? = nil,
        allowAutoTopicCreation: Bool = true,
        includeClusterAuthorizedOperations: Bool = false,
        includeTopicAuthorizedOperations: Bool = false
    ) {
        self.topics = topics
        self.allowAutoTopicCreation = allowAutoTopicCreation
        self.includeClusterAuthorizedOperations = includeClusterAuthorizedOperations
        self.includeTopicAuthorizedOperations = includeTopicAuthorizedOperations
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        if version >= 1 {
            topics = try reader.readNullableStructs("MetadataRequest.topics", version: version)
        } else {
            topics = try reader.readStructs("MetadataRequest.topics", version: version)
        }
        if version >= 4 {
            allowAutoTopicCreation = try reader.readBool("MetadataRequest.allowAutoTopicCreation")
        }
        if version >= 8 && version <= 10 {
            includeClusterAuthorizedOperations = try reader.readBool("MetadataRequest.includeClusterAuthorizedOperations")
        }
        if version >= 8 {
            includeTopicAuthorizedOperations = try reader.readBool("MetadataRequest.includeTopicAuthorizedOperations")
        }
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        if version >= 1 {
            writer.writeNullableStructs(topics, version: version)
        } else {
            writer.writeStructs(topics ?? [], version: version)
        }
        if version >= 4 {
            writer.writeBool(allowAutoTopicCreation)
        }
        if version >= 8 && version <= 10 {
            writer.writeBool(includeClusterAuthorizedOperations)
        }
        if version >= 8 {
            writer.writeBool(includeTopicAuthorizedOperations)
        }
        writer.endStruct()
    }

    package struct MetadataRequestTopic: KafkaStruct {
        package static var minimumByteCount: Int { 2 }

        package var topicId: KafkaUUID
        package var name: String?

        package init(
            topicId: KafkaUUID = .zero,
            name: String? = nil
        ) {
            self.topicId = topicId
            self.name = name
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            if version >= 10 {
                topicId = try reader.readUUID("MetadataRequestTopic.topicId")
            }
            if version >= 10 {
                name = try reader.readNullableString("MetadataRequestTopic.name")
            } else {
                name = try reader.readString("MetadataRequestTopic.name")
            }
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            if version >= 10 {
                writer.writeUUID(topicId)
            }
            if version >= 10 {
                writer.writeNullableString(name)
            } else {
                writer.writeString(name ?? "")
            }
            writer.endStruct()
        }
    }
}

/// The answer to `MetadataRequest`.
package struct MetadataResponse: KafkaResponse {
    package static var api: APIKey { .metadata }
    package static var minimumByteCount: Int { 8 }

    package var throttleTimeMs: Int32
    package var brokers: [MetadataResponseBroker]
    package var clusterId: String?
    package var controllerId: Int32
    package var topics: [MetadataResponseTopic]
    /// A bit each; the smallest Int32 if not asked.
    package var clusterAuthorizedOperations: Int32
    package var errorCode: ErrorCode

    package init(
        throttleTimeMs: Int32 = 0,
        brokers: [MetadataResponseBroker] = [],
        clusterId: String? = nil,
        controllerId: Int32 = -1,
        topics: [MetadataResponseTopic] = [],
        clusterAuthorizedOperations: Int32 = .min,
        errorCode: ErrorCode = .none
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.brokers = brokers
        self.clusterId = clusterId
        self.controllerId = controllerId
        self.topics = topics
        self.clusterAuthorizedOperations = clusterAuthorizedOperations
        self.errorCode = errorCode
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        if version >= 3 {
            throttleTimeMs = try reader.readInteger("MetadataResponse.throttleTimeMs")
        }
        brokers = try reader.readStructs("MetadataResponse.brokers", version: version)
        if version >= 2 {
            clusterId = try reader.readNullableString("MetadataResponse.clusterId")
        }
        if version >= 1 {
            controllerId = try reader.readInteger("MetadataResponse.controllerId")
        }
        topics = try reader.readStructs("MetadataResponse.topics", version: version)
        if version >= 8 && version <= 10 {
            clusterAuthorizedOperations = try reader.readInteger("MetadataResponse.clusterAuthorizedOperations")
        }
        if version >= 13 {
            errorCode = try reader.readError("MetadataResponse.errorCode")
        }
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        if version >= 3 {
            writer.writeInteger(throttleTimeMs)
        }
        writer.writeStructs(brokers, version: version)
        if version >= 2 {
            writer.writeNullableString(clusterId)
        }
        if version >= 1 {
            writer.writeInteger(controllerId)
        }
        writer.writeStructs(topics, version: version)
        if version >= 8 && version <= 10 {
            writer.writeInteger(clusterAuthorizedOperations)
        }
        if version >= 13 {
            writer.writeError(errorCode)
        }
        writer.endStruct()
    }

    package struct MetadataResponseBroker: KafkaStruct {
        package static var minimumByteCount: Int { 10 }

        package var nodeId: Int32
        package var host: String
        package var port: Int32
        package var rack: String?

        package init(
            nodeId: Int32 = 0,
            host: String = "",
            port: Int32 = 0,
            rack: String? = nil
        ) {
            self.nodeId = nodeId
            self.host = host
            self.port = port
            self.rack = rack
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            nodeId = try reader.readInteger("MetadataResponseBroker.nodeId")
            host = try reader.readString("MetadataResponseBroker.host")
            port = try reader.readInteger("MetadataResponseBroker.port")
            if version >= 1 {
                rack = try reader.readNullableString("MetadataResponseBroker.rack")
            }
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(nodeId)
            writer.writeString(host)
            writer.writeInteger(port)
            if version >= 1 {
                writer.writeNullableString(rack)
            }
            writer.endStruct()
        }
    }

    package struct MetadataResponseTopic: KafkaStruct {
        package static var minimumByteCount: Int { 8 }

        package var errorCode: ErrorCode
        package var name: String?
        package var topicId: KafkaUUID
        package var isInternal: Bool
        package var partitions: [MetadataResponsePartition]
        /// A bit each; the smallest Int32 if not asked.
        package var topicAuthorizedOperations: Int32

        package init(
            errorCode: ErrorCode = .none,
            name: String? = nil,
            topicId: KafkaUUID = .zero,
            isInternal: Bool = false,
            partitions: [MetadataResponsePartition] = [],
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
            errorCode = try reader.readError("MetadataResponseTopic.errorCode")
            if version >= 12 {
                name = try reader.readNullableString("MetadataResponseTopic.name")
            } else {
                name = try reader.readString("MetadataResponseTopic.name")
            }
            if version >= 10 {
                topicId = try reader.readUUID("MetadataResponseTopic.topicId")
            }
            if version >= 1 {
                isInternal = try reader.readBool("MetadataResponseTopic.isInternal")
            }
            partitions = try reader.readStructs("MetadataResponseTopic.partitions", version: version)
            if version >= 8 {
                topicAuthorizedOperations = try reader.readInteger("MetadataResponseTopic.topicAuthorizedOperations")
            }
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeError(errorCode)
            if version >= 12 {
                writer.writeNullableString(name)
            } else {
                writer.writeString(name ?? "")
            }
            if version >= 10 {
                writer.writeUUID(topicId)
            }
            if version >= 1 {
                writer.writeBool(isInternal)
            }
            writer.writeStructs(partitions, version: version)
            if version >= 8 {
                writer.writeInteger(topicAuthorizedOperations)
            }
            writer.endStruct()
        }
    }

    package struct MetadataResponsePartition: KafkaStruct {
        package static var minimumByteCount: Int { 18 }

        package var errorCode: ErrorCode
        package var partitionIndex: Int32
        package var leaderId: Int32
        package var leaderEpoch: Int32
        package var replicaNodes: [Int32]
        package var isrNodes: [Int32]
        package var offlineReplicas: [Int32]

        package init(
            errorCode: ErrorCode = .none,
            partitionIndex: Int32 = 0,
            leaderId: Int32 = 0,
            leaderEpoch: Int32 = -1,
            replicaNodes: [Int32] = [],
            isrNodes: [Int32] = [],
            offlineReplicas: [Int32] = []
        ) {
            self.errorCode = errorCode
            self.partitionIndex = partitionIndex
            self.leaderId = leaderId
            self.leaderEpoch = leaderEpoch
            self.replicaNodes = replicaNodes
            self.isrNodes = isrNodes
            self.offlineReplicas = offlineReplicas
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            errorCode = try reader.readError("MetadataResponsePartition.errorCode")
            partitionIndex = try reader.readInteger("MetadataResponsePartition.partitionIndex")
            leaderId = try reader.readInteger("MetadataResponsePartition.leaderId")
            if version >= 7 {
                leaderEpoch = try reader.readInteger("MetadataResponsePartition.leaderEpoch")
            }
            replicaNodes = try reader.readIntegers("MetadataResponsePartition.replicaNodes")
            isrNodes = try reader.readIntegers("MetadataResponsePartition.isrNodes")
            if version >= 5 {
                offlineReplicas = try reader.readIntegers("MetadataResponsePartition.offlineReplicas")
            }
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeError(errorCode)
            writer.writeInteger(partitionIndex)
            writer.writeInteger(leaderId)
            if version >= 7 {
                writer.writeInteger(leaderEpoch)
            }
            writer.writeIntegers(replicaNodes)
            writer.writeIntegers(isrNodes)
            if version >= 5 {
                writer.writeIntegers(offlineReplicas)
            }
            writer.endStruct()
        }
    }
}
