// Made by wiregen from Definitions/26-EndTxn.msg. Change that and run `make generate`.

package import Bytes

/// Commits or aborts a producer's transaction.
/// - v2: clients know PRODUCER_FENCED (KIP-588)
/// - v4: clients know TRANSACTION_ABORTABLE (KIP-890)
/// - v5: every transaction has an epoch of its own, and the answer says the next (KIP-890)
package struct EndTxnRequest: KafkaRequest {
    package typealias Response = EndTxnResponse
    package static var api: APIKey { .endTxn }
    package static var minimumByteCount: Int { 13 }

    package var transactionalId: String
    package var producerId: Int64
    package var producerEpoch: Int16
    /// False to abort.
    package var committed: Bool

    package init(
        transactionalId: String = "",
        producerId: Int64 = 0,
        producerEpoch: Int16 = 0,
        committed: Bool = false
    ) {
        self.transactionalId = transactionalId
        self.producerId = producerId
        self.producerEpoch = producerEpoch
        self.committed = committed
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        transactionalId = try reader.readString("EndTxnRequest.transactionalId")
        producerId = try reader.readInteger("EndTxnRequest.producerId")
        producerEpoch = try reader.readInteger("EndTxnRequest.producerEpoch")
        committed = try reader.readBool("EndTxnRequest.committed")
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeString(transactionalId)
        writer.writeInteger(producerId)
        writer.writeInteger(producerEpoch)
        writer.writeBool(committed)
        writer.endStruct()
    }
}

/// The answer to `EndTxnRequest`.
package struct EndTxnResponse: KafkaResponse {
    package static var api: APIKey { .endTxn }
    package static var minimumByteCount: Int { 6 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var producerId: Int64
    package var producerEpoch: Int16

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        producerId: Int64 = -1,
        producerEpoch: Int16 = -1
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.producerId = producerId
        self.producerEpoch = producerEpoch
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("EndTxnResponse.throttleTimeMs")
        errorCode = try reader.readError("EndTxnResponse.errorCode")
        if version >= 5 {
            producerId = try reader.readInteger("EndTxnResponse.producerId")
        }
        if version >= 5 {
            producerEpoch = try reader.readInteger("EndTxnResponse.producerEpoch")
        }
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        writer.writeError(errorCode)
        if version >= 5 {
            writer.writeInteger(producerId)
        }
        if version >= 5 {
            writer.writeInteger(producerEpoch)
        }
        writer.endStruct()
    }
}
