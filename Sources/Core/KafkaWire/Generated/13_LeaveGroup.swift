// Made by wiregen from Definitions/13-LeaveGroup.msg. Change that and run `make generate`.

package import Bytes

/// Gives up one or more members' places in a group.
/// - v3: several members at once, static ones by their instance id (KIP-345)
/// - v5: the reason for leaving (KIP-800)
package struct LeaveGroupRequest: KafkaRequest {
    package typealias Response = LeaveGroupResponse
    package static var api: APIKey { .leaveGroup }
    package static var minimumByteCount: Int { 3 }

    package var groupId: String
    package var memberId: String
    package var members: [MemberIdentity]

    package init(
        groupId: String = "",
        memberId: String = "",
        members: [MemberIdentity] = []
    ) {
        self.groupId = groupId
        self.memberId = memberId
        self.members = members
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        groupId = try reader.readString("LeaveGroupRequest.groupId")
        if version <= 2 {
            memberId = try reader.readString("LeaveGroupRequest.memberId")
        }
        if version >= 3 {
            members = try reader.readStructs("LeaveGroupRequest.members", version: version)
        }
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeString(groupId)
        if version <= 2 {
            writer.writeString(memberId)
        }
        if version >= 3 {
            writer.writeStructs(members, version: version)
        }
        writer.endStruct()
    }

    package struct MemberIdentity: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var memberId: String
        package var groupInstanceId: String?
        package var reason: String?

        package init(
            memberId: String = "",
            groupInstanceId: String? = nil,
            reason: String? = nil
        ) {
            self.memberId = memberId
            self.groupInstanceId = groupInstanceId
            self.reason = reason
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            memberId = try reader.readString("MemberIdentity.memberId")
            groupInstanceId = try reader.readNullableString("MemberIdentity.groupInstanceId")
            if version >= 5 {
                reason = try reader.readNullableString("MemberIdentity.reason")
            }
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(memberId)
            writer.writeNullableString(groupInstanceId)
            if version >= 5 {
                writer.writeNullableString(reason)
            }
            writer.endStruct()
        }
    }
}

/// The answer to `LeaveGroupRequest`.
package struct LeaveGroupResponse: KafkaResponse {
    package static var api: APIKey { .leaveGroup }
    package static var minimumByteCount: Int { 2 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var members: [MemberResponse]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        members: [MemberResponse] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.members = members
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        if version >= 1 {
            throttleTimeMs = try reader.readInteger("LeaveGroupResponse.throttleTimeMs")
        }
        errorCode = try reader.readError("LeaveGroupResponse.errorCode")
        if version >= 3 {
            members = try reader.readStructs("LeaveGroupResponse.members", version: version)
        }
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        if version >= 1 {
            writer.writeInteger(throttleTimeMs)
        }
        writer.writeError(errorCode)
        if version >= 3 {
            writer.writeStructs(members, version: version)
        }
        writer.endStruct()
    }

    package struct MemberResponse: KafkaStruct {
        package static var minimumByteCount: Int { 5 }

        package var memberId: String
        package var groupInstanceId: String?
        package var errorCode: ErrorCode

        package init(
            memberId: String = "",
            groupInstanceId: String? = nil,
            errorCode: ErrorCode = .none
        ) {
            self.memberId = memberId
            self.groupInstanceId = groupInstanceId
            self.errorCode = errorCode
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            memberId = try reader.readString("MemberResponse.memberId")
            groupInstanceId = try reader.readNullableString("MemberResponse.groupInstanceId")
            errorCode = try reader.readError("MemberResponse.errorCode")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(memberId)
            writer.writeNullableString(groupInstanceId)
            writer.writeError(errorCode)
            writer.endStruct()
        }
    }
}
