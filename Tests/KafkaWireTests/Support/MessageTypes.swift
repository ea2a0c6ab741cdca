import Bytes
import KafkaWire

extension APIKey {
    var requestType: any KafkaRequest.Type {
        switch self {
        case .produce: ProduceRequest.self
        case .fetch: FetchRequest.self
        case .listOffsets: ListOffsetsRequest.self
        case .metadata: MetadataRequest.self
        case .offsetCommit: OffsetCommitRequest.self
        case .offsetFetch: OffsetFetchRequest.self
        case .findCoordinator: FindCoordinatorRequest.self
        case .joinGroup: JoinGroupRequest.self
        case .heartbeat: HeartbeatRequest.self
        case .leaveGroup: LeaveGroupRequest.self
        case .syncGroup: SyncGroupRequest.self
        case .describeGroups: DescribeGroupsRequest.self
        case .listGroups: ListGroupsRequest.self
        case .apiVersions: ApiVersionsRequest.self
        case .createTopics: CreateTopicsRequest.self
        case .deleteTopics: DeleteTopicsRequest.self
        case .initProducerId: InitProducerIdRequest.self
        case .offsetForLeaderEpoch: OffsetForLeaderEpochRequest.self
        case .describeConfigs: DescribeConfigsRequest.self
        case .createPartitions: CreatePartitionsRequest.self
        case .deleteGroups: DeleteGroupsRequest.self
        case .incrementalAlterConfigs: IncrementalAlterConfigsRequest.self
        case .describeCluster: DescribeClusterRequest.self
        case .addPartitionsToTxn: AddPartitionsToTxnRequest.self
        case .addOffsetsToTxn: AddOffsetsToTxnRequest.self
        case .endTxn: EndTxnRequest.self
        case .txnOffsetCommit: TxnOffsetCommitRequest.self
        case .describeProducers: DescribeProducersRequest.self
        case .describeTransactions: DescribeTransactionsRequest.self
        case .listTransactions: ListTransactionsRequest.self
        case .deleteRecords: DeleteRecordsRequest.self
        case .alterConfigs: AlterConfigsRequest.self
        case .alterReplicaLogDirs: AlterReplicaLogDirsRequest.self
        case .describeLogDirs: DescribeLogDirsRequest.self
        case .electLeaders: ElectLeadersRequest.self
        case .alterPartitionReassignments: AlterPartitionReassignmentsRequest.self
        case .listPartitionReassignments: ListPartitionReassignmentsRequest.self
        case .offsetDelete: OffsetDeleteRequest.self
        case .describeQuorum: DescribeQuorumRequest.self
        case .updateFeatures: UpdateFeaturesRequest.self
        case .listConfigResources: ListConfigResourcesRequest.self
        case .describeTopicPartitions: DescribeTopicPartitionsRequest.self
        case .consumerGroupHeartbeat: ConsumerGroupHeartbeatRequest.self
        case .consumerGroupDescribe: ConsumerGroupDescribeRequest.self
        }
    }

    var responseType: any KafkaResponse.Type { Self.response(of: requestType) }

    private static func response<R: KafkaRequest>(of type: R.Type) -> any KafkaResponse.Type { R.Response.self }

    func messageType(isRequest: Bool) -> any KafkaMessage.Type { isRequest ? requestType : responseType }
}

/// A frame as it was read.
struct ReadFrame {
    var correlationId: Int32
    /// Of a request.
    var header: RequestHeader?
    var message: any KafkaMessage
    var bytesLeft: Int
}

enum Frames {
    /// Reads header and body of a frame without its length prefix.
    static func read(
        _ message: [UInt8], _ api: APIKey, version: Int16, isRequest: Bool
    ) throws(MalformedBytes) -> ReadFrame {
        try message.withByteReader { bytes throws(MalformedBytes) in
            var reader = WireReader(bytes)
            if isRequest {
                let header = try RequestHeader(from: &reader)
                let value = try body(api.requestType, &reader, version)
                return ReadFrame(
                    correlationId: header.correlationId, header: header, message: value, bytesLeft: reader.bytes.remaining)
            }
            let header = try ResponseHeader(from: &reader, headerVersion: api.responseHeaderVersion(version))
            let value = try body(api.responseType, &reader, version)
            return ReadFrame(correlationId: header.correlationId, message: value, bytesLeft: reader.bytes.remaining)
        }
    }

    private static func body<M: KafkaMessage>(
        _ type: M.Type, _ reader: inout WireReader, _ version: Int16
    ) throws(MalformedBytes) -> any KafkaMessage {
        try M(body: &reader, version: version)
    }

    /// Writes a frame with its length prefix; splices are filled from `source`, which is laid out as what is written.
    static func write(_ frame: ReadFrame, version: Int16, splicesFrom source: [UInt8]) -> [UInt8] {
        var writer = WireWriter()
        if let header = frame.header, let request = frame.message as? any KafkaRequest {
            request.encodeFrame(
                into: &writer, version: version, correlationId: header.correlationId, clientId: header.clientId)
        } else if let response = frame.message as? any KafkaResponse {
            response.encodeFrame(into: &writer, version: version, correlationId: frame.correlationId)
        }
        return filled(writer, from: source)
    }

    static func filled(_ writer: borrowing WireWriter, from source: [UInt8]) -> [UInt8] {
        let bytes = writer.bytes.array()
        var result: [UInt8] = []
        var written = 0
        for splice in writer.splices {
            result += bytes[written..<splice.position]
            written = splice.position
            result += source[result.count..<result.count + splice.byteCount]
        }
        return result + bytes[written...]
    }
}
