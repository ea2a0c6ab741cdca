// Made by wiregen from Definitions/11-JoinGroup.msg. Change that and run `make generate`.

package import Bytes

/// Makes a member take part in a group's next generation.
/// - v1: a time limit for the rebalance of its own
/// - v4: a new member is sent away once with its id (KIP-394)
/// - v5: static members (KIP-345)
/// - v7: the answer names the protocol type
/// - v8: the reason for joining (KIP-800)
/// - v9: the leader may be told to skip the assignment (KIP-814)
package struct JoinGroupRequest: KafkaRequest {
    package typealias Response = JoinGroupResponse
    package static var api: APIKey { .joinGroup }
    package static var minimumByteCount: Int { 14 }

    package var groupId: String
    package var sessionTimeoutMs: Int32
    package var rebalanceTimeoutMs: Int32
    /// Empty from a member that has no id yet.
    package var memberId: String
    package var groupInstanceId: String?
    package var protocolType: String
    package var protocols: [JoinGroupRequestProtocol]
    package var reason: String?

    package init(
        groupId: String = "",
        sessionTimeoutMs: Int32 = 0,
        rebalanceTimeoutMs: Int32 = -1,
        memberId: String = "",
        groupInstanceId: String? = nil,
        protocolType: String = "",
        protocols: [JoinGroupRequestProtocol] = [],
        reason: String? = nil
    ) {
        self.groupId = groupId
        self.sessionTimeoutMs = sessionTimeoutMs
        self.rebalanceTimeoutMs = rebalanceTimeoutMs
        self.memberId = memberId
        self.groupInstanceId = groupInstanceId
        self.protocolType = protocolType
        self.protocols = protocols
        self.reason = reason
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        groupId = try reader.readString("JoinGroupRequest.groupId")
        sessionTimeoutMs = try reader.readInteger("JoinGroupRequest.sessionTimeoutMs")
        if version >= 1 {
            rebalanceTimeoutMs = try reader.readInteger("JoinGroupRequest.rebalanceTimeoutMs")
        }
        memberId = try reader.readString("JoinGroupRequest.memberId")
        if version >= 5 {
            groupInstanceId = try reader.readNullableString("JoinGroupRequest.groupInstanceId")
        }
        protocolType = try reader.readString("JoinGroupRequest.protocolType")
        protocols = try reader.readStructs("JoinGroupRequest.protocols", version: version)
        if version >= 8 {
            reason = try reader.readNullableString("JoinGroupRequest.reason")
        }
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeString(groupId)
        writer.writeInteger(sessionTimeoutMs)
        if version >= 1 {
            writer.writeInteger(rebalanceTimeoutMs)
        }
        writer.writeString(memberId)
        if version >= 5 {
            writer.writeNullableString(groupInstanceId)
        }
        writer.writeString(protocolType)
        writer.writeStructs(protocols, version: version)
        if version >= 8 {
            writer.writeNullableString(reason)
        }
        writer.endStruct()
    }

    package struct JoinGroupRequestProtocol: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var name: String
        package var metadata: [UInt8]

        package init(
            name: String = "",
            metadata: [UInt8] = []
        ) {
            self.name = name
            self.metadata = metadata
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("JoinGroupRequestProtocol.name")
            metadata = try reader.readBytes("JoinGroupRequestProtocol.metadata")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeBytes(metadata)
            writer.endStruct()
        }
    }
}

/// The answer to `JoinGroupRequest`.
package struct JoinGroupResponse: KafkaResponse {
    package static var api: APIKey { .joinGroup }
    package static var minimumByteCount: Int { 15 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var generationId: Int32
    package var protocolType: String?
    package var protocolName: String?
    /// The leader's member id.
    package var leader: String
    package var skipAssignment: Bool
    package var memberId: String
    /// Filled for the leader alone.
    package var members: [JoinGroupResponseMember]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        generationId: Int32 = -1,
        protocolType: String? = nil,
        protocolName: String? = nil,
        leader: String = "",
        skipAssignment: Bool = false,
        memberId: String = "",
        members: [JoinGroupResponseMember] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.generationId = generationId
        self.protocolType = protocolType
        self.protocolName = protocolName
        self.leader = leader
        self.skipAssignment = skipAssignment
        self.memberId = memberId
        self.members = members
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        if version >= 2 {
            throttleTimeMs = try reader.readInteger("JoinGroupResponse.throttleTimeMs")
        }
        errorCode = try reader.readError("JoinGroupResponse.errorCode")
        generationId = try reader.readInteger("JoinGroupResponse.generationId")
        if version >= 7 {
            protocolType = try reader.readNullableString("JoinGroupResponse.protocolType")
        }
        if version >= 7 {
            protocolName = try reader.readNullableString("JoinGroupResponse.protocolName")
        } else {
            protocolName = try reader.readString("JoinGroupResponse.protocolName")
        }
        leader = try reader.readString("JoinGroupResponse.leader")
        if version >= 9 {
            skipAssignment = try reader.readBool("JoinGroupResponse.skipAssignment")
        }
        memberId = try reader.readString("JoinGroupResponse.memberId")
        members = try reader.readStructs("JoinGroupResponse.members", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        if version >= 2 {
            writer.writeInteger(throttleTimeMs)
        }
        writer.writeError(errorCode)
        writer.writeInteger(generationId)
        if version >= 7 {
            writer.writeNullableString(protocolType)
        }
        if version >= 7 {
            writer.writeNullableString(protocolName)
        } else {
            writer.writeString(protocolName ?? "")
        }
        writer.writeString(leader)
        if version >= 9 {
            writer.writeBool(skipAssignment)
        }
        writer.writeString(memberId)
        writer.writeStructs(members, version: version)
        writer.endStruct()
    }

    package struct JoinGroupResponseMember: KafkaStruct {
        package static var minimumByteCount: Int { 4 }

        package var memberId: String
        package var groupInstanceId: String?
        package var metadata: [UInt8]

        package init(
            memberId: String = "",
            groupInstanceId: String? = nil,
            metadata: [UInt8] = []
        ) {
            self.memberId = memberId
            self.groupInstanceId = groupInstanceId
            self.metadata = metadata
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            memberId = try reader.readString("JoinGroupResponseMember.memberId")
            if version >= 5 {
                groupInstanceId = try reader.readNullableString("JoinGroupResponseMember.groupInstanceId")
            }
            metadata = try reader.readBytes("JoinGroupResponseMember.metadata")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(memberId)
            if version >= 5 {
                writer.writeNullableString(groupInstanceId)
            }
            writer.writeBytes(metadata)
            writer.endStruct()
        }
    }
}
