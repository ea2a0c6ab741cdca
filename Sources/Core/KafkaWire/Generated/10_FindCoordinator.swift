// Made by wiregen from Definitions/10-FindCoordinator.msg. Change that and run `make generate`.

package import Bytes

/// Finds the broker that coordinates a group or a transactional id.
/// - v1: key types
/// - v4: several keys at once (KIP-699)
/// - v5: clients know TRANSACTION_ABORTABLE (KIP-890)
/// - v6: share groups (KIP-932)
package struct FindCoordinatorRequest: KafkaRequest {
    package typealias Response = FindCoordinatorResponse
    package static var api: APIKey { .findCoordinator }
    package static var minimumByteCount: Int { 2 }

    package var key: String
    /// 0 group, 1 transactional id, 2 share group.
    package var keyType: Int8
    package var coordinatorKeys: [String]

    package init(
        key: String = "",
        keyType: Int8 = 0,
        coordinatorKeys: [String] = []
    ) {
        self.key = key
        self.keyType = keyType
        self.coordinatorKeys = coordinatorKeys
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        if version <= 3 {
            key = try reader.readString("FindCoordinatorRequest.key")
        }
        if version >= 1 {
            keyType = try reader.readInteger("FindCoordinatorRequest.keyType")
        }
        if version >= 4 {
            coordinatorKeys = try reader.readStrings("FindCoordinatorRequest.coordinatorKeys")
        }
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        if version <= 3 {
            writer.writeString(key)
        }
        if version >= 1 {
            writer.writeInteger(keyType)
        }
        if version >= 4 {
            writer.writeStrings(coordinatorKeys)
        }
        writer.endStruct()
    }
}

/// The answer to `FindCoordinatorRequest`.
package struct FindCoordinatorResponse: KafkaResponse {
    package static var api: APIKey { .findCoordinator }
    package static var minimumByteCount: Int { 6 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var errorMessage: String?
    package var nodeId: Int32
    package var host: String
    package var port: Int32
    package var coordinators: [Coordinator]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        errorMessage: String? = nil,
        nodeId: Int32 = 0,
        host: String = "",
        port: Int32 = 0,
        coordinators: [Coordinator] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.nodeId = nodeId
        self.host = host
        self.port = port
        self.coordinators = coordinators
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        if version >= 1 {
            throttleTimeMs = try reader.readInteger("FindCoordinatorResponse.throttleTimeMs")
        }
        if version <= 3 {
            errorCode = try reader.readError("FindCoordinatorResponse.errorCode")
        }
        if version >= 1 && version <= 3 {
            errorMessage = try reader.readNullableString("FindCoordinatorResponse.errorMessage")
        }
        if version <= 3 {
            nodeId = try reader.readInteger("FindCoordinatorResponse.nodeId")
        }
        if version <= 3 {
            host = try reader.readString("FindCoordinatorResponse.host")
        }
        if version <= 3 {
            port = try reader.readInteger("FindCoordinatorResponse.port")
        }
        if version >= 4 {
            coordinators = try reader.readStructs("FindCoordinatorResponse.coordinators", version: version)
        }
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        if version >= 1 {
            writer.writeInteger(throttleTimeMs)
        }
        if version <= 3 {
            writer.writeError(errorCode)
        }
        if version >= 1 && version <= 3 {
            writer.writeNullableString(errorMessage)
        }
        if version <= 3 {
            writer.writeInteger(nodeId)
        }
        if version <= 3 {
            writer.writeString(host)
        }
        if version <= 3 {
            writer.writeInteger(port)
        }
        if version >= 4 {
            writer.writeStructs(coordinators, version: version)
        }
        writer.endStruct()
    }

    package struct Coordinator: KafkaStruct {
        package static var minimumByteCount: Int { 14 }

        package var key: String
        package var nodeId: Int32
        package var host: String
        package var port: Int32
        package var errorCode: ErrorCode
        package var errorMessage: String?

        package init(
            key: String = "",
            nodeId: Int32 = 0,
            host: String = "",
            port: Int32 = 0,
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil
        ) {
            self.key = key
            self.nodeId = nodeId
            self.host = host
            self.port = port
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            key = try reader.readString("Coordinator.key")
            nodeId = try reader.readInteger("Coordinator.nodeId")
            host = try reader.readString("Coordinator.host")
            port = try reader.readInteger("Coordinator.port")
            errorCode = try reader.readError("Coordinator.errorCode")
            errorMessage = try reader.readNullableString("Coordinator.errorMessage")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(key)
            writer.writeInteger(nodeId)
            writer.writeString(host)
            writer.writeInteger(port)
            writer.writeError(errorCode)
            writer.writeNullableString(errorMessage)
            writer.endStruct()
        }
    }
}
