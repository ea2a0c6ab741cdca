// Made by wiregen from Definitions/74-ListConfigResources.msg. Change that and run `make generate`.

package import Bytes

/// Tells what has a configuration.
/// - v0: subscriptions of client metrics only (KIP-714)
/// - v1: kinds of resources (KIP-1142)
package struct ListConfigResourcesRequest: KafkaRequest {
    package typealias Response = ListConfigResourcesResponse
    package static var api: APIKey { .listConfigResources }
    package static var minimumByteCount: Int { 1 }

    /// None asks for all kinds.
    package var resourceTypes: [Int8]

    package init(
        resourceTypes: [Int8] = []
    ) {
        self.resourceTypes = resourceTypes
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        if version >= 1 {
            resourceTypes = try reader.readIntegers("ListConfigResourcesRequest.resourceTypes")
        }
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        if version >= 1 {
            writer.writeIntegers(resourceTypes)
        }
        writer.endStruct()
    }
}

/// The answer to `ListConfigResourcesRequest`.
package struct ListConfigResourcesResponse: KafkaResponse {
    package static var api: APIKey { .listConfigResources }
    package static var minimumByteCount: Int { 8 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var configResources: [ConfigResource]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        configResources: [ConfigResource] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.configResources = configResources
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("ListConfigResourcesResponse.throttleTimeMs")
        errorCode = try reader.readError("ListConfigResourcesResponse.errorCode")
        configResources = try reader.readStructs("ListConfigResourcesResponse.configResources", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        writer.writeError(errorCode)
        writer.writeStructs(configResources, version: version)
        writer.endStruct()
    }

    package struct ConfigResource: KafkaStruct {
        package static var minimumByteCount: Int { 2 }

        package var resourceName: String
        /// 2 topic, 4 broker, 8 its loggers, 16 client metrics, 32 group.
        package var resourceType: Int8

        package init(
            resourceName: String = "",
            resourceType: Int8 = 16
        ) {
            self.resourceName = resourceName
            self.resourceType = resourceType
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            resourceName = try reader.readString("ConfigResource.resourceName")
            if version >= 1 {
                resourceType = try reader.readInteger("ConfigResource.resourceType")
            }
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(resourceName)
            if version >= 1 {
                writer.writeInteger(resourceType)
            }
            writer.endStruct()
        }
    }
}
