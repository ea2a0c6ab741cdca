// Made by wiregen from Definitions/14-SyncGroup.msg. Change that and run `make generate`.

package import Bytes

/// Hands the leader's assignment to the members.
/// - v3: static members (KIP-345)
/// - v5: protocol type and name are checked (KIP-559)
package struct SyncGroupRequest: KafkaRequest {
    package typealias Response = SyncGroupResponse
    package static var api: APIKey { .syncGroup }
    package static var minimumByteCount: Int { 9 }

    package var groupId: String
    package var generationId: Int32
    package var memberId: String
    package var groupInstanceId: String?
    package var protocolType: String?
    package var protocolName: String?
    package var assignments: [SyncGroupRequestAssignment]

    package init(
        groupId: String = "",
        generationId: Int32 = 0,
        memberId: String = "",
        groupInstanceId: String? = nil,
        protocolType: String? = nil,
        protocolName: String? = nil,
        assignments: [SyncGroupRequestAssignment] = []
    ) {
        self.groupId = groupId
        self.generationId = generationId
        self.memberId = memberId
        self.groupInstanceId = groupInstanceId
        self.protocolType = protocolType
        self.protocolName = protocolName
        self.assignments = assignments
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        groupId = try reader.readString("SyncGroupRequest.groupId")
        generationId = try reader.readInteger("SyncGroupRequest.generationId")
        memberId = try reader.readString("SyncGroupRequest.memberId")
        if version >= 3 {
            groupInstanceId = try reader.readNullableString("SyncGroupRequest.groupInstanceId")
        }
        if version >= 5 {
            protocolType = try reader.readNullableString("SyncGroupRequest.protocolType")
        }
        if version >= 5 {
            protocolName = try reader.readNullableString("SyncGroupRequest.protocolName")
        }
        assignments = try reader.readStructs("SyncGroupRequest.assignments", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeString(groupId)
        writer.writeInteger(generationId)
        writer.writeString(memberId)
        if version >= 3 {
            writer.writeNullableString(groupInstanceId)
        }
        if version >= 5 {
            writer.writeNullableString(protocolType)
        }
        if version >= 5 {
            writer.writeNullableString(protocolName)
        }
        writer.writeStructs(assignments, version: version)
        writer.endStruct()
    }

    package struct SyncGroupRequestAssignment: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var memberId: String
        package var assignment: [UInt8]

        package init(
            memberId: String = "",
            assignment: [UInt8] = []
        ) {
            self.memberId = memberId
            self.assignment = assignment
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            memberId = try reader.readString("SyncGroupRequestAssignment.memberId")
            assignment = try reader.readBytes("SyncGroupRequestAssignment.assignment")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(memberId)
            writer.writeBytes(assignment)
            writer.endStruct()
        }
    }
}

/// The answer to `SyncGroupRequest`.
package struct SyncGroupResponse: KafkaResponse {
    package static var api: APIKey { .syncGroup }
    package static var minimumByteCount: Int { 6 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var protocolType: String?
    package var protocolName: String?
    package var assignment: [UInt8]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        protocolType: String? = nil,
        protocolName: String? = nil,
        assignment: [UInt8] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.protocolType = protocolType
        self.protocolName = protocolName
        self.assignment = assignment
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        if version >= 1 {
            throttleTimeMs = try reader.readInteger("SyncGroupResponse.throttleTimeMs")
        }
        errorCode = try reader.readError("SyncGroupResponse.errorCode")
        if version >= 5 {
            protocolType = try reader.readNullableString("SyncGroupResponse.protocolType")
        }
        if version >= 5 {
            protocolName = try reader.readNullableString("SyncGroupResponse.protocolName")
        }
        assignment = try reader.readBytes("SyncGroupResponse.assignment")
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        if version >= 1 {
            writer.writeInteger(throttleTimeMs)
        }
        writer.writeError(errorCode)
        if version >= 5 {
            writer.writeNullableString(protocolType)
        }
        if version >= 5 {
            writer.writeNullableString(protocolName)
        }
        writer.writeBytes(assignment)
        writer.endStruct()
    }
}
