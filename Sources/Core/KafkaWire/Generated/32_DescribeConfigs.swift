// Made by wiregen from Definitions/32-DescribeConfigs.msg. Change that and run `make generate`.

package import Bytes

/// Tells the configuration of topics and brokers.
/// - v1: where a value comes from, and its synonyms (KIP-226)
/// - v3: types and documentation (KIP-569)
package struct DescribeConfigsRequest: KafkaRequest {
    package typealias Response = DescribeConfigsResponse
    package static var api: APIKey { .describeConfigs }
    package static var minimumByteCount: Int { 4 }

    package var resources: [DescribeConfigsResource]
    package var includeSynonyms: Bool
    package var includeDocumentation: Bool

    package init(
        resources: [DescribeConfigsResource] = [],
        includeSynonyms: Bool = false,
        includeDocumentation: Bool = false
    ) {
        self.resources = resources
        self.includeSynonyms = includeSynonyms
        self.includeDocumentation = includeDocumentation
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        resources = try reader.readStructs("DescribeConfigsRequest.resources", version: version)
        if version >= 1 {
            includeSynonyms = try reader.readBool("DescribeConfigsRequest.includeSynonyms")
        }
        if version >= 3 {
            includeDocumentation = try reader.readBool("DescribeConfigsRequest.includeDocumentation")
        }
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeStructs(resources, version: version)
        if version >= 1 {
            writer.writeBool(includeSynonyms)
        }
        if version >= 3 {
            writer.writeBool(includeDocumentation)
        }
        writer.endStruct()
    }

    package struct DescribeConfigsResource: KafkaStruct {
        package static var minimumByteCount: Int { 4 }

        /// 2 topic, 4 broker.
        package var resourceType: Int8
        package var resourceName: String
        /// Null asks for all.
        package var configurationKeys: [String]?

        package init(
            resourceType: Int8 = 0,
            resourceName: String = "",
            configurationKeys: [String]? = nil
        ) {
            self.resourceType = resourceType
            self.resourceName = resourceName
            self.configurationKeys = configurationKeys
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            resourceType = try reader.readInteger("DescribeConfigsResource.resourceType")
            resourceName = try reader.readString("DescribeConfigsResource.resourceName")
            configurationKeys = try reader.readNullableStrings("DescribeConfigsResource.configurationKeys")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(resourceType)
            writer.writeString(resourceName)
            writer.writeNullableStrings(configurationKeys)
            writer.endStruct()
        }
    }
}

/// The answer to `DescribeConfigsRequest`.
package struct DescribeConfigsResponse: KafkaResponse {
    package static var api: APIKey { .describeConfigs }
    package static var minimumByteCount: Int { 6 }

    package var throttleTimeMs: Int32
    package var results: [DescribeConfigsResult]

    package init(
        throttleTimeMs: Int32 = 0,
        results: [DescribeConfigsResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.results = results
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("DescribeConfigsResponse.throttleTimeMs")
        results = try reader.readStructs("DescribeConfigsResponse.results", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        writer.writeStructs(results, version: version)
        writer.endStruct()
    }

    package struct DescribeConfigsResult: KafkaStruct {
        package static var minimumByteCount: Int { 7 }

        package var errorCode: ErrorCode
        package var errorMessage: String?
        package var resourceType: Int8
        package var resourceName: String
        package var configs: [DescribeConfigsResourceResult]

        package init(
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil,
            resourceType: Int8 = 0,
            resourceName: String = "",
            configs: [DescribeConfigsResourceResult] = []
        ) {
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.resourceType = resourceType
            self.resourceName = resourceName
            self.configs = configs
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            errorCode = try reader.readError("DescribeConfigsResult.errorCode")
            errorMessage = try reader.readNullableString("DescribeConfigsResult.errorMessage")
            resourceType = try reader.readInteger("DescribeConfigsResult.resourceType")
            resourceName = try reader.readString("DescribeConfigsResult.resourceName")
            configs = try reader.readStructs("DescribeConfigsResult.configs", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeError(errorCode)
            writer.writeNullableString(errorMessage)
            writer.writeInteger(resourceType)
            writer.writeString(resourceName)
            writer.writeStructs(configs, version: version)
            writer.endStruct()
        }
    }

    package struct DescribeConfigsResourceResult: KafkaStruct {
        package static var minimumByteCount: Int { 7 }

        package var name: String
        /// Null if it is secret.
        package var value: String?
        package var readOnly: Bool
        /// 1 topic, 2 dynamic broker, 3 its default, 4 static, 5 default.
        package var configSource: Int8
        package var isDefault: Bool
        package var isSensitive: Bool
        package var synonyms: [DescribeConfigsSynonym]
        /// 1 bool, 2 string, 3 int, 4 short, 5 long, 6 double, 7 list, 8 class, 9 password.
        package var configType: Int8
        package var documentation: String?

        package init(
            name: String = "",
            value: String? = nil,
            readOnly: Bool = false,
            configSource: Int8 = -1,
            isDefault: Bool = false,
            isSensitive: Bool = false,
            synonyms: [DescribeConfigsSynonym] = [],
            configType: Int8 = 0,
            documentation: String? = nil
        ) {
            self.name = name
            self.value = value
            self.readOnly = readOnly
            self.configSource = configSource
            self.isDefault = isDefault
            self.isSensitive = isSensitive
            self.synonyms = synonyms
            self.configType = configType
            self.documentation = documentation
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("DescribeConfigsResourceResult.name")
            value = try reader.readNullableString("DescribeConfigsResourceResult.value")
            readOnly = try reader.readBool("DescribeConfigsResourceResult.readOnly")
            if version >= 1 {
                configSource = try reader.readInteger("DescribeConfigsResourceResult.configSource")
            }
            if version == 0 {
                isDefault = try reader.readBool("DescribeConfigsResourceResult.isDefault")
            }
            isSensitive = try reader.readBool("DescribeConfigsResourceResult.isSensitive")
            if version >= 1 {
                synonyms = try reader.readStructs("DescribeConfigsResourceResult.synonyms", version: version)
            }
            if version >= 3 {
                configType = try reader.readInteger("DescribeConfigsResourceResult.configType")
            }
            if version >= 3 {
                documentation = try reader.readNullableString("DescribeConfigsResourceResult.documentation")
            }
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeNullableString(value)
            writer.writeBool(readOnly)
            if version >= 1 {
                writer.writeInteger(configSource)
            }
            if version == 0 {
                writer.writeBool(isDefault)
            }
            writer.writeBool(isSensitive)
            if version >= 1 {
                writer.writeStructs(synonyms, version: version)
            }
            if version >= 3 {
                writer.writeInteger(configType)
            }
            if version >= 3 {
                writer.writeNullableString(documentation)
            }
            writer.endStruct()
        }
    }

    package struct DescribeConfigsSynonym: KafkaStruct {
        package static var minimumByteCount: Int { 4 }

        package var name: String
        package var value: String?
        package var source: Int8

        package init(
            name: String = "",
            value: String? = nil,
            source: Int8 = 0
        ) {
            self.name = name
            self.value = value
            self.source = source
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("DescribeConfigsSynonym.name")
            value = try reader.readNullableString("DescribeConfigsSynonym.value")
            source = try reader.readInteger("DescribeConfigsSynonym.source")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeNullableString(value)
            writer.writeInteger(source)
            writer.endStruct()
        }
    }
}
