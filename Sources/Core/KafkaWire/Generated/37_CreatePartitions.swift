// Made by wiregen from Definitions/37-CreatePartitions.msg. Change that and run `make generate`.

package import Bytes

/// Gives topics more partitions.
/// - v3: clients know THROTTLING_QUOTA_EXCEEDED (KIP-599)
package struct CreatePartitionsRequest: KafkaRequest {
    package typealias Response = CreatePartitionsResponse
    package static var api: APIKey { .createPartitions }
    package static var minimumByteCount: Int { 7 }

    package var topics: [CreatePartitionsTopic]
    package var timeoutMs: Int32
    package var validateOnly: Bool

    package init(
        topics: [CreatePartitionsTopic] = [],
        timeoutMs: Int32 = 0,
        validateOnly: Bool = false
    ) {
        self.topics = topics
        self.timeoutMs = timeoutMs
        self.validateOnly = validateOnly
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        topics = try reader.readStructs("CreatePartitionsRequest.topics", version: version)
        timeoutMs = try reader.readInteger("CreatePartitionsRequest.timeoutMs")
        validateOnly = try reader.readBool("CreatePartitionsRequest.validateOnly")
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeStructs(topics, version: version)
        writer.writeInteger(timeoutMs)
        writer.writeBool(validateOnly)
        writer.endStruct()
    }

    package struct CreatePartitionsTopic: KafkaStruct {
        package static var minimumByteCount: Int { 7 }

        package var name: String
        /// The new total.
        package var count: Int32
        /// Null lets the broker place them.
        package var assignments: [CreatePartitionsAssignment]?

        package init(
            name: String = "",
            count: Int32 = 0,
            assignments: [CreatePartitionsAssignment]? = nil
        ) {
            self.name = name
            self.count = count
            self.assignments = assignments
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("CreatePartitionsTopic.name")
            count = try reader.readInteger("CreatePartitionsTopic.count")
            assignments = try reader.readNullableStructs("CreatePartitionsTopic.assignments", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeInteger(count)
            writer.writeNullableStructs(assignments, version: version)
            writer.endStruct()
        }
    }

    package struct CreatePartitionsAssignment: KafkaStruct {
        package static var minimumByteCount: Int { 2 }

        package var brokerIds: [Int32]

        package init(
            brokerIds: [Int32] = []
        ) {
            self.brokerIds = brokerIds
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            brokerIds = try reader.readIntegers("CreatePartitionsAssignment.brokerIds")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeIntegers(brokerIds)
            writer.endStruct()
        }
    }
}

/// The answer to `CreatePartitionsRequest`.
package struct CreatePartitionsResponse: KafkaResponse {
    package static var api: APIKey { .createPartitions }
    package static var minimumByteCount: Int { 6 }

    package var throttleTimeMs: Int32
    package var results: [CreatePartitionsTopicResult]

    package init(
        throttleTimeMs: Int32 = 0,
        results: [CreatePartitionsTopicResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.results = results
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("CreatePartitionsResponse.throttleTimeMs")
        results = try reader.readStructs("CreatePartitionsResponse.results", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        writer.writeStructs(results, version: version)
        writer.endStruct()
    }

    package struct CreatePartitionsTopicResult: KafkaStruct {
        package static var minimumByteCount: Int { 5 }

        package var name: String
        package var errorCode: ErrorCode
        package var errorMessage: String?

        package init(
            name: String = "",
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil
        ) {
            self.name = name
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("CreatePartitionsTopicResult.name")
            errorCode = try reader.readError("CreatePartitionsTopicResult.errorCode")
            errorMessage = try reader.readNullableString("CreatePartitionsTopicResult.errorMessage")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeError(errorCode)
            writer.writeNullableString(errorMessage)
            writer.endStruct()
        }
    }
}
