// Made by wiregen from Definitions/45-AlterPartitionReassignments.msg. Change that and run `make generate`.

package import Bytes

/// Moves replicas of partitions to other brokers (KIP-455).
/// - v1: the client may forbid that the number of replicas changes
package struct AlterPartitionReassignmentsRequest: KafkaRequest {
    package typealias Response = AlterPartitionReassignmentsResponse
    package static var api: APIKey { .alterPartitionReassignments }
    package static var minimumByteCount: Int { 6 }

    package var timeoutMs: Int32
    package var allowReplicationFactorChange: Bool
    package var topics: [ReassignableTopic]

    package init(
        timeoutMs: Int32 = 60000,
        allowReplicationFactorChange: Bool = true,
        topics: [ReassignableTopic] = []
    ) {
        self.timeoutMs = timeoutMs
        self.allowReplicationFactorChange = allowReplicationFactorChange
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        timeoutMs = try reader.readInteger("AlterPartitionReassignmentsRequest.timeoutMs")
        if version >= 1 {
            allowReplicationFactorChange = try reader.readBool("AlterPartitionReassignmentsRequest.allowReplicationFactorChange")
        }
        topics = try reader.readStructs("AlterPartitionReassignmentsRequest.topics", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(timeoutMs)
        if version >= 1 {
            writer.writeBool(allowReplicationFactorChange)
        }
        writer.writeStructs(topics, version: version)
        writer.endStruct()
    }

    package struct ReassignableTopic: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var name: String
        package var partitions: [ReassignablePartition]

        package init(
            name: String = "",
            partitions: [ReassignablePartition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("ReassignableTopic.name")
            partitions = try reader.readStructs("ReassignableTopic.partitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeStructs(partitions, version: version)
            writer.endStruct()
        }
    }

    package struct ReassignablePartition: KafkaStruct {
        package static var minimumByteCount: Int { 6 }

        package var partitionIndex: Int32
        /// Null cancels a move.
        package var replicas: [Int32]?

        package init(
            partitionIndex: Int32 = 0,
            replicas: [Int32]? = nil
        ) {
            self.partitionIndex = partitionIndex
            self.replicas = replicas
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            partitionIndex = try reader.readInteger("ReassignablePartition.partitionIndex")
            replicas = try reader.readNullableIntegers("ReassignablePartition.replicas")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partitionIndex)
            writer.writeNullableIntegers(replicas)
            writer.endStruct()
        }
    }
}

/// The answer to `AlterPartitionReassignmentsRequest`.
package struct AlterPartitionReassignmentsResponse: KafkaResponse {
    package static var api: APIKey { .alterPartitionReassignments }
    package static var minimumByteCount: Int { 9 }

    package var throttleTimeMs: Int32
    package var allowReplicationFactorChange: Bool
    package var errorCode: ErrorCode
    package var errorMessage: String?
    package var responses: [ReassignableTopicResponse]

    package init(
        throttleTimeMs: Int32 = 0,
        allowReplicationFactorChange: Bool = true,
        errorCode: ErrorCode = .none,
        errorMessage: String? = nil,
        responses: [ReassignableTopicResponse] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.allowReplicationFactorChange = allowReplicationFactorChange
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.responses = responses
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("AlterPartitionReassignmentsResponse.throttleTimeMs")
        if version >= 1 {
            allowReplicationFactorChange = try reader.readBool("AlterPartitionReassignmentsResponse.allowReplicationFactorChange")
        }
        errorCode = try reader.readError("AlterPartitionReassignmentsResponse.errorCode")
        errorMessage = try reader.readNullableString("AlterPartitionReassignmentsResponse.errorMessage")
        responses = try reader.readStructs("AlterPartitionReassignmentsResponse.responses", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        if version >= 1 {
            writer.writeBool(allowReplicationFactorChange)
        }
        writer.writeError(errorCode)
        writer.writeNullableString(errorMessage)
        writer.writeStructs(responses, version: version)
        writer.endStruct()
    }

    package struct ReassignableTopicResponse: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var name: String
        package var partitions: [ReassignablePartitionResponse]

        package init(
            name: String = "",
            partitions: [ReassignablePartitionResponse] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("ReassignableTopicResponse.name")
            partitions = try reader.readStructs("ReassignableTopicResponse.partitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeStructs(partitions, version: version)
            writer.endStruct()
        }
    }

    package struct ReassignablePartitionResponse: KafkaStruct {
        package static var minimumByteCount: Int { 8 }

        package var partitionIndex: Int32
        package var errorCode: ErrorCode
        package var errorMessage: String?

        package init(
            partitionIndex: Int32 = 0,
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            partitionIndex = try reader.readInteger("ReassignablePartitionResponse.partitionIndex")
            errorCode = try reader.readError("ReassignablePartitionResponse.errorCode")
            errorMessage = try reader.readNullableString("ReassignablePartitionResponse.errorMessage")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partitionIndex)
            writer.writeError(errorCode)
            writer.writeNullableString(errorMessage)
            writer.endStruct()
        }
    }
}
