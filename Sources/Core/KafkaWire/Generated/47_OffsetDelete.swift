// Made by wiregen from Definitions/47-OffsetDelete.msg. Change that and run `make generate`.

package import Bytes

/// Forgets committed offsets of partitions that a group's members have not subscribed to (KIP-496).
package struct OffsetDeleteRequest: KafkaRequest {
    package typealias Response = OffsetDeleteResponse
    package static var api: APIKey { .offsetDelete }
    package static var minimumByteCount: Int { 6 }

    package var groupId: String
    package var topics: [OffsetDeleteRequestTopic]

    package init(
        groupId: String = "",
        topics: [OffsetDeleteRequestTopic] = []
    ) {
        self.groupId = groupId
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        groupId = try reader.readString("OffsetDeleteRequest.groupId")
        topics = try reader.readStructs("OffsetDeleteRequest.topics", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeString(groupId)
        writer.writeStructs(topics, version: version)
        writer.endStruct()
    }

    package struct OffsetDeleteRequestTopic: KafkaStruct {
        package static var minimumByteCount: Int { 6 }

        package var name: String
        package var partitions: [OffsetDeleteRequestPartition]

        package init(
            name: String = "",
            partitions: [OffsetDeleteRequestPartition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("OffsetDeleteRequestTopic.name")
            partitions = try reader.readStructs("OffsetDeleteRequestTopic.partitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeStructs(partitions, version: version)
            writer.endStruct()
        }
    }

    package struct OffsetDeleteRequestPartition: KafkaStruct {
        package static var minimumByteCount: Int { 4 }

        package var partitionIndex: Int32

        package init(
            partitionIndex: Int32 = 0
        ) {
            self.partitionIndex = partitionIndex
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            partitionIndex = try reader.readInteger("OffsetDeleteRequestPartition.partitionIndex")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partitionIndex)
            writer.endStruct()
        }
    }
}

/// The answer to `OffsetDeleteRequest`.
package struct OffsetDeleteResponse: KafkaResponse {
    package static var api: APIKey { .offsetDelete }
    package static var minimumByteCount: Int { 10 }

    package var errorCode: ErrorCode
    package var throttleTimeMs: Int32
    package var topics: [OffsetDeleteResponseTopic]

    package init(
        errorCode: ErrorCode = .none,
        throttleTimeMs: Int32 = 0,
        topics: [OffsetDeleteResponseTopic] = []
    ) {
        self.errorCode = errorCode
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        errorCode = try reader.readError("OffsetDeleteResponse.errorCode")
        throttleTimeMs = try reader.readInteger("OffsetDeleteResponse.throttleTimeMs")
        topics = try reader.readStructs("OffsetDeleteResponse.topics", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeError(errorCode)
        writer.writeInteger(throttleTimeMs)
        writer.writeStructs(topics, version: version)
        writer.endStruct()
    }

    package struct OffsetDeleteResponseTopic: KafkaStruct {
        package static var minimumByteCount: Int { 6 }

        package var name: String
        package var partitions: [OffsetDeleteResponsePartition]

        package init(
            name: String = "",
            partitions: [OffsetDeleteResponsePartition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("OffsetDeleteResponseTopic.name")
            partitions = try reader.readStructs("OffsetDeleteResponseTopic.partitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeStructs(partitions, version: version)
            writer.endStruct()
        }
    }

    package struct OffsetDeleteResponsePartition: KafkaStruct {
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
            partitionIndex = try reader.readInteger("OffsetDeleteResponsePartition.partitionIndex")
            errorCode = try reader.readError("OffsetDeleteResponsePartition.errorCode")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partitionIndex)
            writer.writeError(errorCode)
            writer.endStruct()
        }
    }
}
