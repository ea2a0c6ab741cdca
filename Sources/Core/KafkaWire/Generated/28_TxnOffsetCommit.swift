// Made by wiregen from Definitions/28-TxnOffsetCommit.msg. Change that and run `make generate`.

package import Bytes

/// Stores how far a group has read, to take effect when the producer's transaction commits.
/// - v2: leader epochs (KIP-320)
/// - v3: the member on whose behalf it is done is checked (KIP-447)
/// - v4: clients know TRANSACTION_ABORTABLE (KIP-890)
/// - v5: without AddOffsetsToTxn (KIP-890)
package struct TxnOffsetCommitRequest: KafkaRequest {
    package typealias Response = TxnOffsetCommitResponse
    package static var api: APIKey { .txnOffsetCommit }
    package static var minimumByteCount: Int { 18 }

    package var transactionalId: String
    package var groupId: String
    package var producerId: Int64
    package var producerEpoch: Int16
    package var generationId: Int32
    package var memberId: String
    package var groupInstanceId: String?
    package var topics: [TxnOffsetCommitRequestTopic]

    package init(
        transactionalId: String = "",
        groupId: String = "",
        producerId: Int64 = 0,
        producerEpoch: Int16 = 0,
        generationId: Int32 = -1,
        memberId: String = "",
        groupInstanceId: String? = nil,
        topics: [TxnOffsetCommitRequestTopic] = []
    ) {
        self.transactionalId = transactionalId
        self.groupId = groupId
        self.producerId = producerId
        self.producerEpoch = producerEpoch
        self.generationId = generationId
        self.memberId = memberId
        self.groupInstanceId = groupInstanceId
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        transactionalId = try reader.readString("TxnOffsetCommitRequest.transactionalId")
        groupId = try reader.readString("TxnOffsetCommitRequest.groupId")
        producerId = try reader.readInteger("TxnOffsetCommitRequest.producerId")
        producerEpoch = try reader.readInteger("TxnOffsetCommitRequest.producerEpoch")
        if version >= 3 {
            generationId = try reader.readInteger("TxnOffsetCommitRequest.generationId")
        }
        if version >= 3 {
            memberId = try reader.readString("TxnOffsetCommitRequest.memberId")
        }
        if version >= 3 {
            groupInstanceId = try reader.readNullableString("TxnOffsetCommitRequest.groupInstanceId")
        }
        topics = try reader.readStructs("TxnOffsetCommitRequest.topics", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeString(transactionalId)
        writer.writeString(groupId)
        writer.writeInteger(producerId)
        writer.writeInteger(producerEpoch)
        if version >= 3 {
            writer.writeInteger(generationId)
        }
        if version >= 3 {
            writer.writeString(memberId)
        }
        if version >= 3 {
            writer.writeNullableString(groupInstanceId)
        }
        writer.writeStructs(topics, version: version)
        writer.endStruct()
    }

    package struct TxnOffsetCommitRequestTopic: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var name: String
        package var partitions: [TxnOffsetCommitRequestPartition]

        package init(
            name: String = "",
            partitions: [TxnOffsetCommitRequestPartition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("TxnOffsetCommitRequestTopic.name")
            partitions = try reader.readStructs("TxnOffsetCommitRequestTopic.partitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeStructs(partitions, version: version)
            writer.endStruct()
        }
    }

    package struct TxnOffsetCommitRequestPartition: KafkaStruct {
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
            partitionIndex = try reader.readInteger("TxnOffsetCommitRequestPartition.partitionIndex")
            committedOffset = try reader.readInteger("TxnOffsetCommitRequestPartition.committedOffset")
            if version >= 2 {
                committedLeaderEpoch = try reader.readInteger("TxnOffsetCommitRequestPartition.committedLeaderEpoch")
            }
            committedMetadata = try reader.readNullableString("TxnOffsetCommitRequestPartition.committedMetadata")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partitionIndex)
            writer.writeInteger(committedOffset)
            if version >= 2 {
                writer.writeInteger(committedLeaderEpoch)
            }
            writer.writeNullableString(committedMetadata)
            writer.endStruct()
        }
    }
}

/// The answer to `TxnOffsetCommitRequest`.
package struct TxnOffsetCommitResponse: KafkaResponse {
    package static var api: APIKey { .txnOffsetCommit }
    package static var minimumByteCount: Int { 6 }

    package var throttleTimeMs: Int32
    package var topics: [TxnOffsetCommitResponseTopic]

    package init(
        throttleTimeMs: Int32 = 0,
        topics: [TxnOffsetCommitResponseTopic] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("TxnOffsetCommitResponse.throttleTimeMs")
        topics = try reader.readStructs("TxnOffsetCommitResponse.topics", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        writer.writeStructs(topics, version: version)
        writer.endStruct()
    }

    package struct TxnOffsetCommitResponseTopic: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var name: String
        package var partitions: [TxnOffsetCommitResponsePartition]

        package init(
            name: String = "",
            partitions: [TxnOffsetCommitResponsePartition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("TxnOffsetCommitResponseTopic.name")
            partitions = try reader.readStructs("TxnOffsetCommitResponseTopic.partitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeStructs(partitions, version: version)
            writer.endStruct()
        }
    }

    package struct TxnOffsetCommitResponsePartition: KafkaStruct {
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
            partitionIndex = try reader.readInteger("TxnOffsetCommitResponsePartition.partitionIndex")
            errorCode = try reader.readError("TxnOffsetCommitResponsePartition.errorCode")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partitionIndex)
            writer.writeError(errorCode)
            writer.endStruct()
        }
    }
}
