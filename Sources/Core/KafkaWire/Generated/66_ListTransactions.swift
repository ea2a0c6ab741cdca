// Made by wiregen from Definitions/66-ListTransactions.msg. Change that and run `make generate`.

package import Bytes

/// Lists transactional ids (KIP-664).
/// - v1: only those with a transaction that has lasted for some time (KIP-994)
package struct ListTransactionsRequest: KafkaRequest {
    package typealias Response = ListTransactionsResponse
    package static var api: APIKey { .listTransactions }
    package static var minimumByteCount: Int { 3 }

    /// Empty for all.
    package var stateFilters: [String]
    /// Empty for all.
    package var producerIdFilters: [Int64]
    /// Milliseconds; -1 for all.
    package var durationFilter: Int64

    package init(
        stateFilters: [String] = [],
        producerIdFilters: [Int64] = [],
        durationFilter: Int64 = -1
    ) {
        self.stateFilters = stateFilters
        self.producerIdFilters = producerIdFilters
        self.durationFilter = durationFilter
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        stateFilters = try reader.readStrings("ListTransactionsRequest.stateFilters")
        producerIdFilters = try reader.readIntegers("ListTransactionsRequest.producerIdFilters")
        if version >= 1 {
            durationFilter = try reader.readInteger("ListTransactionsRequest.durationFilter")
        }
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeStrings(stateFilters)
        writer.writeIntegers(producerIdFilters)
        if version >= 1 {
            writer.writeInteger(durationFilter)
        }
        writer.endStruct()
    }
}

/// The answer to `ListTransactionsRequest`.
package struct ListTransactionsResponse: KafkaResponse {
    package static var api: APIKey { .listTransactions }
    package static var minimumByteCount: Int { 9 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var unknownStateFilters: [String]
    package var transactionStates: [TransactionState]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        unknownStateFilters: [String] = [],
        transactionStates: [TransactionState] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.unknownStateFilters = unknownStateFilters
        self.transactionStates = transactionStates
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("ListTransactionsResponse.throttleTimeMs")
        errorCode = try reader.readError("ListTransactionsResponse.errorCode")
        unknownStateFilters = try reader.readStrings("ListTransactionsResponse.unknownStateFilters")
        transactionStates = try reader.readStructs("ListTransactionsResponse.transactionStates", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        writer.writeError(errorCode)
        writer.writeStrings(unknownStateFilters)
        writer.writeStructs(transactionStates, version: version)
        writer.endStruct()
    }

    package struct TransactionState: KafkaStruct {
        package static var minimumByteCount: Int { 11 }

        package var transactionalId: String
        package var producerId: Int64
        package var transactionState: String

        package init(
            transactionalId: String = "",
            producerId: Int64 = 0,
            transactionState: String = ""
        ) {
            self.transactionalId = transactionalId
            self.producerId = producerId
            self.transactionState = transactionState
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            transactionalId = try reader.readString("TransactionState.transactionalId")
            producerId = try reader.readInteger("TransactionState.producerId")
            transactionState = try reader.readString("TransactionState.transactionState")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(transactionalId)
            writer.writeInteger(producerId)
            writer.writeString(transactionState)
            writer.endStruct()
        }
    }
}
