// Made by wiregen from Definitions/16-ListGroups.msg. Change that and run `make generate`.

package import Bytes

/// Lists the groups.
/// - v4: by state (KIP-518)
/// - v5: by type (KIP-848)
package struct ListGroupsRequest: KafkaRequest {
    package typealias Response = ListGroupsResponse
    package static var api: APIKey { .listGroups }
    package static var minimumByteCount: Int { 0 }

    package var statesFilter: [String]
    package var typesFilter: [String]

    package init(
        statesFilter: [String] = [],
        typesFilter: [String] = []
    ) {
        self.statesFilter = statesFilter
        self.typesFilter = typesFilter
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        if version >= 4 {
            statesFilter = try reader.readStrings("ListGroupsRequest.statesFilter")
        }
        if version >= 5 {
            typesFilter = try reader.readStrings("ListGroupsRequest.typesFilter")
        }
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        if version >= 4 {
            writer.writeStrings(statesFilter)
        }
        if version >= 5 {
            writer.writeStrings(typesFilter)
        }
        writer.endStruct()
    }
}

/// The answer to `ListGroupsRequest`.
package struct ListGroupsResponse: KafkaResponse {
    package static var api: APIKey { .listGroups }
    package static var minimumByteCount: Int { 6 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var groups: [ListedGroup]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        groups: [ListedGroup] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.groups = groups
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        if version >= 1 {
            throttleTimeMs = try reader.readInteger("ListGroupsResponse.throttleTimeMs")
        }
        errorCode = try reader.readError("ListGroupsResponse.errorCode")
        groups = try reader.readStructs("ListGroupsResponse.groups", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        if version >= 1 {
            writer.writeInteger(throttleTimeMs)
        }
        writer.writeError(errorCode)
        writer.writeStructs(groups, version: version)
        writer.endStruct()
    }

    package struct ListedGroup: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var groupId: String
        package var protocolType: String
        package var groupState: String
        package var groupType: String

        package init(
            groupId: String = "",
            protocolType: String = "",
            groupState: String = "",
            groupType: String = ""
        ) {
            self.groupId = groupId
            self.protocolType = protocolType
            self.groupState = groupState
            self.groupType = groupType
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            groupId = try reader.readString("ListedGroup.groupId")
            protocolType = try reader.readString("ListedGroup.protocolType")
            if version >= 4 {
                groupState = try reader.readString("ListedGroup.groupState")
            }
            if version >= 5 {
                groupType = try reader.readString("ListedGroup.groupType")
            }
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(groupId)
            writer.writeString(protocolType)
            if version >= 4 {
                writer.writeString(groupState)
            }
            if version >= 5 {
                writer.writeString(groupType)
            }
            writer.endStruct()
        }
    }
}
