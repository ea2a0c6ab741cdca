// Made by wiregen from Definitions/68-ConsumerGroupHeartbeat.msg. Change that and run `make generate`.

package import Bytes

/// Keeps a member in a group whose assignments the server makes (KIP-848): one request joins, leaves, reports and learns.
/// What is null or -1 has not changed since the last heartbeat.
/// - v1: a regular expression for topics; the client makes its own member id (KIP-1082)
package struct ConsumerGroupHeartbeatRequest: KafkaRequest {
    package typealias Response = ConsumerGroupHeartbeatResponse
    package static var api: APIKey { .consumerGroupHeartbeat }
    package static var minimumByteCount: Int { 16 }

    package var groupId: String
    package var memberId: String
    /// 0 joins, -1 leaves, -2 is a static member that will be back.
    package var memberEpoch: Int32
    package var instanceId: String?
    package var rackId: String?
    package var rebalanceTimeoutMs: Int32
    package var subscribedTopicNames: [String]?
    package var subscribedTopicRegex: String?
    package var serverAssignor: String?
    /// The partitions the member owns.
    package var topicPartitions: [TopicPartitions]?

    package init(
        groupId: String = "",
        memberId: String = "",
        memberEpoch: Int32 = 0,
        instanceId: String? = nil,
        rackId: String? = nil,
        rebalanceTimeoutMs: Int32 = -1,
        subscribedTopicNames: [String]? = nil,
        subscribedTopicRegex: String? = nil,
        serverAssignor: String? = nil,
        topicPartitions: [TopicPartitions]? = nil
    ) {
        self.groupId = groupId
        self.memberId = memberId
        self.memberEpoch = memberEpoch
        self.instanceId = instanceId
        self.rackId = rackId
        self.rebalanceTimeoutMs = rebalanceTimeoutMs
        self.subscribedTopicNames = subscribedTopicNames
        self.subscribedTopicRegex = subscribedTopicRegex
        self.serverAssignor = serverAssignor
        self.topicPartitions = topicPartitions
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        groupId = try reader.readString("ConsumerGroupHeartbeatRequest.groupId")
        memberId = try reader.readString("ConsumerGroupHeartbeatRequest.memberId")
        memberEpoch = try reader.readInteger("ConsumerGroupHeartbeatRequest.memberEpoch")
        instanceId = try reader.readNullableString("ConsumerGroupHeartbeatRequest.instanceId")
        rackId = try reader.readNullableString("ConsumerGroupHeartbeatRequest.rackId")
        rebalanceTimeoutMs = try reader.readInteger("ConsumerGroupHeartbeatRequest.rebalanceTimeoutMs")
        subscribedTopicNames = try reader.readNullableStrings("ConsumerGroupHeartbeatRequest.subscribedTopicNames")
        if version >= 1 {
            subscribedTopicRegex = try reader.readNullableString("ConsumerGroupHeartbeatRequest.subscribedTopicRegex")
        }
        serverAssignor = try reader.readNullableString("ConsumerGroupHeartbeatRequest.serverAssignor")
        topicPartitions = try reader.readNullableStructs("ConsumerGroupHeartbeatRequest.topicPartitions", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeString(groupId)
        writer.writeString(memberId)
        writer.writeInteger(memberEpoch)
        writer.writeNullableString(instanceId)
        writer.writeNullableString(rackId)
        writer.writeInteger(rebalanceTimeoutMs)
        writer.writeNullableStrings(subscribedTopicNames)
        if version >= 1 {
            writer.writeNullableString(subscribedTopicRegex)
        }
        writer.writeNullableString(serverAssignor)
        writer.writeNullableStructs(topicPartitions, version: version)
        writer.endStruct()
    }

    package struct TopicPartitions: KafkaStruct {
        package static var minimumByteCount: Int { 18 }

        package var topicId: KafkaUUID
        package var partitions: [Int32]

        package init(
            topicId: KafkaUUID = .zero,
            partitions: [Int32] = []
        ) {
            self.topicId = topicId
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            topicId = try reader.readUUID("TopicPartitions.topicId")
            partitions = try reader.readIntegers("TopicPartitions.partitions")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeUUID(topicId)
            writer.writeIntegers(partitions)
            writer.endStruct()
        }
    }
}

/// The answer to `ConsumerGroupHeartbeatRequest`.
package struct ConsumerGroupHeartbeatResponse: KafkaResponse {
    package static var api: APIKey { .consumerGroupHeartbeat }
    package static var minimumByteCount: Int { 18 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var errorMessage: String?
    package var memberId: String?
    package var memberEpoch: Int32
    package var heartbeatIntervalMs: Int32
    /// Null if it has not changed.
    package var assignment: Assignment?

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        errorMessage: String? = nil,
        memberId: String? = nil,
        memberEpoch: Int32 = 0,
        heartbeatIntervalMs: Int32 = 0,
        assignment: Assignment? = nil
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.memberId = memberId
        self.memberEpoch = memberEpoch
        self.heartbeatIntervalMs = heartbeatIntervalMs
        self.assignment = assignment
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("ConsumerGroupHeartbeatResponse.throttleTimeMs")
        errorCode = try reader.readError("ConsumerGroupHeartbeatResponse.errorCode")
        errorMessage = try reader.readNullableString("ConsumerGroupHeartbeatResponse.errorMessage")
        memberId = try reader.readNullableString("ConsumerGroupHeartbeatResponse.memberId")
        memberEpoch = try reader.readInteger("ConsumerGroupHeartbeatResponse.memberEpoch")
        heartbeatIntervalMs = try reader.readInteger("ConsumerGroupHeartbeatResponse.heartbeatIntervalMs")
        assignment = try reader.readNullableStruct("ConsumerGroupHeartbeatResponse.assignment", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        writer.writeError(errorCode)
        writer.writeNullableString(errorMessage)
        writer.writeNullableString(memberId)
        writer.writeInteger(memberEpoch)
        writer.writeInteger(heartbeatIntervalMs)
        writer.writeNullableStruct(assignment, version: version)
        writer.endStruct()
    }

    package struct Assignment: KafkaStruct {
        package static var minimumByteCount: Int { 2 }

        package var topicPartitions: [TopicPartitions]

        package init(
            topicPartitions: [TopicPartitions] = []
        ) {
            self.topicPartitions = topicPartitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            topicPartitions = try reader.readStructs("Assignment.topicPartitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeStructs(topicPartitions, version: version)
            writer.endStruct()
        }
    }

    package struct TopicPartitions: KafkaStruct {
        package static var minimumByteCount: Int { 18 }

        package var topicId: KafkaUUID
        package var partitions: [Int32]

        package init(
            topicId: KafkaUUID = .zero,
            partitions: [Int32] = []
        ) {
            self.topicId = topicId
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            topicId = try reader.readUUID("TopicPartitions.topicId")
            partitions = try reader.readIntegers("TopicPartitions.partitions")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeUUID(topicId)
            writer.writeIntegers(partitions)
            writer.endStruct()
        }
    }
}
