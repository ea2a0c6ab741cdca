// Made by wiregen from Definitions/23-OffsetForLeaderEpoch.msg. Change that and run `make generate`.

package import Bytes

/// Tells where a leader epoch ends, so that a client can find out whether its log was cut.
/// - v3: the replica's id
package struct OffsetForLeaderEpochRequest: KafkaRequest {
    package typealias Response = OffsetForLeaderEpochResponse
    package static var api: APIKey { .offsetForLeaderEpoch }
    package static var minimumByteCount: Int { 4 }

    package var replicaId: Int32
    package var topics: [OffsetForLeaderTopic]

    package init(
        replicaId: Int32 = -2,
        topics: [OffsetForLeaderTopic] = []
    ) {
        self.replicaId = replicaId
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        if version >= 3 {
            replicaId = try reader.readInteger("OffsetForLeaderEpochRequest.replicaId")
        }
        topics = try reader.readStructs("OffsetForLeaderEpochRequest.topics", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        if version >= 3 {
            writer.writeInteger(replicaId)
        }
        writer.writeStructs(topics, version: version)
        writer.endStruct()
    }

    package struct OffsetForLeaderTopic: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var topic: String
        package var partitions: [OffsetForLeaderPartition]

        package init(
            topic: String = "",
            partitions: [OffsetForLeaderPartition] = []
        ) {
            self.topic = topic
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            topic = try reader.readString("OffsetForLeaderTopic.topic")
            partitions = try reader.readStructs("OffsetForLeaderTopic.partitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(topic)
            writer.writeStructs(partitions, version: version)
            writer.endStruct()
        }
    }

    package struct OffsetForLeaderPartition: KafkaStruct {
        package static var minimumByteCount: Int { 12 }

        package var partition: Int32
        package var currentLeaderEpoch: Int32
        package var leaderEpoch: Int32

        package init(
            partition: Int32 = 0,
            currentLeaderEpoch: Int32 = -1,
            leaderEpoch: Int32 = 0
        ) {
            self.partition = partition
            self.currentLeaderEpoch = currentLeaderEpoch
            self.leaderEpoch = leaderEpoch
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            partition = try reader.readInteger("OffsetForLeaderPartition.partition")
            currentLeaderEpoch = try reader.readInteger("OffsetForLeaderPartition.currentLeaderEpoch")
            leaderEpoch = try reader.readInteger("OffsetForLeaderPartition.leaderEpoch")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partition)
            writer.writeInteger(currentLeaderEpoch)
            writer.writeInteger(leaderEpoch)
            writer.endStruct()
        }
    }
}

/// The answer to `OffsetForLeaderEpochRequest`.
package struct OffsetForLeaderEpochResponse: KafkaResponse {
    package static var api: APIKey { .offsetForLeaderEpoch }
    package static var minimumByteCount: Int { 6 }

    package var throttleTimeMs: Int32
    package var topics: [OffsetForLeaderTopicResult]

    package init(
        throttleTimeMs: Int32 = 0,
        topics: [OffsetForLeaderTopicResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("OffsetForLeaderEpochResponse.throttleTimeMs")
        topics = try reader.readStructs("OffsetForLeaderEpochResponse.topics", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        writer.writeStructs(topics, version: version)
        writer.endStruct()
    }

    package struct OffsetForLeaderTopicResult: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var topic: String
        package var partitions: [EpochEndOffset]

        package init(
            topic: String = "",
            partitions: [EpochEndOffset] = []
        ) {
            self.topic = topic
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            topic = try reader.readString("OffsetForLeaderTopicResult.topic")
            partitions = try reader.readStructs("OffsetForLeaderTopicResult.partitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(topic)
            writer.writeStructs(partitions, version: version)
            writer.endStruct()
        }
    }

    package struct EpochEndOffset: KafkaStruct {
        package static var minimumByteCount: Int { 18 }

        package var errorCode: ErrorCode
        package var partition: Int32
        package var leaderEpoch: Int32
        package var endOffset: Int64

        package init(
            errorCode: ErrorCode = .none,
            partition: Int32 = 0,
            leaderEpoch: Int32 = -1,
            endOffset: Int64 = -1
        ) {
            self.errorCode = errorCode
            self.partition = partition
            self.leaderEpoch = leaderEpoch
            self.endOffset = endOffset
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            errorCode = try reader.readError("EpochEndOffset.errorCode")
            partition = try reader.readInteger("EpochEndOffset.partition")
            leaderEpoch = try reader.readInteger("EpochEndOffset.leaderEpoch")
            endOffset = try reader.readInteger("EpochEndOffset.endOffset")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeError(errorCode)
            writer.writeInteger(partition)
            writer.writeInteger(leaderEpoch)
            writer.writeInteger(endOffset)
            writer.endStruct()
        }
    }
}
