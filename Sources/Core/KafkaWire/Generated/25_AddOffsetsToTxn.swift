// Made by wiregen from Definitions/25-AddOffsetsToTxn.msg. Change that and run `make generate`.

package import Bytes

/// Announces that offsets of a group will be committed in a producer's transaction.
/// - v2: clients know PRODUCER_FENCED (KIP-588)
/// - v4: clients know TRANSACTION_ABORTABLE (KIP-890)
package struct AddOffsetsToTxnRequest: KafkaRequest {
    package typealias Response = AddOffsetsToTxnResponse
    package static var api: APIKey { .addOffsetsToTxn }
    package static var minimumByteCount: Int { 13 }

    package var transactionalId: String
    package var producerId: Int64
    package var producerEpoch: Int16
    package var groupId: String

    package init(
        transactionalId: String = "",
        producerId: Int64 = 0,
        producerEpoch: Int16 = 0,
        groupId: String = ""
    ) {
        self.transactionalId = transactionalId
        self.producerId = producerId
        self.producerEpoch = producerEpoch
        self.groupId = groupId
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        transactionalId = try reader.readString("AddOffsetsToTxnRequest.transactionalId")
        producerId = try reader.readInteger("AddOffsetsToTxnRequest.producerId")
        producerEpoch = try reader.readInteger("AddOffsetsToTxnRequest.producerEpoch")
        groupId = try reader.readString("AddOffsetsToTxnRequest.groupId")
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeString(transactionalId)
        writer.writeInteger(producerId)
        writer.writeInteger(producerEpoch)
        writer.writeString(groupId)
        writer.endStruct()
    }
}

/// The answer to `AddOffsetsToTxnRequest`.
package struct AddOffsetsToTxnResponse: KafkaResponse {
    package static var api: APIKey { .addOffsetsToTxn }
    package static var minimumByteCount: Int { 6 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("AddOffsetsToTxnResponse.throttleTimeMs")
        errorCode = try reader.readError("AddOffsetsToTxnResponse.errorCode")
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        writer.writeError(errorCode)
        writer.endStruct()
    }
}
