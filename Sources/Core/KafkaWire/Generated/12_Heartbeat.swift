// Made by wiregen from Definitions/12-Heartbeat.msg. Change that and run `make generate`.

package import Bytes

/// Keeps a member's place in its group.
/// - v3: static members (KIP-345)
package struct HeartbeatRequest: KafkaRequest {
    package typealias Response = HeartbeatResponse
    package static var api: APIKey { .heartbeat }
    package static var minimumByteCount: Int { 8 }

    package var groupId: String
    package var generationId: Int32
    package var memberId: String
    package var groupInstanceId: String?

    package init(
        groupId: String = "",
        generationId: Int32 = 0,
        memberId: String = "",
        groupInstanceId: String? = nil
    ) {
        self.groupId = groupId
        self.generationId = generationId
        self.memberId = memberId
        self.groupInstanceId = groupInstanceId
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        groupId = try reader.readString("HeartbeatRequest.groupId")
        generationId = try reader.readInteger("HeartbeatRequest.generationId")
        memberId = try reader.readString("HeartbeatRequest.memberId")
        if version >= 3 {
            groupInstanceId = try reader.readNullableString("HeartbeatRequest.groupInstanceId")
        }
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeString(groupId)
        writer.writeInteger(generationId)
        writer.writeString(memberId)
        if version >= 3 {
            writer.writeNullableString(groupInstanceId)
        }
        writer.endStruct()
    }
}

/// The answer to `HeartbeatRequest`.
package struct HeartbeatResponse: KafkaResponse {
    package static var api: APIKey { .heartbeat }
    package static var minimumByteCount: Int { 2 }

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
        if version >= 1 {
            throttleTimeMs = try reader.readInteger("HeartbeatResponse.throttleTimeMs")
        }
        errorCode = try reader.readError("HeartbeatResponse.errorCode")
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        if version >= 1 {
            writer.writeInteger(throttleTimeMs)
        }
        writer.writeError(errorCode)
        writer.endStruct()
    }
}
