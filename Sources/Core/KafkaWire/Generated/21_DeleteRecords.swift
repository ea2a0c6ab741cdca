// Made by wiregen from Definitions/21-DeleteRecords.msg. Change that and run `make generate`.

package import Bytes

/// Raises the start of partitions: records before it are gone.
/// - v2: compact lengths and tagged fields
package struct DeleteRecordsRequest: KafkaRequest {
    package typealias Response = DeleteRecordsResponse
    package static var api: APIKey { .deleteRecords }
    package static var minimumByteCount: Int { 6 }

    package var topics: [DeleteRecordsTopic]
    package var timeoutMs: Int32

    package init(
        topics: [DeleteRecordsTopic] = [],
        timeoutMs: Int32 = 0
    ) {
        self.topics = topics
        self.timeoutMs = timeoutMs
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        topics = try reader.readStructs("DeleteRecordsRequest.topics", version: version)
        timeoutMs = try reader.readInteger("DeleteRecordsRequest.timeoutMs")
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeStructs(topics, version: version)
        writer.writeInteger(timeoutMs)
        writer.endStruct()
    }

    package struct DeleteRecordsTopic: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var name: String
        package var partitions: [DeleteRecordsPartition]

        package init(
            name: String = "",
            partitions: [DeleteRecordsPartition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("DeleteRecordsTopic.name")
            partitions = try reader.readStructs("DeleteRecordsTopic.partitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeStructs(partitions, version: version)
            writer.endStruct()
        }
    }

    package struct DeleteRecordsPartition: KafkaStruct {
        package static var minimumByteCount: Int { 12 }

        package var partitionIndex: Int32
        /// The first offset to keep; -1 for the high watermark.
        package var offset: Int64

        package init(
            partitionIndex: Int32 = 0,
            offset: Int64 = 0
        ) {
            self.partitionIndex = partitionIndex
            self.offset = offset
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            partitionIndex = try reader.readInteger("DeleteRecordsPartition.partitionIndex")
            offset = try reader.readInteger("DeleteRecordsPartition.offset")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partitionIndex)
            writer.writeInteger(offset)
            writer.endStruct()
        }
    }
}

/// The answer to `DeleteRecordsRequest`.
package struct DeleteRecordsResponse: KafkaResponse {
    package static var api: APIKey { .deleteRecords }
    package static var minimumByteCount: Int { 6 }

    package var throttleTimeMs: Int32
    package var topics: [DeleteRecordsTopicResult]

    package init(
        throttleTimeMs: Int32 = 0,
        topics: [DeleteRecordsTopicResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("DeleteRecordsResponse.throttleTimeMs")
        topics = try reader.readStructs("DeleteRecordsResponse.topics", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        writer.writeStructs(topics, version: version)
        writer.endStruct()
    }

    package struct DeleteRecordsTopicResult: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var name: String
        package var partitions: [DeleteRecordsPartitionResult]

        package init(
            name: String = "",
            partitions: [DeleteRecordsPartitionResult] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("DeleteRecordsTopicResult.name")
            partitions = try reader.readStructs("DeleteRecordsTopicResult.partitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeStructs(partitions, version: version)
            writer.endStruct()
        }
    }

    package struct DeleteRecordsPartitionResult: KafkaStruct {
        package static var minimumByteCount: Int { 14 }

        package var partitionIndex: Int32
        /// Where the partition begins now.
        package var lowWatermark: Int64
        package var errorCode: ErrorCode

        package init(
            partitionIndex: Int32 = 0,
            lowWatermark: Int64 = 0,
            errorCode: ErrorCode = .none
        ) {
            self.partitionIndex = partitionIndex
            self.lowWatermark = lowWatermark
            self.errorCode = errorCode
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            partitionIndex = try reader.readInteger("DeleteRecordsPartitionResult.partitionIndex")
            lowWatermark = try reader.readInteger("DeleteRecordsPartitionResult.lowWatermark")
            errorCode = try reader.readError("DeleteRecordsPartitionResult.errorCode")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partitionIndex)
            writer.writeInteger(lowWatermark)
            writer.writeError(errorCode)
            writer.endStruct()
        }
    }
}
