// Made by wiregen from Definitions/08-OffsetCommit.msg. Change that and run `make generate`.

package import Bytes

/// Stores how far a group has read.
/// - v5: the client no longer says how long to keep it
/// - v6: leader epochs (KIP-320)
/// - v7: static members (KIP-345)
/// - v9: the member epoch of the new group protocol (KIP-848); new error codes
/// - v10: topic ids instead of names
package struct OffsetCommitRequest: KafkaRequest {
    package typealias Response = OffsetCommitResponse
    package static var api: APIKey { .offsetCommit }
    package static var minimumByteCount: Int { 9 }

    package var groupId: String
    /// -1 from a client outside the group protocol.
    package var generationIdOrMemberEpoch: Int32
    package var memberId: String
    package var groupInstanceId: String?
    /// -1 for the broker's own.
    package var retentionTimeMs: Int64
    package var topics: [OffsetCommitRequestTopic]

    package init(
        groupId: String = "",
        generationIdOrMemberEpoch: Int32 = -1,
        memberId: String = "",
        groupInstanceId: String? = nil,
        retentionTimeMs: Int64 = -1,
        topics: [OffsetCommitRequestTopic] = []
    ) {
        self.groupId = groupId
        self.generationIdOrMemberEpoch = generationIdOrMemberEpoch
        self.memberId = memberId
        self.groupInstanceId = groupInstanceId
        self.retentionTimeMs = retentionTimeMs
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        groupId = try reader.readString("OffsetCommitRequest.groupId")
        generationIdOrMemberEpoch = try reader.readInteger("OffsetCommitRequest.generationIdOrMemberEpoch")
        memberId = try reader.readString("OffsetCommitRequest.memberId")
        if version >= 7 {
            groupInstanceId = try reader.readNullableString("OffsetCommitRequest.groupInstanceId")
        }
        if version <= 4 {
            retentionTimeMs = try reader.readInteger("OffsetCommitRequest.retentionTimeMs")
        }
        topics = try reader.readStructs("OffsetCommitRequest.topics", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeString(groupId)
        writer.writeInteger(generationIdOrMemberEpoch)
        writer.writeString(memberId)
        if version >= 7 {
            writer.writeNullableString(groupInstanceId)
        }
        if version <= 4 {
            writer.writeInteger(retentionTimeMs)
        }
        writer.writeStructs(topics, version: version)
        writer.endStruct()
    }

    package struct OffsetCommitRequestTopic: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var name: String
        package var topicId: KafkaUUID
        package var partitions: [OffsetCommitRequestPartition]

        package init(
            name: String = "",
            topicId: KafkaUUID = .zero,
            partitions: [OffsetCommitRequestPartition] = []
        ) {
            self.name = name
            self.topicId = topicId
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            if version <= 9 {
                name = try reader.readString("OffsetCommitRequestTopic.name")
            }
            if version >= 10 {
                topicId = try reader.readUUID("OffsetCommitRequestTopic.topicId")
            }
            partitions = try reader.readStructs("OffsetCommitRequestTopic.partitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            if version <= 9 {
                writer.writeString(name)
            }
            if version >= 10 {
                writer.writeUUID(topicId)
            }
            writer.writeStructs(partitions, version: version)
            writer.endStruct()
        }
    }

    package struct OffsetCommitRequestPartition: KafkaStruct {
        package static var minimumByteCount: Int { 14 }

        package var partitionIndex: Int32
        package var committedOffset: Int64
        package var committedLeaderEpoch: Int32
        package var committedMetadata: String?

        package init(
            partitionIndex: Int32 = 0,
            committedOffset: Int64 = 0,
            committedLeaderEpoch: Int32 = -1,
            committedMetadata: String? = nil
        ) {
            self.partitionIndex = partitionIndex
            self.committedOffset = committedOffset
            self.committedLeaderEpoch = committedLeaderEpoch
            self.committedMetadata = committedMetadata
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            partitionIndex = try reader.readInteger("OffsetCommitRequestPartition.partitionIndex")
            committedOffset = try reader.readInteger("OffsetCommitRequestPartition.committedOffset")
            if version >= 6 {
                committedLeaderEpoch = try reader.readInteger("OffsetCommitRequestPartition.committedLeaderEpoch")
            }
            committedMetadata = try reader.readNullableString("OffsetCommitRequestPartition.committedMetadata")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partitionIndex)
            writer.writeInteger(committedOffset)
            if version >= 6 {
                writer.writeInteger(committedLeaderEpoch)
            }
            writer.writeNullableString(committedMetadata)
            writer.endStruct()
        }
    }
}

/// The answer to `OffsetCommitRequest`.
package struct OffsetCommitResponse: KafkaResponse {
    package static var api: APIKey { .offsetCommit }
    package static var minimumByteCount: Int { 4 }

    package var throttleTimeMs: Int32
    package var topics: [OffsetCommitResponseTopic]

    package init(
        throttleTimeMs: Int32 = 0,
        topics: [OffsetCommitResponseTopic] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        if version >= 3 {
            throttleTimeMs = try reader.readInteger("OffsetCommitResponse.throttleTimeMs")
        }
        topics = try reader.readStructs("OffsetCommitResponse.topics", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        if version >= 3 {
            writer.writeInteger(throttleTimeMs)
        }
        writer.writeStructs(topics, version: version)
        writer.endStruct()
    }

    package struct OffsetCommitResponseTopic: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var name: String
        package var topicId: KafkaUUID
        package var partitions: [OffsetCommitResponsePartition]

        package init(
            name: String = "",
            topicId: KafkaUUID = .zero,
            partitions: [OffsetCommitResponsePartition] = []
        ) {
            self.name = name
            self.topicId = topicId
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            if version <= 9 {
                name = try reader.readString("OffsetCommitResponseTopic.name")
            }
            if version >= 10 {
                topicId = try reader.readUUID("OffsetCommitResponseTopic.topicId")
            }
            partitions = try reader.readStructs("OffsetCommitResponseTopic.partitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            if version <= 9 {
                writer.writeString(name)
            }
            if version >= 10 {
                writer.writeUUID(topicId)
            }
            writer.writeStructs(partitions, version: version)
            writer.endStruct()
        }
    }

    package struct OffsetCommitResponsePartition: KafkaStruct {
        package static var minimumByteCount: Int { 6 }

        package var partitionIndex: Int32
        package var errorCode: ErrorCode

        package init(
            partitionIndex: Int32 = 0,
            errorCode: ErrorCode = .none
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            partitionIndex = try reader.readInteger("OffsetCommitResponsePartition.partitionIndex")
            errorCode = try reader.readError("OffsetCommitResponsePartition.errorCode")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partitionIndex)
            writer.writeError(errorCode)
            writer.endStruct()
        }
    }
}
