// Made by wiregen from Definitions/46-ListPartitionReassignments.msg. Change that and run `make generate`.

package import Bytes

/// Tells which replicas are on their way to other brokers (KIP-455).
package struct ListPartitionReassignmentsRequest: KafkaRequest {
    package typealias Response = ListPartitionReassignmentsResponse
    package static var api: APIKey { .listPartitionReassignments }
    package static var minimumByteCount: Int { 6 }

    package var timeoutMs: Int32
    /// Null asks for all topics.
    package var topics: [ListPartitionReassignmentsTopics]?

    package init(
        timeoutMs: Int32 = 60000,
        topics: [ListPartitionReassignmentsTopics]? = nil
    ) {
        self.timeoutMs = timeoutMs
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        timeoutMs = try reader.readInteger("ListPartitionReassignmentsRequest.timeoutMs")
        topics = try reader.readNullableStructs("ListPartitionReassignmentsRequest.topics", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(timeoutMs)
        writer.writeNullableStructs(topics, version: version)
        writer.endStruct()
    }

    package struct ListPartitionReassignmentsTopics: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var name: String
        package var partitionIndexes: [Int32]

        package init(
            name: String = "",
            partitionIndexes: [Int32] = []
        ) {
            self.name = name
            self.partitionIndexes = partitionIndexes
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("ListPartitionReassignmentsTopics.name")
            partitionIndexes = try reader.readIntegers("ListPartitionReassignmentsTopics.partitionIndexes")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeIntegers(partitionIndexes)
            writer.endStruct()
        }
    }
}

/// The answer to `ListPartitionReassignmentsRequest`.
package struct ListPartitionReassignmentsResponse: KafkaResponse {
    package static var api: APIKey { .listPartitionReassignments }
    package static var minimumByteCount: Int { 9 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var errorMessage: String?
    package var topics: [OngoingTopicReassignment]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        errorMessage: String? = nil,
        topics: [OngoingTopicReassignment] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("ListPartitionReassignmentsResponse.throttleTimeMs")
        errorCode = try reader.readError("ListPartitionReassignmentsResponse.errorCode")
        errorMessage = try reader.readNullableString("ListPartitionReassignmentsResponse.errorMessage")
        topics = try reader.readStructs("ListPartitionReassignmentsResponse.topics", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        writer.writeError(errorCode)
        writer.writeNullableString(errorMessage)
        writer.writeStructs(topics, version: version)
        writer.endStruct()
    }

    package struct OngoingTopicReassignment: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var name: String
        package var partitions: [OngoingPartitionReassignment]

        package init(
            name: String = "",
            partitions: [OngoingPartitionReassignment] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("OngoingTopicReassignment.name")
            partitions = try reader.readStructs("OngoingTopicReassignment.partitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeStructs(partitions, version: version)
            writer.endStruct()
        }
    }

    package struct OngoingPartitionReassignment: KafkaStruct {
        package static var minimumByteCount: Int { 8 }

        package var partitionIndex: Int32
        package var replicas: [Int32]
        package var addingReplicas: [Int32]
        package var removingReplicas: [Int32]

        package init(
            partitionIndex: Int32 = 0,
            replicas: [Int32] = [],
            addingReplicas: [Int32] = [],
            removingReplicas: [Int32] = []
        ) {
            self.partitionIndex = partitionIndex
            self.replicas = replicas
            self.addingReplicas = addingReplicas
            self.removingReplicas = removingReplicas
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            partitionIndex = try reader.readInteger("OngoingPartitionReassignment.partitionIndex")
            replicas = try reader.readIntegers("OngoingPartitionReassignment.replicas")
            addingReplicas = try reader.readIntegers("OngoingPartitionReassignment.addingReplicas")
            removingReplicas = try reader.readIntegers("OngoingPartitionReassignment.removingReplicas")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partitionIndex)
            writer.writeIntegers(replicas)
            writer.writeIntegers(addingReplicas)
            writer.writeIntegers(removingReplicas)
            writer.endStruct()
        }
    }
}
