// Made by wiregen from Definitions/19-CreateTopics.msg. Change that and run `make generate`.

package import Bytes

/// Creates topics.
/// - v1: may only check
/// - v4: -1 asks for the default partition count and replication factor (KIP-464)
/// - v5: the answer carries counts and configuration (KIP-525)
/// - v7: the answer carries topic ids (KIP-516)
package struct CreateTopicsRequest: KafkaRequest {
    package typealias Response = CreateTopicsResponse
    package static var api: APIKey { .createTopics }
    package static var minimumByteCount: Int { 7 }

    package var topics: [CreatableTopic]
    package var timeoutMs: Int32
    package var validateOnly: Bool

    package init(
        topics: [CreatableTopic] = [],
        timeoutMs: Int32 = 60000,
        validateOnly: Bool = false
    ) {
        self.topics = topics
        self.timeoutMs = timeoutMs
        self.validateOnly = validateOnly
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        topics = try reader.readStructs("CreateTopicsRequest.topics", version: version)
        timeoutMs = try reader.readInteger("CreateTopicsRequest.timeoutMs")
        if version >= 1 {
            validateOnly = try reader.readBool("CreateTopicsRequest.validateOnly")
        }
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeStructs(topics, version: version)
        writer.writeInteger(timeoutMs)
        if version >= 1 {
            writer.writeBool(validateOnly)
        }
        writer.endStruct()
    }

    package struct CreatableTopic: KafkaStruct {
        package static var minimumByteCount: Int { 10 }

        package var name: String
        /// -1 for the default, or with assignments.
        package var numPartitions: Int32
        /// -1 for the default, or with assignments.
        package var replicationFactor: Int16
        package var assignments: [CreatableReplicaAssignment]
        package var configs: [CreatableTopicConfig]

        package init(
            name: String = "",
            numPartitions: Int32 = 0,
            replicationFactor: Int16 = 0,
            assignments: [CreatableReplicaAssignment] = [],
            configs: [CreatableTopicConfig] = []
        ) {
            self.name = name
            self.numPartitions = numPartitions
            self.replicationFactor = replicationFactor
            self.assignments = assignments
            self.configs = configs
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("CreatableTopic.name")
            numPartitions = try reader.readInteger("CreatableTopic.numPartitions")
            replicationFactor = try reader.readInteger("CreatableTopic.replicationFactor")
            assignments = try reader.readStructs("CreatableTopic.assignments", version: version)
            configs = try reader.readStructs("CreatableTopic.configs", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeInteger(numPartitions)
            writer.writeInteger(replicationFactor)
            writer.writeStructs(assignments, version: version)
            writer.writeStructs(configs, version: version)
            writer.endStruct()
        }
    }

    package struct CreatableReplicaAssignment: KafkaStruct {
        package static var minimumByteCount: Int { 6 }

        package var partitionIndex: Int32
        package var brokerIds: [Int32]

        package init(
            partitionIndex: Int32 = 0,
            brokerIds: [Int32] = []
        ) {
            self.partitionIndex = partitionIndex
            self.brokerIds = brokerIds
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            partitionIndex = try reader.readInteger("CreatableReplicaAssignment.partitionIndex")
            brokerIds = try reader.readIntegers("CreatableReplicaAssignment.brokerIds")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partitionIndex)
            writer.writeIntegers(brokerIds)
            writer.endStruct()
        }
    }

    package struct CreatableTopicConfig: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var name: String
        package var value: String?

        package init(
            name: String = "",
            value: String? = nil
        ) {
            self.name = name
            self.value = value
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("CreatableTopicConfig.name")
            value = try reader.readNullableString("CreatableTopicConfig.value")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeNullableString(value)
            writer.endStruct()
        }
    }
}

/// The answer to `CreateTopicsRequest`.
package struct CreateTopicsResponse: KafkaResponse {
    package static var api: APIKey { .createTopics }
    package static var minimumByteCount: Int { 4 }

    package var throttleTimeMs: Int32
    package var topics: [CreatableTopicResult]

    package init(
        throttleTimeMs: Int32 = 0,
        topics: [CreatableTopicResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        if version >= 2 {
            throttleTimeMs = try reader.readInteger("CreateTopicsResponse.throttleTimeMs")
        }
        topics = try reader.readStructs("CreateTopicsResponse.topics", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        if version >= 2 {
            writer.writeInteger(throttleTimeMs)
        }
        writer.writeStructs(topics, version: version)
        writer.endStruct()
    }

    package struct CreatableTopicResult: KafkaStruct {
        package static var minimumByteCount: Int { 4 }

        package var name: String
        package var topicId: KafkaUUID
        package var errorCode: ErrorCode
        package var errorMessage: String?
        package var topicConfigErrorCode: ErrorCode
        package var numPartitions: Int32
        package var replicationFactor: Int16
        /// Null if the client may not see them.
        package var configs: [CreatableTopicConfigs]?

        package init(
            name: String = "",
            topicId: KafkaUUID = .zero,
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil,
            topicConfigErrorCode: ErrorCode = .none,
            numPartitions: Int32 = -1,
            replicationFactor: Int16 = -1,
            configs: [CreatableTopicConfigs]? = []
        ) {
            self.name = name
            self.topicId = topicId
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.topicConfigErrorCode = topicConfigErrorCode
            self.numPartitions = numPartitions
            self.replicationFactor = replicationFactor
            self.configs = configs
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("CreatableTopicResult.name")
            if version >= 7 {
                topicId = try reader.readUUID("CreatableTopicResult.topicId")
            }
            errorCode = try reader.readError("CreatableTopicResult.errorCode")
            if version >= 1 {
                errorMessage = try reader.readNullableString("CreatableTopicResult.errorMessage")
            }
            if version >= 5 {
                numPartitions = try reader.readInteger("CreatableTopicResult.numPartitions")
            }
            if version >= 5 {
                replicationFactor = try reader.readInteger("CreatableTopicResult.replicationFactor")
            }
            if version >= 5 {
                configs = try reader.readNullableStructs("CreatableTopicResult.configs", version: version)
            }
            var tags = try reader.beginTags()
            while var field = try reader.nextTag(&tags) {
                switch field.tag {
                case 0 where version >= 5:
                    topicConfigErrorCode = try field.value.readError("CreatableTopicResult.topicConfigErrorCode")
                    try field.end("CreatableTopicResult.topicConfigErrorCode")
                default: break
                }
            }
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            if version >= 7 {
                writer.writeUUID(topicId)
            }
            writer.writeError(errorCode)
            if version >= 1 {
                writer.writeNullableString(errorMessage)
            }
            if version >= 5 {
                writer.writeInteger(numPartitions)
            }
            if version >= 5 {
                writer.writeInteger(replicationFactor)
            }
            if version >= 5 {
                writer.writeNullableStructs(configs, version: version)
            }
            var tags = TaggedFields()
            if version >= 5, topicConfigErrorCode != .none {
                tags.append(0) { $0.writeError(topicConfigErrorCode) }
            }
            writer.endStruct(tags)
        }
    }

    package struct CreatableTopicConfigs: KafkaStruct {
        package static var minimumByteCount: Int { 6 }

        package var name: String
        package var value: String?
        package var readOnly: Bool
        package var configSource: Int8
        package var isSensitive: Bool

        package init(
            name: String = "",
            value: String? = nil,
            readOnly: Bool = false,
            configSource: Int8 = -1,
            isSensitive: Bool = false
        ) {
            self.name = name
            self.value = value
            self.readOnly = readOnly
            self.configSource = configSource
            self.isSensitive = isSensitive
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("CreatableTopicConfigs.name")
            value = try reader.readNullableString("CreatableTopicConfigs.value")
            readOnly = try reader.readBool("CreatableTopicConfigs.readOnly")
            configSource = try reader.readInteger("CreatableTopicConfigs.configSource")
            isSensitive = try reader.readBool("CreatableTopicConfigs.isSensitive")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeNullableString(value)
            writer.writeBool(readOnly)
            writer.writeInteger(configSource)
            writer.writeBool(isSensitive)
            writer.endStruct()
        }
    }
}
