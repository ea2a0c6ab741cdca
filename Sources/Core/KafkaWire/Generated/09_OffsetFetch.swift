// Made by wiregen from Definitions/09-OffsetFetch.msg. Change that and run `make generate`.

package import Bytes

/// Tells how far a group has read.
/// - v2: null asks for every partition of the group; a top-level error
/// - v5: leader epochs (KIP-320)
/// - v7: the client may insist on offsets without an open transaction (KIP-447)
/// - v8: several groups at once (KIP-709)
/// - v9: the member epoch of the new group protocol (KIP-848)
/// - v10: topic ids instead of names
package struct OffsetFetchRequest: KafkaRequest {
    package typealias Response = OffsetFetchResponse
    package static var api: APIKey { .offsetFetch }
    package static var minimumByteCount: Int { 3 }

    package var groupId: String
    /// Null asks for every partition of the group.
    package var topics: [OffsetFetchRequestTopic]?
    package var groups: [OffsetFetchRequestGroup]
    package var requireStable: Bool

    package init(
        groupId: String = "",
        topics: [OffsetFetchRequestTopic]? = nil,
        groups: [OffsetFetchRequestGroup] = [],
        requireStable: Bool = false
    ) {
        self.groupId = groupId
        self.topics = topics
        self.groups = groups
        self.requireStable = requireStable
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        if version <= 7 {
            groupId = try reader.readString("OffsetFetchRequest.groupId")
        }
        if version <= 7 {
            if version >= 2 {
                topics = try reader.readNullableStructs("OffsetFetchRequest.topics", version: version)
            } else {
                topics = try reader.readStructs("OffsetFetchRequest.topics", version: version)
            }
        }
        if version >= 8 {
            groups = try reader.readStructs("OffsetFetchRequest.groups", version: version)
        }
        if version >= 7 {
            requireStable = try reader.readBool("OffsetFetchRequest.requireStable")
        }
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        if version <= 7 {
            writer.writeString(groupId)
        }
        if version <= 7 {
            if version >= 2 {
                writer.writeNullableStructs(topics, version: version)
            } else {
                writer.writeStructs(topics ?? [], version: version)
            }
        }
        if version >= 8 {
            writer.writeStructs(groups, version: version)
        }
        if version >= 7 {
            writer.writeBool(requireStable)
        }
        writer.endStruct()
    }

    package struct OffsetFetchRequestTopic: KafkaStruct {
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
            name = try reader.readString("OffsetFetchRequestTopic.name")
            partitionIndexes = try reader.readIntegers("OffsetFetchRequestTopic.partitionIndexes")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeIntegers(partitionIndexes)
            writer.endStruct()
        }
    }

    package struct OffsetFetchRequestGroup: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var groupId: String
        package var memberId: String?
        package var memberEpoch: Int32
        /// Null asks for every partition of the group.
        package var topics: [OffsetFetchRequestTopics]?

        package init(
            groupId: String = "",
            memberId: String? = nil,
            memberEpoch: Int32 = -1,
            topics: [OffsetFetchRequestTopics]? = nil
        ) {
            self.groupId = groupId
            self.memberId = memberId
            self.memberEpoch = memberEpoch
            self.topics = topics
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            groupId = try reader.readString("OffsetFetchRequestGroup.groupId")
            if version >= 9 {
                memberId = try reader.readNullableString("OffsetFetchRequestGroup.memberId")
            }
            if version >= 9 {
                memberEpoch = try reader.readInteger("OffsetFetchRequestGroup.memberEpoch")
            }
            topics = try reader.readNullableStructs("OffsetFetchRequestGroup.topics", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(groupId)
            if version >= 9 {
                writer.writeNullableString(memberId)
            }
            if version >= 9 {
                writer.writeInteger(memberEpoch)
            }
            writer.writeNullableStructs(topics, version: version)
            writer.endStruct()
        }
    }

    package struct OffsetFetchRequestTopics: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var name: String
        package var topicId: KafkaUUID
        package var partitionIndexes: [Int32]

        package init(
            name: String = "",
            topicId: KafkaUUID = .zero,
            partitionIndexes: [Int32] = []
        ) {
            self.name = name
            self.topicId = topicId
            self.partitionIndexes = partitionIndexes
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            if version <= 9 {
                name = try reader.readString("OffsetFetchRequestTopics.name")
            }
            if version >= 10 {
                topicId = try reader.readUUID("OffsetFetchRequestTopics.topicId")
            }
            partitionIndexes = try reader.readIntegers("OffsetFetchRequestTopics.partitionIndexes")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            if version <= 9 {
                writer.writeString(name)
            }
            if version >= 10 {
                writer.writeUUID(topicId)
            }
            writer.writeIntegers(partitionIndexes)
            writer.endStruct()
        }
    }
}

/// The answer to `OffsetFetchRequest`.
package struct OffsetFetchResponse: KafkaResponse {
    package static var api: APIKey { .offsetFetch }
    package static var minimumByteCount: Int { 4 }

    package var throttleTimeMs: Int32
    package var topics: [OffsetFetchResponseTopic]
    package var errorCode: ErrorCode
    package var groups: [OffsetFetchResponseGroup]

    package init(
        throttleTimeMs: Int32 = 0,
        topics: [OffsetFetchResponseTopic] = [],
        errorCode: ErrorCode = .none,
        groups: [OffsetFetchResponseGroup] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
        self.errorCode = errorCode
        self.groups = groups
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        if version >= 3 {
            throttleTimeMs = try reader.readInteger("OffsetFetchResponse.throttleTimeMs")
        }
        if version <= 7 {
            topics = try reader.readStructs("OffsetFetchResponse.topics", version: version)
        }
        if version >= 2 && version <= 7 {
            errorCode = try reader.readError("OffsetFetchResponse.errorCode")
        }
        if version >= 8 {
            groups = try reader.readStructs("OffsetFetchResponse.groups", version: version)
        }
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        if version >= 3 {
            writer.writeInteger(throttleTimeMs)
        }
        if version <= 7 {
            writer.writeStructs(topics, version: version)
        }
        if version >= 2 && version <= 7 {
            writer.writeError(errorCode)
        }
        if version >= 8 {
            writer.writeStructs(groups, version: version)
        }
        writer.endStruct()
    }

    package struct OffsetFetchResponseTopic: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var name: String
        package var partitions: [OffsetFetchResponsePartition]

        package init(
            name: String = "",
            partitions: [OffsetFetchResponsePartition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("OffsetFetchResponseTopic.name")
            partitions = try reader.readStructs("OffsetFetchResponseTopic.partitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeStructs(partitions, version: version)
            writer.endStruct()
        }
    }

    package struct OffsetFetchResponsePartition: KafkaStruct {
        package static var minimumByteCount: Int { 16 }

        package var partitionIndex: Int32
        /// -1 if there is none.
        package var committedOffset: Int64
        package var committedLeaderEpoch: Int32
        package var metadata: String?
        package var errorCode: ErrorCode

        package init(
            partitionIndex: Int32 = 0,
            committedOffset: Int64 = 0,
            committedLeaderEpoch: Int32 = -1,
            metadata: String? = nil,
            errorCode: ErrorCode = .none
        ) {
            self.partitionIndex = partitionIndex
            self.committedOffset = committedOffset
            self.committedLeaderEpoch = committedLeaderEpoch
            self.metadata = metadata
            self.errorCode = errorCode
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            partitionIndex = try reader.readInteger("OffsetFetchResponsePartition.partitionIndex")
            committedOffset = try reader.readInteger("OffsetFetchResponsePartition.committedOffset")
            if version >= 5 {
                committedLeaderEpoch = try reader.readInteger("OffsetFetchResponsePartition.committedLeaderEpoch")
            }
            metadata = try reader.readNullableString("OffsetFetchResponsePartition.metadata")
            errorCode = try reader.readError("OffsetFetchResponsePartition.errorCode")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partitionIndex)
            writer.writeInteger(committedOffset)
            if version >= 5 {
                writer.writeInteger(committedLeaderEpoch)
            }
            writer.writeNullableString(metadata)
            writer.writeError(errorCode)
            writer.endStruct()
        }
    }

    package struct OffsetFetchResponseGroup: KafkaStruct {
        package static var minimumByteCount: Int { 5 }

        package var groupId: String
        package var topics: [OffsetFetchResponseTopics]
        package var errorCode: ErrorCode

        package init(
            groupId: String = "",
            topics: [OffsetFetchResponseTopics] = [],
            errorCode: ErrorCode = .none
        ) {
            self.groupId = groupId
            self.topics = topics
            self.errorCode = errorCode
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            groupId = try reader.readString("OffsetFetchResponseGroup.groupId")
            topics = try reader.readStructs("OffsetFetchResponseGroup.topics", version: version)
            errorCode = try reader.readError("OffsetFetchResponseGroup.errorCode")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(groupId)
            writer.writeStructs(topics, version: version)
            writer.writeError(errorCode)
            writer.endStruct()
        }
    }

    package struct OffsetFetchResponseTopics: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var name: String
        package var topicId: KafkaUUID
        package var partitions: [OffsetFetchResponsePartitions]

        package init(
            name: String = "",
            topicId: KafkaUUID = .zero,
            partitions: [OffsetFetchResponsePartitions] = []
        ) {
            self.name = name
            self.topicId = topicId
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            if version <= 9 {
                name = try reader.readString("OffsetFetchResponseTopics.name")
            }
            if version >= 10 {
                topicId = try reader.readUUID("OffsetFetchResponseTopics.topicId")
            }
            partitions = try reader.readStructs("OffsetFetchResponseTopics.partitions", version: version)
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

    package struct OffsetFetchResponsePartitions: KafkaStruct {
        package static var minimumByteCount: Int { 20 }

        package var partitionIndex: Int32
        /// -1 if there is none.
        package var committedOffset: Int64
        package var committedLeaderEpoch: Int32
        package var metadata: String?
        package var errorCode: ErrorCode

        package init(
            partitionIndex: Int32 = 0,
            committedOffset: Int64 = 0,
            committedLeaderEpoch: Int32 = -1,
            metadata: String? = nil,
            errorCode: ErrorCode = .none
        ) {
            self.partitionIndex = partitionIndex
            self.committedOffset = committedOffset
            self.committedLeaderEpoch = committedLeaderEpoch
            self.metadata = metadata
            self.errorCode = errorCode
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            partitionIndex = try reader.readInteger("OffsetFetchResponsePartitions.partitionIndex")
            committedOffset = try reader.readInteger("OffsetFetchResponsePartitions.committedOffset")
            committedLeaderEpoch = try reader.readInteger("OffsetFetchResponsePartitions.committedLeaderEpoch")
            metadata = try reader.readNullableString("OffsetFetchResponsePartitions.metadata")
            errorCode = try reader.readError("OffsetFetchResponsePartitions.errorCode")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partitionIndex)
            writer.writeInteger(committedOffset)
            writer.writeInteger(committedLeaderEpoch)
            writer.writeNullableString(metadata)
            writer.writeError(errorCode)
            writer.endStruct()
        }
    }
}
