// Made by wiregen from Definitions/61-DescribeProducers.msg. Change that and run `make generate`.

package import Bytes

/// Tells which producers a partition remembers, and which have transactions open there (KIP-664).
package struct DescribeProducersRequest: KafkaRequest {
    package typealias Response = DescribeProducersResponse
    package static var api: APIKey { .describeProducers }
    package static var minimumByteCount: Int { 2 }

    package var topics: [TopicRequest]

    package init(
        topics: [TopicRequest] = []
    ) {
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        topics = try reader.readStructs("DescribeProducersRequest.topics", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeStructs(topics, version: version)
        writer.endStruct()
    }

    package struct TopicRequest: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var name: String
        package var partitionIndexes: [Int32]

        package init(
            name: String = "",
            partitionIndexes: [Int32] = []
        ) {
            self.name = name
            self.partitionIndexes = partitionIndexes
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("TopicRequest.name")
            partitionIndexes = try reader.readIntegers("TopicRequest.partitionIndexes")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeIntegers(partitionIndexes)
            writer.endStruct()
        }
    }
}

/// The answer to `DescribeProducersRequest`.
package struct DescribeProducersResponse: KafkaResponse {
    package static var api: APIKey { .describeProducers }
    package static var minimumByteCount: Int { 6 }

    package var throttleTimeMs: Int32
    package var topics: [TopicResponse]

    package init(
        throttleTimeMs: Int32 = 0,
        topics: [TopicResponse] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("DescribeProducersResponse.throttleTimeMs")
        topics = try reader.readStructs("DescribeProducersResponse.topics", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        writer.writeStructs(topics, version: version)
        writer.endStruct()
    }

    package struct TopicResponse: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var name: String
        package var partitions: [PartitionResponse]

        package init(
            name: String = "",
            partitions: [PartitionResponse] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("TopicResponse.name")
            partitions = try reader.readStructs("TopicResponse.partitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeStructs(partitions, version: version)
            writer.endStruct()
        }
    }

    package struct PartitionResponse: KafkaStruct {
        package static var minimumByteCount: Int { 9 }

        package var partitionIndex: Int32
        package var errorCode: ErrorCode
        package var errorMessage: String?
        package var activeProducers: [ProducerState]

        package init(
            partitionIndex: Int32 = 0,
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil,
            activeProducers: [ProducerState] = []
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.activeProducers = activeProducers
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            partitionIndex = try reader.readInteger("PartitionResponse.partitionIndex")
            errorCode = try reader.readError("PartitionResponse.errorCode")
            errorMessage = try reader.readNullableString("PartitionResponse.errorMessage")
            activeProducers = try reader.readStructs("PartitionResponse.activeProducers", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partitionIndex)
            writer.writeError(errorCode)
            writer.writeNullableString(errorMessage)
            writer.writeStructs(activeProducers, version: version)
            writer.endStruct()
        }
    }

    package struct ProducerState: KafkaStruct {
        package static var minimumByteCount: Int { 37 }

        package var producerId: Int64
        package var producerEpoch: Int32
        package var lastSequence: Int32
        package var lastTimestamp: Int64
        package var coordinatorEpoch: Int32
        /// -1 without a transaction.
        package var currentTxnStartOffset: Int64

        package init(
            producerId: Int64 = 0,
            producerEpoch: Int32 = 0,
            lastSequence: Int32 = -1,
            lastTimestamp: Int64 = -1,
            coordinatorEpoch: Int32 = 0,
            currentTxnStartOffset: Int64 = -1
        ) {
            self.producerId = producerId
            self.producerEpoch = producerEpoch
            self.lastSequence = lastSequence
            self.lastTimestamp = lastTimestamp
            self.coordinatorEpoch = coordinatorEpoch
            self.currentTxnStartOffset = currentTxnStartOffset
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            producerId = try reader.readInteger("ProducerState.producerId")
            producerEpoch = try reader.readInteger("ProducerState.producerEpoch")
            lastSequence = try reader.readInteger("ProducerState.lastSequence")
            lastTimestamp = try reader.readInteger("ProducerState.lastTimestamp")
            coordinatorEpoch = try reader.readInteger("ProducerState.coordinatorEpoch")
            currentTxnStartOffset = try reader.readInteger("ProducerState.currentTxnStartOffset")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(producerId)
            writer.writeInteger(producerEpoch)
            writer.writeInteger(lastSequence)
            writer.writeInteger(lastTimestamp)
            writer.writeInteger(coordinatorEpoch)
            writer.writeInteger(currentTxnStartOffset)
            writer.endStruct()
        }
    }
}
