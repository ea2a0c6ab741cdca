// Made by wiregen from Definitions/65-DescribeTransactions.msg. Change that and run `make generate`.

package import Bytes

/// Tells what transactions are at (KIP-664).
package struct DescribeTransactionsRequest: KafkaRequest {
    package typealias Response = DescribeTransactionsResponse
    package static var api: APIKey { .describeTransactions }
    package static var minimumByteCount: Int { 2 }

    package var transactionalIds: [String]

    package init(
        transactionalIds: [String] = []
    ) {
        self.transactionalIds = transactionalIds
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        transactionalIds = try reader.readStrings("DescribeTransactionsRequest.transactionalIds")
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeStrings(transactionalIds)
        writer.endStruct()
    }
}

/// The answer to `DescribeTransactionsRequest`.
package struct DescribeTransactionsResponse: KafkaResponse {
    package static var api: APIKey { .describeTransactions }
    package static var minimumByteCount: Int { 6 }

    package var throttleTimeMs: Int32
    package var transactionStates: [TransactionState]

    package init(
        throttleTimeMs: Int32 = 0,
        transactionStates: [TransactionState] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.transactionStates = transactionStates
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("DescribeTransactionsResponse.throttleTimeMs")
        transactionStates = try reader.readStructs("DescribeTransactionsResponse.transactionStates", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        writer.writeStructs(transactionStates, version: version)
        writer.endStruct()
    }

    package struct TransactionState: KafkaStruct {
        package static var minimumByteCount: Int { 28 }

        package var errorCode: ErrorCode
        package var transactionalId: String
        package var transactionState: String
        package var transactionTimeoutMs: Int32
        /// -1 without a transaction.
        package var transactionStartTimeMs: Int64
        package var producerId: Int64
        package var producerEpoch: Int16
        package var topics: [TopicData]

        package init(
            errorCode: ErrorCode = .none,
            transactionalId: String = "",
            transactionState: String = "",
            transactionTimeoutMs: Int32 = 0,
            transactionStartTimeMs: Int64 = 0,
            producerId: Int64 = 0,
            producerEpoch: Int16 = 0,
            topics: [TopicData] = []
        ) {
            self.errorCode = errorCode
            self.transactionalId = transactionalId
            self.transactionState = transactionState
            self.transactionTimeoutMs = transactionTimeoutMs
            self.transactionStartTimeMs = transactionStartTimeMs
            self.producerId = producerId
            self.producerEpoch = producerEpoch
            self.topics = topics
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            errorCode = try reader.readError("TransactionState.errorCode")
            transactionalId = try reader.readString("TransactionState.transactionalId")
            transactionState = try reader.readString("TransactionState.transactionState")
            transactionTimeoutMs = try reader.readInteger("TransactionState.transactionTimeoutMs")
            transactionStartTimeMs = try reader.readInteger("TransactionState.transactionStartTimeMs")
            producerId = try reader.readInteger("TransactionState.producerId")
            producerEpoch = try reader.readInteger("TransactionState.producerEpoch")
            topics = try reader.readStructs("TransactionState.topics", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeError(errorCode)
            writer.writeString(transactionalId)
            writer.writeString(transactionState)
            writer.writeInteger(transactionTimeoutMs)
            writer.writeInteger(transactionStartTimeMs)
            writer.writeInteger(producerId)
            writer.writeInteger(producerEpoch)
            writer.writeStructs(topics, version: version)
            writer.endStruct()
        }
    }

    package struct TopicData: KafkaStruct {
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
            topic = try reader.readString("TopicData.topic")
            partitions = try reader.readIntegers("TopicData.partitions")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(topic)
            writer.writeIntegers(partitions)
            writer.endStruct()
        }
    }
}
