// Made by wiregen from Definitions/69-ConsumerGroupDescribe.msg. Change that and run `make generate`.

package import Bytes

/// Tells what groups whose assignments the server makes are at (KIP-848).
/// - v1: whether a member speaks the classic protocol (KIP-1099)
package struct ConsumerGroupDescribeRequest: KafkaRequest {
    package typealias Response = ConsumerGroupDescribeResponse
    package static var api: APIKey { .consumerGroupDescribe }
    package static var minimumByteCount: Int { 3 }

    package var groupIds: [String]
    package var includeAuthorizedOperations: Bool

    package init(
        groupIds: [String] = [],
        includeAuthorizedOperations: Bool = false
    ) {
        self.groupIds = groupIds
        self.includeAuthorizedOperations = includeAuthorizedOperations
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        groupIds = try reader.readStrings("ConsumerGroupDescribeRequest.groupIds")
        includeAuthorizedOperations = try reader.readBool("ConsumerGroupDescribeRequest.includeAuthorizedOperations")
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeStrings(groupIds)
        writer.writeBool(includeAuthorizedOperations)
        writer.endStruct()
    }
}

/// The answer to `ConsumerGroupDescribeRequest`.
package struct ConsumerGroupDescribeResponse: KafkaResponse {
    package static var api: APIKey { .consumerGroupDescribe }
    package static var minimumByteCount: Int { 6 }

    package var throttleTimeMs: Int32
    package var groups: [DescribedGroup]

    package init(
        throttleTimeMs: Int32 = 0,
        groups: [DescribedGroup] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.groups = groups
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("ConsumerGroupDescribeResponse.throttleTimeMs")
        groups = try reader.readStructs("ConsumerGroupDescribeResponse.groups", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        writer.writeStructs(groups, version: version)
        writer.endStruct()
    }

    package struct DescribedGroup: KafkaStruct {
        package static var minimumByteCount: Int { 20 }

        package var errorCode: ErrorCode
        package var errorMessage: String?
        package var groupId: String
        package var groupState: String
        package var groupEpoch: Int32
        package var assignmentEpoch: Int32
        package var assignorName: String
        package var members: [Member]
        package var authorizedOperations: Int32

        package init(
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil,
            groupId: String = "",
            groupState: String = "",
            groupEpoch: Int32 = 0,
            assignmentEpoch: Int32 = 0,
            assignorName: String = "",
            members: [Member] = [],
            authorizedOperations: Int32 = .min
        ) {
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.groupId = groupId
            self.groupState = groupState
            self.groupEpoch = groupEpoch
            self.assignmentEpoch = assignmentEpoch
            self.assignorName = assignorName
            self.members = members
            self.authorizedOperations = authorizedOperations
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            errorCode = try reader.readError("DescribedGroup.errorCode")
            errorMessage = try reader.readNullableString("DescribedGroup.errorMessage")
            groupId = try reader.readString("DescribedGroup.groupId")
            groupState = try reader.readString("DescribedGroup.groupState")
            groupEpoch = try reader.readInteger("DescribedGroup.groupEpoch")
            assignmentEpoch = try reader.readInteger("DescribedGroup.assignmentEpoch")
            assignorName = try reader.readString("DescribedGroup.assignorName")
            members = try reader.readStructs("DescribedGroup.members", version: version)
            authorizedOperations = try reader.readInteger("DescribedGroup.authorizedOperations")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeError(errorCode)
            writer.writeNullableString(errorMessage)
            writer.writeString(groupId)
            writer.writeString(groupState)
            writer.writeInteger(groupEpoch)
            writer.writeInteger(assignmentEpoch)
            writer.writeString(assignorName)
            writer.writeStructs(members, version: version)
            writer.writeInteger(authorizedOperations)
            writer.endStruct()
        }
    }

    package struct Member: KafkaStruct {
        package static var minimumByteCount: Int { 16 }

        package var memberId: String
        package var instanceId: String?
        package var rackId: String?
        package var memberEpoch: Int32
        package var clientId: String
        package var clientHost: String
        package var subscribedTopicNames: [String]
        package var subscribedTopicRegex: String?
        package var assignment: Assignment
        package var targetAssignment: TargetAssignment
        /// -1 unknown, 0 classic, 1 consumer.
        package var memberType: Int8

        package init(
            memberId: String = "",
            instanceId: String? = nil,
            rackId: String? = nil,
            memberEpoch: Int32 = 0,
            clientId: String = "",
            clientHost: String = "",
            subscribedTopicNames: [String] = [],
            subscribedTopicRegex: String? = nil,
            assignment: Assignment = Assignment(),
            targetAssignment: TargetAssignment = TargetAssignment(),
            memberType: Int8 = -1
        ) {
            self.memberId = memberId
            self.instanceId = instanceId
            self.rackId = rackId
            self.memberEpoch = memberEpoch
            self.clientId = clientId
            self.clientHost = clientHost
            self.subscribedTopicNames = subscribedTopicNames
            self.subscribedTopicRegex = subscribedTopicRegex
            self.assignment = assignment
            self.targetAssignment = targetAssignment
            self.memberType = memberType
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            memberId = try reader.readString("Member.memberId")
            instanceId = try reader.readNullableString("Member.instanceId")
            rackId = try reader.readNullableString("Member.rackId")
            memberEpoch = try reader.readInteger("Member.memberEpoch")
            clientId = try reader.readString("Member.clientId")
            clientHost = try reader.readString("Member.clientHost")
            subscribedTopicNames = try reader.readStrings("Member.subscribedTopicNames")
            subscribedTopicRegex = try reader.readNullableString("Member.subscribedTopicRegex")
            assignment = try reader.readStruct("Member.assignment", version: version)
            targetAssignment = try reader.readStruct("Member.targetAssignment", version: version)
            if version >= 1 {
                memberType = try reader.readInteger("Member.memberType")
            }
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(memberId)
            writer.writeNullableString(instanceId)
            writer.writeNullableString(rackId)
            writer.writeInteger(memberEpoch)
            writer.writeString(clientId)
            writer.writeString(clientHost)
            writer.writeStrings(subscribedTopicNames)
            writer.writeNullableString(subscribedTopicRegex)
            writer.writeStruct(assignment, version: version)
            writer.writeStruct(targetAssignment, version: version)
            if version >= 1 {
                writer.writeInteger(memberType)
            }
            writer.endStruct()
        }
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
        package static var minimumByteCount: Int { 19 }

        package var topicId: KafkaUUID
        package var topicName: String
        package var partitions: [Int32]

        package init(
            topicId: KafkaUUID = .zero,
            topicName: String = "",
            partitions: [Int32] = []
        ) {
            self.topicId = topicId
            self.topicName = topicName
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            topicId = try reader.readUUID("TopicPartitions.topicId")
            topicName = try reader.readString("TopicPartitions.topicName")
            partitions = try reader.readIntegers("TopicPartitions.partitions")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeUUID(topicId)
            writer.writeString(topicName)
            writer.writeIntegers(partitions)
            writer.endStruct()
        }
    }

    package struct TargetAssignment: KafkaStruct {
        package static var minimumByteCount: Int { 2 }

        package var topicPartitions: [TargetTopicPartitions]

        package init(
            topicPartitions: [TargetTopicPartitions] = []
        ) {
            self.topicPartitions = topicPartitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            topicPartitions = try reader.readStructs("TargetAssignment.topicPartitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeStructs(topicPartitions, version: version)
            writer.endStruct()
        }
    }

    package struct TargetTopicPartitions: KafkaStruct {
        package static var minimumByteCount: Int { 19 }

        package var topicId: KafkaUUID
        package var topicName: String
        package var partitions: [Int32]

        package init(
            topicId: KafkaUUID = .zero,
            topicName: String = "",
            partitions: [Int32] = []
        ) {
            self.topicId = topicId
            self.topicName = topicName
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            topicId = try reader.readUUID("TargetTopicPartitions.topicId")
            topicName = try reader.readString("TargetTopicPartitions.topicName")
            partitions = try reader.readIntegers("TargetTopicPartitions.partitions")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeUUID(topicId)
            writer.writeString(topicName)
            writer.writeIntegers(partitions)
            writer.endStruct()
        }
    }
}
