// Made by wiregen from Definitions/20-DeleteTopics.msg. Change that and run `make generate`.

package import Bytes

/// Deletes topics.
/// - v3: a disabled deletion is an error of its own
/// - v5: error messages
/// - v6: by name or by topic id (KIP-516)
package struct DeleteTopicsRequest: KafkaRequest {
    package typealias Response = DeleteTopicsResponse
    package static var api: APIKey { .deleteTopics }
    package static var minimumByteCount: Int { 6 }

    package var topics: [DeleteTopicState]
    package var topicNames: [String]
    package var timeoutMs: Int32

    package init(
        topics: [DeleteTopicState] = [],
        topicNames: [String] = [],
        timeoutMs: Int32 = 0
    ) {
        self.topics = topics
        self.topicNames = topicNames
        self.timeoutMs = timeoutMs
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        if version >= 6 {
            topics = try reader.readStructs("DeleteTopicsRequest.topics", version: version)
        }
        if version <= 5 {
            topicNames = try reader.readStrings("DeleteTopicsRequest.topicNames")
        }
        timeoutMs = try reader.readInteger("DeleteTopicsRequest.timeoutMs")
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        if version >= 6 {
            writer.writeStructs(topics, version: version)
        }
        if version <= 5 {
            writer.writeStrings(topicNames)
        }
        writer.writeInteger(timeoutMs)
        writer.endStruct()
    }

    package struct DeleteTopicState: KafkaStruct {
        package static var minimumByteCount: Int { 18 }

        package var name: String?
        package var topicId: KafkaUUID

        package init(
            name: String? = nil,
            topicId: KafkaUUID = .zero
        ) {
            self.name = name
            self.topicId = topicId
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readNullableString("DeleteTopicState.name")
            topicId = try reader.readUUID("DeleteTopicState.topicId")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeNullableString(name)
            writer.writeUUID(topicId)
            writer.endStruct()
        }
    }
}

/// The answer to `DeleteTopicsRequest`.
package struct DeleteTopicsResponse: KafkaResponse {
    package static var api: APIKey { .deleteTopics }
    package static var minimumByteCount: Int { 4 }

    package var throttleTimeMs: Int32
    package var responses: [DeletableTopicResult]

    package init(
        throttleTimeMs: Int32 = 0,
        responses: [DeletableTopicResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.responses = responses
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        if version >= 1 {
            throttleTimeMs = try reader.readInteger("DeleteTopicsResponse.throttleTimeMs")
        }
        responses = try reader.readStructs("DeleteTopicsResponse.responses", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        if version >= 1 {
            writer.writeInteger(throttleTimeMs)
        }
        writer.writeStructs(responses, version: version)
        writer.endStruct()
    }

    package struct DeletableTopicResult: KafkaStruct {
        package static var minimumByteCount: Int { 4 }

        package var name: String?
        package var topicId: KafkaUUID
        package var errorCode: ErrorCode
        package var errorMessage: String?

        package init(
            name: String? = nil,
            topicId: KafkaUUID = .zero,
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil
        ) {
            self.name = name
            self.topicId = topicId
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            if version >= 6 {
                name = try reader.readNullableString("DeletableTopicResult.name")
            } else {
                name = try reader.readString("DeletableTopicResult.name")
            }
            if version >= 6 {
                topicId = try reader.readUUID("DeletableTopicResult.topicId")
            }
            errorCode = try reader.readError("DeletableTopicResult.errorCode")
            if version >= 5 {
                errorMessage = try reader.readNullableString("DeletableTopicResult.errorMessage")
            }
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            if version >= 6 {
                writer.writeNullableString(name)
            } else {
                writer.writeString(name ?? "")
            }
            if version >= 6 {
                writer.writeUUID(topicId)
            }
            writer.writeError(errorCode)
            if version >= 5 {
                writer.writeNullableString(errorMessage)
            }
            writer.endStruct()
        }
    }
}
