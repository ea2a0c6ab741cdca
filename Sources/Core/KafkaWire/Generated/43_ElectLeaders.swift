// Made by wiregen from Definitions/43-ElectLeaders.msg. Change that and run `make generate`.

package import Bytes

/// Makes partitions choose their leaders anew (KIP-183).
/// - v1: the kind of election (KIP-460), a top-level error
package struct ElectLeadersRequest: KafkaRequest {
    package typealias Response = ElectLeadersResponse
    package static var api: APIKey { .electLeaders }
    package static var minimumByteCount: Int { 7 }

    /// 0 the preferred replica, 1 any that is alive.
    package var electionType: Int8
    /// Null asks for all partitions.
    package var topicPartitions: [TopicPartitions]?
    package var timeoutMs: Int32

    package init(
        electionType: Int8 = 0,
        topicPartitions: [TopicPartitions]? = nil,
        timeoutMs: Int32 = 60000
    ) {
        self.electionType = electionType
        self.topicPartitions = topicPartitions
        self.timeoutMs = timeoutMs
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        if version >= 1 {
            electionType = try reader.readInteger("ElectLeadersRequest.electionType")
        }
        topicPartitions = try reader.readNullableStructs("ElectLeadersRequest.topicPartitions", version: version)
        timeoutMs = try reader.readInteger("ElectLeadersRequest.timeoutMs")
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        if version >= 1 {
            writer.writeInteger(electionType)
        }
        writer.writeNullableStructs(topicPartitions, version: version)
        writer.writeInteger(timeoutMs)
        writer.endStruct()
    }

    package struct TopicPartitions: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var topic: String
        package var partitions: [Int32]

        package init(
            topic: String = "",
            partitions: [Int32] = []
        ) {
            self.topic = topic
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            topic = try reader.readString("TopicPartitions.topic")
            partitions = try reader.readIntegers("TopicPartitions.partitions")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(topic)
            writer.writeIntegers(partitions)
            writer.endStruct()
        }
    }
}

/// The answer to `ElectLeadersRequest`.
package struct ElectLeadersResponse: KafkaResponse {
    package static var api: APIKey { .electLeaders }
    package static var minimumByteCount: Int { 8 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var replicaElectionResults: [ReplicaElectionResult]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        replicaElectionResults: [ReplicaElectionResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.replicaElectionResults = replicaElectionResults
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("ElectLeadersResponse.throttleTimeMs")
        if version >= 1 {
            errorCode = try reader.readError("ElectLeadersResponse.errorCode")
        }
        replicaElectionResults = try reader.readStructs("ElectLeadersResponse.replicaElectionResults", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        if version >= 1 {
            writer.writeError(errorCode)
        }
        writer.writeStructs(replicaElectionResults, version: version)
        writer.endStruct()
    }

    package struct ReplicaElectionResult: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var topic: String
        package var partitionResult: [PartitionResult]

        package init(
            topic: String = "",
            partitionResult: [PartitionResult] = []
        ) {
            self.topic = topic
            self.partitionResult = partitionResult
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            topic = try reader.readString("ReplicaElectionResult.topic")
            partitionResult = try reader.readStructs("ReplicaElectionResult.partitionResult", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(topic)
            writer.writeStructs(partitionResult, version: version)
            writer.endStruct()
        }
    }

    package struct PartitionResult: KafkaStruct {
        package static var minimumByteCount: Int { 8 }

        package var partitionId: Int32
        package var errorCode: ErrorCode
        package var errorMessage: String?

        package init(
            partitionId: Int32 = 0,
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil
        ) {
            self.partitionId = partitionId
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            partitionId = try reader.readInteger("PartitionResult.partitionId")
            errorCode = try reader.readError("PartitionResult.errorCode")
            errorMessage = try reader.readNullableString("PartitionResult.errorMessage")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partitionId)
            writer.writeError(errorCode)
            writer.writeNullableString(errorMessage)
            writer.endStruct()
        }
    }
}
