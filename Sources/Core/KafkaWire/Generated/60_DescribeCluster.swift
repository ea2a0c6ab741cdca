// Made by wiregen from Definitions/60-DescribeCluster.msg. Change that and run `make generate`.

package import Bytes

/// Describes the cluster and its brokers (KIP-700).
/// - v1: brokers or controllers (KIP-919)
/// - v2: fenced brokers (KIP-1073)
package struct DescribeClusterRequest: KafkaRequest {
    package typealias Response = DescribeClusterResponse
    package static var api: APIKey { .describeCluster }
    package static var minimumByteCount: Int { 2 }

    package var includeClusterAuthorizedOperations: Bool
    /// 1 brokers, 2 controllers.
    package var endpointType: Int8
    package var includeFencedBrokers: Bool

    package init(
        includeClusterAuthorizedOperations: Bool = false,
        endpointType: Int8 = 1,
        includeFencedBrokers: Bool = false
    ) {
        self.includeClusterAuthorizedOperations = includeClusterAuthorizedOperations
        self.endpointType = endpointType
        self.includeFencedBrokers = includeFencedBrokers
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        includeClusterAuthorizedOperations = try reader.readBool("DescribeClusterRequest.includeClusterAuthorizedOperations")
        if version >= 1 {
            endpointType = try reader.readInteger("DescribeClusterRequest.endpointType")
        }
        if version >= 2 {
            includeFencedBrokers = try reader.readBool("DescribeClusterRequest.includeFencedBrokers")
        }
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeBool(includeClusterAuthorizedOperations)
        if version >= 1 {
            writer.writeInteger(endpointType)
        }
        if version >= 2 {
            writer.writeBool(includeFencedBrokers)
        }
        writer.endStruct()
    }
}

/// The answer to `DescribeClusterRequest`.
package struct DescribeClusterResponse: KafkaResponse {
    package static var api: APIKey { .describeCluster }
    package static var minimumByteCount: Int { 18 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var errorMessage: String?
    /// 1 brokers, 2 controllers.
    package var endpointType: Int8
    package var clusterId: String
    package var controllerId: Int32
    package var brokers: [DescribeClusterBroker]
    /// A bit each; the smallest Int32 if not asked.
    package var clusterAuthorizedOperations: Int32

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        errorMessage: String? = nil,
        endpointType: Int8 = 1,
        clusterId: String = "",
        controllerId: Int32 = -1,
        brokers: [DescribeClusterBroker] = [],
        clusterAuthorizedOperations: Int32 = .min
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.endpointType = endpointType
        self.clusterId = clusterId
        self.controllerId = controllerId
        self.brokers = brokers
        self.clusterAuthorizedOperations = clusterAuthorizedOperations
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("DescribeClusterResponse.throttleTimeMs")
        errorCode = try reader.readError("DescribeClusterResponse.errorCode")
        errorMessage = try reader.readNullableString("DescribeClusterResponse.errorMessage")
        if version >= 1 {
            endpointType = try reader.readInteger("DescribeClusterResponse.endpointType")
        }
        clusterId = try reader.readString("DescribeClusterResponse.clusterId")
        controllerId = try reader.readInteger("DescribeClusterResponse.controllerId")
        brokers = try reader.readStructs("DescribeClusterResponse.brokers", version: version)
        clusterAuthorizedOperations = try reader.readInteger("DescribeClusterResponse.clusterAuthorizedOperations")
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        writer.writeError(errorCode)
        writer.writeNullableString(errorMessage)
        if version >= 1 {
            writer.writeInteger(endpointType)
        }
        writer.writeString(clusterId)
        writer.writeInteger(controllerId)
        writer.writeStructs(brokers, version: version)
        writer.writeInteger(clusterAuthorizedOperations)
        writer.endStruct()
    }

    package struct DescribeClusterBroker: KafkaStruct {
        package static var minimumByteCount: Int { 11 }

        package var brokerId: Int32
        package var host: String
        package var port: Int32
        package var rack: String?
        package var isFenced: Bool

        package init(
            brokerId: Int32 = 0,
            host: String = "",
            port: Int32 = 0,
            rack: String? = nil,
            isFenced: Bool = false
        ) {
            self.brokerId = brokerId
            self.host = host
            self.port = port
            self.rack = rack
            self.isFenced = isFenced
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            brokerId = try reader.readInteger("DescribeClusterBroker.brokerId")
            host = try reader.readString("DescribeClusterBroker.host")
            port = try reader.readInteger("DescribeClusterBroker.port")
            rack = try reader.readNullableString("DescribeClusterBroker.rack")
            if version >= 2 {
                isFenced = try reader.readBool("DescribeClusterBroker.isFenced")
            }
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(brokerId)
            writer.writeString(host)
            writer.writeInteger(port)
            writer.writeNullableString(rack)
            if version >= 2 {
                writer.writeBool(isFenced)
            }
            writer.endStruct()
        }
    }
}
