// Made by wiregen from Definitions/02-ListOffsets.msg. Change that and run `make generate`.

package import Bytes

/// Finds offsets by time, or the ends of a log.
/// - v2: isolation level: the latest offset may be the last stable one
/// - v4: leader epochs
/// - v7: -3 asks for the largest timestamp (KIP-734)
/// - v8: -4 asks for the first local offset (KIP-405)
/// - v9: -5 asks for the last tiered offset (KIP-1005)
/// - v10: a time limit for remote lookups (KIP-1075)
/// - v11: -6 asks for the first offset that is not tiered yet (KIP-1023)
package struct ListOffsetsRequest: KafkaRequest {
    package typealias Response = ListOffsetsResponse
    package static var api: APIKey { .listOffsets }
    package static var minimumByteCount: Int { 7 }

    /// -1 for a consumer.
    package var replicaId: Int32
    /// 0 read uncommitted, 1 read committed.
    package var isolationLevel: Int8
    package var topics: [ListOffsetsTopic]
    package var timeoutMs: Int32

    package init(
        replicaId: Int32 = 0,
        isolationLevel: Int8 = 0,
        topics: [ListOffsetsTopic] = [],
        timeoutMs: Int32 = 0
    ) {
        self.replicaId = replicaId
        self.isolationLevel = isolationLevel
        self.topics = topics
        self.timeoutMs = timeoutMs
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        replicaId = try reader.readInteger("ListOffsetsRequest.replicaId")
        if version >= 2 {
            isolationLevel = try reader.readInteger("ListOffsetsRequest.isolationLevel")
        }
        topics = try reader.readStructs("ListOffsetsRequest.topics", version: version)
        if version >= 10 {
            timeoutMs = try reader.readInteger("ListOffsetsRequest.timeoutMs")
        }
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(replicaId)
        if version >= 2 {
            writer.writeInteger(isolationLevel)
        }
        writer.writeStructs(topics, version: version)
        if version >= 10 {
            writer.writeInteger(timeoutMs)
        }
        writer.endStruct()
    }

    package struct ListOffsetsTopic: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var name: String
        package var partitions: [ListOffsetsPartition]

        package init(
            name: String = "",
            partitions: [ListOffsetsPartition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("ListOffsetsTopic.name")
            partitions = try reader.readStructs("ListOffsetsTopic.partitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeStructs(partitions, version: version)
            writer.endStruct()
        }
    }

    package struct ListOffsetsPartition: KafkaStruct {
        package static var minimumByteCount: Int { 12 }

        package var partitionIndex: Int32
        package var currentLeaderEpoch: Int32
        /// Milliseconds; -1 latest, -2 earliest, -3 largest timestamp, -4 earliest local, -5 last tiered,
        /// -6 first that is not tiered yet.
        package var timestamp: Int64

        package init(
            partitionIndex: Int32 = 0,
            currentLeaderEpoch: Int32 = -1,
            timestamp: Int64 = 0
        ) {
            self.partitionIndex = partitionIndex
            self.currentLeaderEpoch = currentLeaderEpoch
            self.timestamp = timestamp
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            partitionIndex = try reader.readInteger("ListOffsetsPartition.partitionIndex")
            if version >= 4 {
                currentLeaderEpoch = try reader.readInteger("ListOffsetsPartition.currentLeaderEpoch")
            }
            timestamp = try reader.readInteger("ListOffsetsPartition.timestamp")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partitionIndex)
            if version >= 4 {
                writer.writeInteger(currentLeaderEpoch)
            }
            writer.writeInteger(timestamp)
            writer.endStruct()
        }
    }
}

/// The answer to `ListOffsetsRequest`.
package struct ListOffsetsResponse: KafkaResponse {
    package static var api: APIKey { .listOffsets }
    package static var minimumByteCount: Int { 4 }

    package var throttleTimeMs: Int32
    package var topics: [ListOffsetsTopicResponse]

    package init(
        throttleTimeMs: Int32 = 0,
        topics: [ListOffsetsTopicResponse] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        if version >= 2 {
            throttleTimeMs = try reader.readInteger("ListOffsetsResponse.throttleTimeMs")
        }
        topics = try reader.readStructs("ListOffsetsResponse.topics", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        if version >= 2 {
            writer.writeInteger(throttleTimeMs)
        }
        writer.writeStructs(topics, version: version)
        writer.endStruct()
    }

    package struct ListOffsetsTopicResponse: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var name: String
        package var partitions: [ListOffsetsPartitionResponse]

        package init(
            name: String = "",
            partitions: [ListOffsetsPartitionResponse] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("ListOffsetsTopicResponse.name")
            partitions = try reader.readStructs("ListOffsetsTopicResponse.partitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeStructs(partitions, version: version)
            writer.endStruct()
        }
    }

    package struct ListOffsetsPartitionResponse: KafkaStruct {
        package static var minimumByteCount: Int { 22 }

        package var partitionIndex: Int32
        package var errorCode: ErrorCode
        package var timestamp: Int64
        package var offset: Int64
        package var leaderEpoch: Int32

        package init(
            partitionIndex: Int32 = 0,
            errorCode: ErrorCode = .none,
            timestamp: Int64 = -1,
            offset: Int64 = -1,
            leaderEpoch: Int32 = -1
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
            self.timestamp = timestamp
            self.offset = offset
            self.leaderEpoch = leaderEpoch
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            partitionIndex = try reader.readInteger("ListOffsetsPartitionResponse.partitionIndex")
            errorCode = try reader.readError("ListOffsetsPartitionResponse.errorCode")
            timestamp = try reader.readInteger("ListOffsetsPartitionResponse.timestamp")
            offset = try reader.readInteger("ListOffsetsPartitionResponse.offset")
            if version >= 4 {
                leaderEpoch = try reader.readInteger("ListOffsetsPartitionResponse.leaderEpoch")
            }
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partitionIndex)
            writer.writeError(errorCode)
            writer.writeInteger(timestamp)
            writer.writeInteger(offset)
            if version >= 4 {
                writer.writeInteger(leaderEpoch)
            }
            writer.endStruct()
        }
    }
}
