// Made by wiregen from Definitions/15-DescribeGroups.msg. Change that and run `make generate`.

package import Bytes

/// Tells the state and the members of groups.
/// - v3: authorized operations (KIP-430)
/// - v4: static members (KIP-345)
/// - v6: an error message, and GROUP_ID_NOT_FOUND for groups that are not there (KIP-1043)
package struct DescribeGroupsRequest: KafkaRequest {
    package typealias Response = DescribeGroupsResponse
    package static var api: APIKey { .describeGroups }
    package static var minimumByteCount: Int { 3 }

    package var groups: [String]
    package var includeAuthorizedOperations: Bool

    package init(
        groups: [String] = [],
        includeAuthorizedOperations: Bool = false
    ) {
        self.groups = groups
        self.includeAuthorizedOperations = includeAuthorizedOperations
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        groups = try reader.readStrings("DescribeGroupsRequest.groups")
        if version >= 3 {
            includeAuthorizedOperations = try reader.readBool("DescribeGroupsRequest.includeAuthorizedOperations")
        }
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeStrings(groups)
        if version >= 3 {
            writer.writeBool(includeAuthorizedOperations)
        }
        writer.endStruct()
    }
}

/// The answer to `DescribeGroupsRequest`.
package struct DescribeGroupsResponse: KafkaResponse {
    package static var api: APIKey { .describeGroups }
    package static var minimumByteCount: Int { 4 }

    package var throttleTimeMs: Int32
    package var groups: [DescribedGroup]

    package init(
        throttleTimeMs: Int32 = 0,
        groups: [DescribedGroup] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.groups = groups
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        if version >= 1 {
            throttleTimeMs = try reader.readInteger("DescribeGroupsResponse.throttleTimeMs")
        }
        groups = try reader.readStructs("DescribeGroupsResponse.groups", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        if version >= 1 {
            writer.writeInteger(throttleTimeMs)
        }
        writer.writeStructs(groups, version: version)
        writer.endStruct()
    }

    package struct DescribedGroup: KafkaStruct {
        package static var minimumByteCount: Int { 12 }

        package var errorCode: ErrorCode
        package var errorMessage: String?
        package var groupId: String
        package var groupState: String
        package var protocolType: String
        package var protocolData: String
        package var members: [DescribedGroupMember]
        package var authorizedOperations: Int32

        package init(
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil,
            groupId: String = "",
            groupState: String = "",
            protocolType: String = "",
            protocolData: String = "",
            members: [DescribedGroupMember] = [],
            authorizedOperations: Int32 = .min
        ) {
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.groupId = groupId
            self.groupState = groupState
            self.protocolType = protocolType
            self.protocolData = protocolData
            self.members = members
            self.authorizedOperations = authorizedOperations
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            errorCode = try reader.readError("DescribedGroup.errorCode")
            if version >= 6 {
                errorMessage = try reader.readNullableString("DescribedGroup.errorMessage")
            }
            groupId = try reader.readString("DescribedGroup.groupId")
            groupState = try reader.readString("DescribedGroup.groupState")
            protocolType = try reader.readString("DescribedGroup.protocolType")
            protocolData = try reader.readString("DescribedGroup.protocolData")
            members = try reader.readStructs("DescribedGroup.members", version: version)
            if version >= 3 {
                authorizedOperations = try reader.readInteger("DescribedGroup.authorizedOperations")
            }
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeError(errorCode)
            if version >= 6 {
                writer.writeNullableString(errorMessage)
            }
            writer.writeString(groupId)
            writer.writeString(groupState)
            writer.writeString(protocolType)
            writer.writeString(protocolData)
            writer.writeStructs(members, version: version)
            if version >= 3 {
                writer.writeInteger(authorizedOperations)
            }
            writer.endStruct()
        }
    }

    package struct DescribedGroupMember: KafkaStruct {
        package static var minimumByteCount: Int { 7 }

        package var memberId: String
        package var groupInstanceId: String?
        package var clientId: String
        package var clientHost: String
        package var memberMetadata: [UInt8]
        package var memberAssignment: [UInt8]

        package init(
            memberId: String = "",
            groupInstanceId: String? = nil,
            clientId: String = "",
            clientHost: String = "",
            memberMetadata: [UInt8] = [],
            memberAssignment: [UInt8] = []
        ) {
            self.memberId = memberId
            self.groupInstanceId = groupInstanceId
            self.clientId = clientId
            self.clientHost = clientHost
            self.memberMetadata = memberMetadata
            self.memberAssignment = memberAssignment
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            memberId = try reader.readString("DescribedGroupMember.memberId")
            if version >= 4 {
                groupInstanceId = try reader.readNullableString("DescribedGroupMember.groupInstanceId")
            }
            clientId = try reader.readString("DescribedGroupMember.clientId")
            clientHost = try reader.readString("DescribedGroupMember.clientHost")
            memberMetadata = try reader.readBytes("DescribedGroupMember.memberMetadata")
            memberAssignment = try reader.readBytes("DescribedGroupMember.memberAssignment")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(memberId)
            if version >= 4 {
                writer.writeNullableString(groupInstanceId)
            }
            writer.writeString(clientId)
            writer.writeString(clientHost)
            writer.writeBytes(memberMetadata)
            writer.writeBytes(memberAssignment)
            writer.endStruct()
        }
    }
}
