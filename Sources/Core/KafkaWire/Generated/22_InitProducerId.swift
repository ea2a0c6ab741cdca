// Made by wiregen from Definitions/22-InitProducerId.msg. Change that and run `make generate`.

package import Bytes

/// Hands out a producer id and epoch.
/// - v3: the client may ask for the next epoch of an id it holds (KIP-360)
/// - v4: clients know PRODUCER_FENCED (KIP-588)
/// - v5: clients know TRANSACTION_ABORTABLE (KIP-890)
package struct InitProducerIdRequest: KafkaRequest {
    package typealias Response = InitProducerIdResponse
    package static var api: APIKey { .initProducerId }
    package static var minimumByteCount: Int { 6 }

    /// Null from an idempotent producer without transactions.
    package var transactionalId: String?
    package var transactionTimeoutMs: Int32
    package var producerId: Int64
    package var producerEpoch: Int16

    package init(
        transactionalId: String? = nil,
        transactionTimeoutMs: Int32 = 0,
        producerId: Int64 = -1,
        producerEpoch: Int16 = -1
    ) {
        self.transactionalId = transactionalId
        self.transactionTimeoutMs = transactionTimeoutMs
        self.producerId = producerId
        self.producerEpoch = producerEpoch
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        transactionalId = try reader.readNullableString("InitProducerIdRequest.transactionalId")
        transactionTimeoutMs = try reader.readInteger("InitProducerIdRequest.transactionTimeoutMs")
        if version >= 3 {
            producerId = try reader.readInteger("InitProducerIdRequest.producerId")
        }
        if version >= 3 {
            producerEpoch = try reader.readInteger("InitProducerIdRequest.producerEpoch")
        }
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeNullableString(transactionalId)
        writer.writeInteger(transactionTimeoutMs)
        if version >= 3 {
            writer.writeInteger(producerId)
        }
        if version >= 3 {
            writer.writeInteger(producerEpoch)
        }
        writer.endStruct()
    }
}

/// The answer to `InitProducerIdRequest`.
package struct InitProducerIdResponse: KafkaResponse {
    package static var api: APIKey { .initProducerId }
    package static var minimumByteCount: Int { 16 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var producerId: Int64
    package var producerEpoch: Int16

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        producerId: Int64 = -1,
        producerEpoch: Int16 = 0
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.producerId = producerId
        self.producerEpoch = producerEpoch
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("InitProducerIdResponse.throttleTimeMs")
        errorCode = try reader.readError("InitProducerIdResponse.errorCode")
        producerId = try reader.readInteger("InitProducerIdResponse.producerId")
        producerEpoch = try reader.readInteger("InitProducerIdResponse.producerEpoch")
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        writer.writeError(errorCode)
        writer.writeInteger(producerId)
        writer.writeInteger(producerEpoch)
        writer.endStruct()
    }
}
