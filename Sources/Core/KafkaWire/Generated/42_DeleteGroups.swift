// Made by wiregen from Definitions/42-DeleteGroups.msg. Change that and run `make generate`.

package import Bytes

/// Deletes groups and their offsets.
package struct DeleteGroupsRequest: KafkaRequest {
    package typealias Response = DeleteGroupsResponse
    package static var api: APIKey { .deleteGroups }
    package static var minimumByteCount: Int { 2 }

    package var groupsNames: [String]

    package init(
        groupsNames: [String] = []
    ) {
        self.groupsNames = groupsNames
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        groupsNames = try reader.readStrings("DeleteGroupsRequest.groupsNames")
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeStrings(groupsNames)
        writer.endStruct()
    }
}

/// The answer to `DeleteGroupsRequest`.
package struct DeleteGroupsResponse: KafkaResponse {
    package static var api: APIKey { .deleteGroups }
    package static var minimumByteCount: Int { 6 }

    package var throttleTimeMs: Int32
    package var results: [DeletableGroupResult]

    package init(
        throttleTimeMs: Int32 = 0,
        results: [DeletableGroupResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.results = results
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("DeleteGroupsResponse.throttleTimeMs")
        results = try reader.readStructs("DeleteGroupsResponse.results", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        writer.writeStructs(results, version: version)
        writer.endStruct()
    }

    package struct DeletableGroupResult: KafkaStruct {
        package static var minimumByteCount: Int { 4 }

        package var groupId: String
        package var errorCode: ErrorCode

        package init(
            groupId: String = "",
            errorCode: ErrorCode = .none
        ) {
            self.groupId = groupId
            self.errorCode = errorCode
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            groupId = try reader.readString("DeletableGroupResult.groupId")
            errorCode = try reader.readError("DeletableGroupResult.errorCode")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(groupId)
            writer.writeError(errorCode)
            writer.endStruct()
        }
    }
}
