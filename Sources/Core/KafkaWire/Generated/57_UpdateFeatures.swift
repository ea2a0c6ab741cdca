// Made by wiregen from Definitions/57-UpdateFeatures.msg. Change that and run `make generate`.

package import Bytes

/// Raises or lowers what a cluster has agreed on (KIP-584).
/// - v1: the kind of change, a trial (KIP-778)
package struct UpdateFeaturesRequest: KafkaRequest {
    package typealias Response = UpdateFeaturesResponse
    package static var api: APIKey { .updateFeatures }
    package static var minimumByteCount: Int { 6 }

    package var timeoutMs: Int32
    package var featureUpdates: [FeatureUpdateKey]
    package var validateOnly: Bool

    package init(
        timeoutMs: Int32 = 60000,
        featureUpdates: [FeatureUpdateKey] = [],
        validateOnly: Bool = false
    ) {
        self.timeoutMs = timeoutMs
        self.featureUpdates = featureUpdates
        self.validateOnly = validateOnly
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        timeoutMs = try reader.readInteger("UpdateFeaturesRequest.timeoutMs")
        featureUpdates = try reader.readStructs("UpdateFeaturesRequest.featureUpdates", version: version)
        if version >= 1 {
            validateOnly = try reader.readBool("UpdateFeaturesRequest.validateOnly")
        }
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(timeoutMs)
        writer.writeStructs(featureUpdates, version: version)
        if version >= 1 {
            writer.writeBool(validateOnly)
        }
        writer.endStruct()
    }

    package struct FeatureUpdateKey: KafkaStruct {
        package static var minimumByteCount: Int { 5 }

        package var feature: String
        package var maxVersionLevel: Int16
        package var allowDowngrade: Bool
        /// 1 upgrade, 2 safe downgrade, 3 unsafe downgrade.
        package var upgradeType: Int8

        package init(
            feature: String = "",
            maxVersionLevel: Int16 = 0,
            allowDowngrade: Bool = false,
            upgradeType: Int8 = 1
        ) {
            self.feature = feature
            self.maxVersionLevel = maxVersionLevel
            self.allowDowngrade = allowDowngrade
            self.upgradeType = upgradeType
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            feature = try reader.readString("FeatureUpdateKey.feature")
            maxVersionLevel = try reader.readInteger("FeatureUpdateKey.maxVersionLevel")
            if version == 0 {
                allowDowngrade = try reader.readBool("FeatureUpdateKey.allowDowngrade")
            }
            if version >= 1 {
                upgradeType = try reader.readInteger("FeatureUpdateKey.upgradeType")
            }
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(feature)
            writer.writeInteger(maxVersionLevel)
            if version == 0 {
                writer.writeBool(allowDowngrade)
            }
            if version >= 1 {
                writer.writeInteger(upgradeType)
            }
            writer.endStruct()
        }
    }
}

/// The answer to `UpdateFeaturesRequest`.
package struct UpdateFeaturesResponse: KafkaResponse {
    package static var api: APIKey { .updateFeatures }
    package static var minimumByteCount: Int { 9 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var errorMessage: String?
    package var results: [UpdatableFeatureResult]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        errorMessage: String? = nil,
        results: [UpdatableFeatureResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.results = results
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("UpdateFeaturesResponse.throttleTimeMs")
        errorCode = try reader.readError("UpdateFeaturesResponse.errorCode")
        errorMessage = try reader.readNullableString("UpdateFeaturesResponse.errorMessage")
        results = try reader.readStructs("UpdateFeaturesResponse.results", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        writer.writeError(errorCode)
        writer.writeNullableString(errorMessage)
        writer.writeStructs(results, version: version)
        writer.endStruct()
    }

    package struct UpdatableFeatureResult: KafkaStruct {
        package static var minimumByteCount: Int { 5 }

        package var feature: String
        package var errorCode: ErrorCode
        package var errorMessage: String?

        package init(
            feature: String = "",
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil
        ) {
            self.feature = feature
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            feature = try reader.readString("UpdatableFeatureResult.feature")
            errorCode = try reader.readError("UpdatableFeatureResult.errorCode")
            errorMessage = try reader.readNullableString("UpdatableFeatureResult.errorMessage")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeString(feature)
            writer.writeError(errorCode)
            writer.writeNullableString(errorMessage)
            writer.endStruct()
        }
    }
}
