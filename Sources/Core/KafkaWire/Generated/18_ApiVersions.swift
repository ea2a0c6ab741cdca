// Made by wiregen from Definitions/18-ApiVersions.msg. Change that and run `make generate`.

package import Bytes

/// Lists the APIs and versions that are served.
/// The answer's header is version 0 at every version, so that a client can read it before it knows anything.
/// - v3: the client's software name and version (KIP-511); features
/// - v4: a supported feature may have 0 as its lowest version
package struct ApiVersionsRequest: KafkaRequest {
    package typealias Response = ApiVersionsResponse
    package static var api: APIKey { .apiVersions }
    package static var minimumByteCount: Int { 0 }

    package var clientSoftwareName: String
    package var clientSoftwareVersion: String

    package init(
        clientSoftwareName: String = "",
        clientSoftwareVersion: String = ""
    ) {
        self.clientSoftwareName = clientSoftwareName
        self.clientSoftwareVersion = clientSoftwareVersion
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        if version >= 3 {
            clientSoftwareName = try reader.readString("ApiVersionsRequest.clientSoftwareName")
        }
        if version >= 3 {
            clientSoftwareVersion = try reader.readString("ApiVersionsRequest.clientSoftwareVersion")
        }
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        if version >= 3 {
            writer.writeString(clientSoftwareName)
        }
        if version >= 3 {
            writer.writeString(clientSoftwareVersion)
        }
        writer.endStruct()
    }
}

/// The answer to `ApiVersionsRequest`.
package struct ApiVersionsResponse: KafkaResponse {
    package static var api: APIKey { .apiVersions }
    package static var minimumByteCount: Int { 6 }

    package var errorCode: ErrorCode
    package var apiKeys: [ApiVersion]
    package var throttleTimeMs: Int32
    package var supportedFeatures: [SupportedFeatureKey]
    package var finalizedFeaturesEpoch: Int64
    package var finalizedFeatures: [FinalizedFeatureKey]
    package var zkMigrationReady: Bool

    package init(
        errorCode: ErrorCode = .none,
        apiKeys: [ApiVersion] = [],
        throttleTimeMs: Int32 = 0,
        supportedFeatures: [SupportedFeatureKey] = [],
        finalizedFeaturesEpoch: Int64 = -1,
        finalizedFeatures: [FinalizedFeatureKey] = [],
        zkMigrationReady: Bool = false
    ) {
        self.errorCode = errorCode
        self.apiKeys = apiKeys
        self.throttleTimeMs = throttleTimeMs
        self.supportedFeatures = supportedFeatures
        self.finalizedFeaturesEpoch = finalizedFeaturesEpoch
        self.finalizedFeatures = finalizedFeatures
        self.zkMigrationReady = zkMigrationReady
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        errorCode = try reader.readError("ApiVersionsResponse.errorCode")
        apiKeys = try reader.readStructs("ApiVersionsResponse.apiKeys", version: version)
        if version >= 1 {
            throttleTimeMs = try reader.readInteger("ApiVersionsResponse.throttleTimeMs")
        }
        var tags = try reader.beginTags()
        while var field = try reader.nextTag(&tags) {
            switch field.tag {
            case 0 where version >= 3:
                supportedFeatures = try field.value.readStructs("ApiVersionsResponse.supportedFeatures", version: version)
                try field.end("ApiVersionsResponse.supportedFeatures")
            case 1 where version >= 3:
                finalizedFeaturesEpoch = try field.value.readInteger("ApiVersionsResponse.finalizedFeaturesEpoch")
                try field.end("ApiVersionsResponse.finalizedFeaturesEpoch")
            case 2 where version >= 3:
                finalizedFeatures = try field.value.readStructs("ApiVersionsResponse.finalizedFeatures", version: version)
                try field.end("ApiVersionsResponse.finalizedFeatures")
            case 3 where version >= 3:
                zkMigrationReady = try field.value.readBool("ApiVersionsResponse.zkMigrationReady")
                try field.end("ApiVersionsResponse.zkMigrationReady")
            default: break
            }
        }
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeError(errorCode)
        writer.writeStructs(apiKeys, version: version)
        if version >= 1 {
            writer.writeInteger(throttleTimeMs)
        }
        var tags = TaggedFields()
        if version >= 3, supportedFeatures != [] {
            tags.append(0) { $0.writeStructs(supportedFeatures, version: version) }
        }
        if version >= 3, finalizedFeaturesEpoch != -1 {
            tags.append(1) { $0.writeInteger(finalizedFeaturesEpoch) }
        }
        if version >= 3, finalizedFeatures != [] {
            tags.append(2) { $0.writeStructs(finalizedFeatures, version: version) }
        }
        if version >= 3, zkMigrationReady != false {
            tags.append(3) { $0.writeBool(zkMigrationReady) }
        }
        writer.endStruct(tags)
    }

    package struct ApiVersion: KafkaStruct {
        package static var minimumByteCount: Int { 6 }

        package var apiKey: Int16
        package var minVersion: Int16
        package var maxVersion: Int16

        package init(
            apiKey: Int16 = 0,
            minVersion: Int16 = 0,
            maxVersion: Int16 = 0
        ) {
            self.apiKey = apiKey
            self.minVersion = minVersion
            self.maxVersion = maxVersion
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            apiKey = try reader.readInteger("ApiVersion.apiKey")
            minVersion = try reader.readInteger("ApiVersion.minVersion")
            maxVersion = try reader.readInteger("ApiVersion.maxVersion")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(apiKey)
            writer.writeInteger(minVersion)
            writer.writeInteger(maxVersion)
            writer.endStruct()
        }
    }

    package struct SupportedFeatureKey: KafkaStruct {
        package static var minimumByteCount: Int { 6 }

        package var name: String
        package var minVersion: Int16
        package var maxVersion: Int16

        package init(
            name: String = "",
            minVersion: Int16 = 0,
            maxVersion: Int16 = 0
        ) {
            self.name = name
            self.minVersion = minVersion
            self.maxVersion = maxVersion
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("SupportedFeatureKey.name")
            minVersion = try reader.readInteger("SupportedFeatureKey.minVersion")
            maxVersion = try reader.readInteger("SupportedFeatureKey.maxVersion")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeInteger(minVersion)
            writer.writeInteger(maxVersion)
            writer.endStruct()
        }
    }

    package struct FinalizedFeatureKey: KafkaStruct {
        package static var minimumByteCount: Int { 6 }

        package var name: String
        package var maxVersionLevel: Int16
        package var minVersionLevel: Int16

        package init(
            name: String = "",
            maxVersionLevel: Int16 = 0,
            minVersionLevel: Int16 = 0
        ) {
            self.name = name
            self.maxVersionLevel = maxVersionLevel
            self.minVersionLevel = minVersionLevel
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            name = try reader.readString("FinalizedFeatureKey.name")
            maxVersionLevel = try reader.readInteger("FinalizedFeatureKey.maxVersionLevel")
            minVersionLevel = try reader.readInteger("FinalizedFeatureKey.minVersionLevel")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(name)
            writer.writeInteger(maxVersionLevel)
            writer.writeInteger(minVersionLevel)
            writer.endStruct()
        }
    }
}
