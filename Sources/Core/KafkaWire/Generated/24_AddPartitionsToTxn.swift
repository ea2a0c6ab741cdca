// Made by wiregen from Definitions/24-AddPartitionsToTxn.msg. Change that and run `make generate`.

package import Bytes

/// Takes partitions into a producer's transaction, before anything is written to them.
/// - v2: clients know PRODUCER_FENCED (KIP-588)
/// - v4: several transactions at once, which only brokers ask each other (KIP-890): not served
package struct AddPartitionsToTxnRequest: KafkaRequest {
    package typealias Response = AddPartitionsToTxnResponse
    package static var api: APIKey { .addPartitionsToTxn }
    package static var minimumByteCount: Int { 13 }

    package var transactionalId: String
    package var producerId: Int64
    package var producerEpoch: Int16
    package var topics: [AddPartitionsToTxnTopic]

    package init(
        transactionalId: String = "",
        producerId: Int64 = 0,
        producerEpoch: Int16 = 0,
        topics: [AddPartitionsToTxnTopic] = []
    ) {
        self.transactionalId = transactionalId
        self.producerId = producerId
        self.producerEpoch = producerEpoch
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        transactionalId = try reader.readString("AddPartitionsToTxnRequest.transactionalId")
        producerId = try reader.readInteger("AddPartitionsToTxnRequest.producerId")
        producerEpoch = try reader.readInteger("AddPartitionsToTxnRequest.producerEpoch")
        topics = try reader.readStructs("AddPartitionsToTxnRequest.topics", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeString(transactionalId)
        writer.writeInteger(producerId)
        writer.writeInteger(producerEpoch)
        writer.writeStructs(topics, version: version)
        writer.endStruct()
    }

    package struct AddPartitionsToTxnTopic: KafkaStruct {
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
            name = try reader.readString("AddPartitionsToTxnTopic.name")
            partitions = try reader.readIntegers("AddPartitionsToTxnTopic.partitions")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeIntegers(partitions)
            writer.endStruct()
        }
    }
}

/// The answer to `AddPartitionsToTxnRequest`.
package struct AddPartitionsToTxnResponse: KafkaResponse {
    package static var api: APIKey { .addPartitionsToTxn }
    package static var minimumByteCount: Int { 6 }

    package var throttleTimeMs: Int32
    package var results: [AddPartitionsToTxnTopicResult]

    package init(
        throttleTimeMs: Int32 = 0,
        results: [AddPartitionsToTxnTopicResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.results = results
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("AddPartitionsToTxnResponse.throttleTimeMs")
        results = try reader.readStructs("AddPartitionsToTxnResponse.results", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        writer.writeStructs(results, version: version)
        writer.endStruct()
    }

    package struct AddPartitionsToTxnTopicResult: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var name: String
        package var partitions: [AddPartitionsToTxnPartitionResult]

        package init(
            name: String = "",
            partitions: [AddPartitionsToTxnPartitionResult] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("AddPartitionsToTxnTopicResult.name")
            partitions = try reader.readStructs("AddPartitionsToTxnTopicResult.partitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeStructs(partitions, version: version)
            writer.endStruct()
        }
    }

    package struct AddPartitionsToTxnPartitionResult: KafkaStruct {
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
            partitionIndex = try reader.readInteger("AddPartitionsToTxnPartitionResult.partitionIndex")
            errorCode = try reader.readError("AddPartitionsToTxnPartitionResult.errorCode")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partitionIndex)
            writer.writeError(errorCode)
            writer.endStruct()
        }
    }
}
