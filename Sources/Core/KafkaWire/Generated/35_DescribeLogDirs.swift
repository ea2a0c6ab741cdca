// Made by wiregen from Definitions/35-DescribeLogDirs.msg. Change that and run `make generate`.

package import Bytes

/// Tells the directories that hold the logs, and how much of them each partition takes (KIP-113).
/// - v3: a top-level error
/// - v4: the size of the volume (KIP-827)
package struct DescribeLogDirsRequest: KafkaRequest {
    package typealias Response = DescribeLogDirsResponse
    package static var api: APIKey { .describeLogDirs }
    package static var minimumByteCount: Int { 2 }

    /// Null asks for all topics.
    package var topics: [DescribableLogDirTopic]?

    package init(
        topics: [DescribableLogDirTopic]? = nil
    ) {
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        topics = try reader.readNullableStructs("DescribeLogDirsRequest.topics", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeNullableStructs(topics, version: version)
        writer.endStruct()
    }

    package struct DescribableLogDirTopic: KafkaStruct {
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
            topic = try reader.readString("DescribableLogDirTopic.topic")
            partitions = try reader.readIntegers("DescribableLogDirTopic.partitions")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(topic)
            writer.writeIntegers(partitions)
            writer.endStruct()
        }
    }
}

/// The answer to `DescribeLogDirsRequest`.
package struct DescribeLogDirsResponse: KafkaResponse {
    package static var api: APIKey { .describeLogDirs }
    package static var minimumByteCount: Int { 6 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var results: [DescribeLogDirsResult]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        results: [DescribeLogDirsResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.results = results
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("DescribeLogDirsResponse.throttleTimeMs")
        if version >= 3 {
            errorCode = try reader.readError("DescribeLogDirsResponse.errorCode")
        }
        results = try reader.readStructs("DescribeLogDirsResponse.results", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        if version >= 3 {
            writer.writeError(errorCode)
        }
        writer.writeStructs(results, version: version)
        writer.endStruct()
    }

    package struct DescribeLogDirsResult: KafkaStruct {
        package static var minimumByteCount: Int { 5 }

        package var errorCode: ErrorCode
        package var logDir: String
        package var topics: [DescribeLogDirsTopic]
        package var totalBytes: Int64
        package var usableBytes: Int64

        package init(
            errorCode: ErrorCode = .none,
            logDir: String = "",
            topics: [DescribeLogDirsTopic] = [],
            totalBytes: Int64 = -1,
            usableBytes: Int64 = -1
        ) {
            self.errorCode = errorCode
            self.logDir = logDir
            self.topics = topics
            self.totalBytes = totalBytes
            self.usableBytes = usableBytes
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            errorCode = try reader.readError("DescribeLogDirsResult.errorCode")
            logDir = try reader.readString("DescribeLogDirsResult.logDir")
            topics = try reader.readStructs("DescribeLogDirsResult.topics", version: version)
            if version >= 4 {
                totalBytes = try reader.readInteger("DescribeLogDirsResult.totalBytes")
            }
            if version >= 4 {
                usableBytes = try reader.readInteger("DescribeLogDirsResult.usableBytes")
            }
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeError(errorCode)
            writer.writeString(logDir)
            writer.writeStructs(topics, version: version)
            if version >= 4 {
                writer.writeInteger(totalBytes)
            }
            if version >= 4 {
                writer.writeInteger(usableBytes)
            }
            writer.endStruct()
        }
    }

    package struct DescribeLogDirsTopic: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var name: String
        package var partitions: [DescribeLogDirsPartition]

        package init(
            name: String = "",
            partitions: [DescribeLogDirsPartition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("DescribeLogDirsTopic.name")
            partitions = try reader.readStructs("DescribeLogDirsTopic.partitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeStructs(partitions, version: version)
            writer.endStruct()
        }
    }

    package struct DescribeLogDirsPartition: KafkaStruct {
        package static var minimumByteCount: Int { 21 }

        package var partitionIndex: Int32
        package var partitionSize: Int64
        /// How far it is behind the log it replaces, or behind the high watermark.
        package var offsetLag: Int64
        /// Whether it replaces another once it has caught up.
        package var isFutureKey: Bool

        package init(
            partitionIndex: Int32 = 0,
            partitionSize: Int64 = 0,
            offsetLag: Int64 = 0,
            isFutureKey: Bool = false
        ) {
            self.partitionIndex = partitionIndex
            self.partitionSize = partitionSize
            self.offsetLag = offsetLag
            self.isFutureKey = isFutureKey
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            partitionIndex = try reader.readInteger("DescribeLogDirsPartition.partitionIndex")
            partitionSize = try reader.readInteger("DescribeLogDirsPartition.partitionSize")
            offsetLag = try reader.readInteger("DescribeLogDirsPartition.offsetLag")
            isFutureKey = try reader.readBool("DescribeLogDirsPartition.isFutureKey")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partitionIndex)
            writer.writeInteger(partitionSize)
            writer.writeInteger(offsetLag)
            writer.writeBool(isFutureKey)
            writer.endStruct()
        }
    }
}
