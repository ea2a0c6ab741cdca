// Made by wiregen from Definitions/33-AlterConfigs.msg. Change that and run `make generate`.

package import Bytes

/// Replaces all configuration values of resources: what is not named goes back to its default.
/// - v2: compact lengths and tagged fields
package struct AlterConfigsRequest: KafkaRequest {
    package typealias Response = AlterConfigsResponse
    package static var api: APIKey { .alterConfigs }
    package static var minimumByteCount: Int { 3 }

    package var resources: [AlterConfigsResource]
    package var validateOnly: Bool

    package init(
        resources: [AlterConfigsResource] = [],
        validateOnly: Bool = false
    ) {
        self.resources = resources
        self.validateOnly = validateOnly
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        resources = try reader.readStructs("AlterConfigsRequest.resources", version: version)
        validateOnly = try reader.readBool("AlterConfigsRequest.validateOnly")
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeStructs(resources, version: version)
        writer.writeBool(validateOnly)
        writer.endStruct()
    }

    package struct AlterConfigsResource: KafkaStruct {
        package static var minimumByteCount: Int { 4 }

        /// 2 topic, 4 broker.
        package var resourceType: Int8
        package var resourceName: String
        package var configs: [AlterableConfig]

        package init(
            resourceType: Int8 = 0,
            resourceName: String = "",
            configs: [AlterableConfig] = []
        ) {
            self.resourceType = resourceType
            self.resourceName = resourceName
            self.configs = configs
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            resourceType = try reader.readInteger("AlterConfigsResource.resourceType")
            resourceName = try reader.readString("AlterConfigsResource.resourceName")
            configs = try reader.readStructs("AlterConfigsResource.configs", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(resourceType)
            writer.writeString(resourceName)
            writer.writeStructs(configs, version: version)
            writer.endStruct()
        }
    }

    package struct AlterableConfig: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var name: String
        package var value: String?

        package init(
            name: String = "",
            value: String? = nil
        ) {
            self.name = name
            self.value = value
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("AlterableConfig.name")
            value = try reader.readNullableString("AlterableConfig.value")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeNullableString(value)
            writer.endStruct()
        }
    }
}

/// The answer to `AlterConfigsRequest`.
package struct AlterConfigsResponse: KafkaResponse {
    package static var api: APIKey { .alterConfigs }
    package static var minimumByteCount: Int { 6 }

    package var throttleTimeMs: Int32
    package var responses: [AlterConfigsResourceResponse]

    package init(
        throttleTimeMs: Int32 = 0,
        responses: [AlterConfigsResourceResponse] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.responses = responses
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("AlterConfigsResponse.throttleTimeMs")
        responses = try reader.readStructs("AlterConfigsResponse.responses", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        writer.writeStructs(responses, version: version)
        writer.endStruct()
    }

    package struct AlterConfigsResourceResponse: KafkaStruct {
        package static var minimumByteCount: Int { 6 }

        package var errorCode: ErrorCode
        package var errorMessage: String?
        package var resourceType: Int8
        package var resourceName: String

        package init(
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil,
            resourceType: Int8 = 0,
            resourceName: String = ""
        ) {
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.resourceType = resourceType
            self.resourceName = resourceName
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            errorCode = try reader.readError("AlterConfigsResourceResponse.errorCode")
            errorMessage = try reader.readNullableString("AlterConfigsResourceResponse.errorMessage")
            resourceType = try reader.readInteger("AlterConfigsResourceResponse.resourceType")
            resourceName = try reader.readString("AlterConfigsResourceResponse.resourceName")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeError(errorCode)
            writer.writeNullableString(errorMessage)
            writer.writeInteger(resourceType)
            writer.writeString(resourceName)
            writer.endStruct()
        }
    }
}
