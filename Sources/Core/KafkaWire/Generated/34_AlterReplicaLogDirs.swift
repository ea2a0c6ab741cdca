// Made by wiregen from Definitions/34-AlterReplicaLogDirs.msg. Change that and run `make generate`.

package import Bytes

/// Moves replicas between the directories of a broker (KIP-113).
package struct AlterReplicaLogDirsRequest: KafkaRequest {
    package typealias Response = AlterReplicaLogDirsResponse
    package static var api: APIKey { .alterReplicaLogDirs }
    package static var minimumByteCount: Int { 2 }

    package var dirs: [AlterReplicaLogDir]

    package init(
        dirs: [AlterReplicaLogDir] = []
    ) {
        self.dirs = dirs
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        dirs = try reader.readStructs("AlterReplicaLogDirsRequest.dirs", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeStructs(dirs, version: version)
        writer.endStruct()
    }

    package struct AlterReplicaLogDir: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var path: String
        package var topics: [AlterReplicaLogDirTopic]

        package init(
            path: String = "",
            topics: [AlterReplicaLogDirTopic] = []
        ) {
            self.path = path
            self.topics = topics
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            path = try reader.readString("AlterReplicaLogDir.path")
            topics = try reader.readStructs("AlterReplicaLogDir.topics", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(path)
            writer.writeStructs(topics, version: version)
            writer.endStruct()
        }
    }

    package struct AlterReplicaLogDirTopic: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var name: String
        package var partitions: [Int32]

        package init(
            name: String = "",
            partitions: [Int32] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("AlterReplicaLogDirTopic.name")
            partitions = try reader.readIntegers("AlterReplicaLogDirTopic.partitions")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeIntegers(partitions)
            writer.endStruct()
        }
    }
}

/// The answer to `AlterReplicaLogDirsRequest`.
package struct AlterReplicaLogDirsResponse: KafkaResponse {
    package static var api: APIKey { .alterReplicaLogDirs }
    package static var minimumByteCount: Int { 6 }

    package var throttleTimeMs: Int32
    package var results: [AlterReplicaLogDirTopicResult]

    package init(
        throttleTimeMs: Int32 = 0,
        results: [AlterReplicaLogDirTopicResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.results = results
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("AlterReplicaLogDirsResponse.throttleTimeMs")
        results = try reader.readStructs("AlterReplicaLogDirsResponse.results", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        writer.writeStructs(results, version: version)
        writer.endStruct()
    }

    package struct AlterReplicaLogDirTopicResult: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var topicName: String
        package var partitions: [AlterReplicaLogDirPartitionResult]

        package init(
            topicName: String = "",
            partitions: [AlterReplicaLogDirPartitionResult] = []
        ) {
            self.topicName = topicName
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            topicName = try reader.readString("AlterReplicaLogDirTopicResult.topicName")
            partitions = try reader.readStructs("AlterReplicaLogDirTopicResult.partitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(topicName)
            writer.writeStructs(partitions, version: version)
            writer.endStruct()
        }
    }

    package struct AlterReplicaLogDirPartitionResult: KafkaStruct {
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
            partitionIndex = try reader.readInteger("AlterReplicaLogDirPartitionResult.partitionIndex")
            errorCode = try reader.readError("AlterReplicaLogDirPartitionResult.errorCode")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partitionIndex)
            writer.writeError(errorCode)
            writer.endStruct()
        }
    }
}
