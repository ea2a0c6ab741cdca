// Made by wiregen from Definitions/00-Produce.msg. Change that and run `make generate`.

package import Bytes

/// Appends record batches, one per partition.
/// - v3: transactional ids, record batches of magic 2 only
/// - v5: the answer tells the log's start
/// - v7: zstd allowed
/// - v8: the answer names the records that were refused
/// - v10: the answer may name the new leader
/// - v12: transactions without AddPartitionsToTxn (KIP-890)
/// - v13: topic ids instead of names (KIP-516)
/// Versions 0-2 are advertised though refused: old librdkafka derives its features from overlapping ranges.
package struct ProduceRequest: KafkaRequest {
    package typealias Response = ProduceResponse
    package static var api: APIKey { .produce }
    package static var minimumByteCount: Int { 9 }

    package var transactionalId: String?
    /// 0 no answer, 1 written, -1 durable.
    package var acks: Int16
    package var timeoutMs: Int32
    package var topicData: [TopicProduceData]

    package init(
        transactionalId: String? = nil,
        acks: Int16 = 0,
        timeoutMs: Int32 = 0,
        topicData: [TopicProduceData] = []
    ) {
        self.transactionalId = transactionalId
        self.acks = acks
        self.timeoutMs = timeoutMs
        self.topicData = topicData
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        transactionalId = try reader.readNullableString("ProduceRequest.transactionalId")
        acks = try reader.readInteger("ProduceRequest.acks")
        timeoutMs = try reader.readInteger("ProduceRequest.timeoutMs")
        topicData = try reader.readStructs("ProduceRequest.topicData", version: version)
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeNullableString(transactionalId)
        writer.writeInteger(acks)
        writer.writeInteger(timeoutMs)
        writer.writeStructs(topicData, version: version)
        writer.endStruct()
    }

    package struct TopicProduceData: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var name: String
        package var topicId: KafkaUUID
        package var partitionData: [PartitionProduceData]

        package init(
            name: String = "",
            topicId: KafkaUUID = .zero,
            partitionData: [PartitionProduceData] = []
        ) {
            self.name = name
            self.topicId = topicId
            self.partitionData = partitionData
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            if version <= 12 {
                name = try reader.readString("TopicProduceData.name")
            }
            if version >= 13 {
                topicId = try reader.readUUID("TopicProduceData.topicId")
            }
            partitionData = try reader.readStructs("TopicProduceData.partitionData", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            if version <= 12 {
                writer.writeString(name)
            }
            if version >= 13 {
                writer.writeUUID(topicId)
            }
            writer.writeStructs(partitionData, version: version)
            writer.endStruct()
        }
    }

    package struct PartitionProduceData: KafkaStruct {
        package static var minimumByteCount: Int { 6 }

        package var index: Int32
        /// One record batch.
        package var records: RecordBytes

        package init(
            index: Int32 = 0,
            records: RecordBytes = .none
        ) {
            self.index = index
            self.records = records
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            index = try reader.readInteger("PartitionProduceData.index")
            records = try reader.readNullableRecords("PartitionProduceData.records")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(index)
            writer.writeNullableRecords(records)
            writer.endStruct()
        }
    }
}

/// The answer to `ProduceRequest`.
package struct ProduceResponse: KafkaResponse {
    package static var api: APIKey { .produce }
    package static var minimumByteCount: Int { 6 }

    package var responses: [TopicProduceResponse]
    package var throttleTimeMs: Int32
    package var nodeEndpoints: [NodeEndpoint]

    package init(
        responses: [TopicProduceResponse] = [],
        throttleTimeMs: Int32 = 0,
        nodeEndpoints: [NodeEndpoint] = []
    ) {
        self.responses = responses
        self.throttleTimeMs = throttleTimeMs
        self.nodeEndpoints = nodeEndpoints
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        responses = try reader.readStructs("ProduceResponse.responses", version: version)
        throttleTimeMs = try reader.readInteger("ProduceResponse.throttleTimeMs")
        var tags = try reader.beginTags()
        while var field = try reader.nextTag(&tags) {
            switch field.tag {
            case 0 where version >= 10:
                nodeEndpoints = try field.value.readStructs("ProduceResponse.nodeEndpoints", version: version)
                try field.end("ProduceResponse.nodeEndpoints")
            default: break
            }
        }
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeStructs(responses, version: version)
        writer.writeInteger(throttleTimeMs)
        var tags = TaggedFields()
        if version >= 10, nodeEndpoints != [] {
            tags.append(0) { $0.writeStructs(nodeEndpoints, version: version) }
        }
        writer.endStruct(tags)
    }

    package struct TopicProduceResponse: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var name: String
        package var topicId: KafkaUUID
        package var partitionResponses: [PartitionProduceResponse]

        package init(
            name: String = "",
            topicId: KafkaUUID = .zero,
            partitionResponses: [PartitionProduceResponse] = []
        ) {
            self.name = name
            self.topicId = topicId
            self.partitionResponses = partitionResponses
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            if version <= 12 {
                name = try reader.readString("TopicProduceResponse.name")
            }
            if version >= 13 {
                topicId = try reader.readUUID("TopicProduceResponse.topicId")
            }
            partitionResponses = try reader.readStructs("TopicProduceResponse.partitionResponses", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            if version <= 12 {
                writer.writeString(name)
            }
            if version >= 13 {
                writer.writeUUID(topicId)
            }
            writer.writeStructs(partitionResponses, version: version)
            writer.endStruct()
        }
    }

    package struct PartitionProduceResponse: KafkaStruct {
        package static var minimumByteCount: Int { 22 }

        package var index: Int32
        package var errorCode: ErrorCode
        package var baseOffset: Int64
        /// -1 unless the topic stamps records itself.
        package var logAppendTimeMs: Int64
        package var logStartOffset: Int64
        package var recordErrors: [BatchIndexAndErrorMessage]
        package var errorMessage: String?
        package var currentLeader: LeaderIdAndEpoch

        package init(
            index: Int32 = 0,
            errorCode: ErrorCode = .none,
            baseOffset: Int64 = 0,
            logAppendTimeMs: Int64 = -1,
            logStartOffset: Int64 = -1,
            recordErrors: [BatchIndexAndErrorMessage] = [],
            errorMessage: String? = nil,
            currentLeader: LeaderIdAndEpoch = LeaderIdAndEpoch()
        ) {
            self.index = index
            self.errorCode = errorCode
            self.baseOffset = baseOffset
            self.logAppendTimeMs = logAppendTimeMs
            self.logStartOffset = logStartOffset
            self.recordErrors = recordErrors
            self.errorMessage = errorMessage
            self.currentLeader = currentLeader
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            index = try reader.readInteger("PartitionProduceResponse.index")
            errorCode = try reader.readError("PartitionProduceResponse.errorCode")
            baseOffset = try reader.readInteger("PartitionProduceResponse.baseOffset")
            logAppendTimeMs = try reader.readInteger("PartitionProduceResponse.logAppendTimeMs")
            if version >= 5 {
                logStartOffset = try reader.readInteger("PartitionProduceResponse.logStartOffset")
            }
            if version >= 8 {
                recordErrors = try reader.readStructs("PartitionProduceResponse.recordErrors", version: version)
            }
            if version >= 8 {
                errorMessage = try reader.readNullableString("PartitionProduceResponse.errorMessage")
            }
            var tags = try reader.beginTags()
            while var field = try reader.nextTag(&tags) {
                switch field.tag {
                case 0 where version >= 10:
                    currentLeader = try field.value.readStruct("PartitionProduceResponse.currentLeader", version: version)
                    try field.end("PartitionProduceResponse.currentLeader")
                default: break
                }
            }
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(index)
            writer.writeError(errorCode)
            writer.writeInteger(baseOffset)
            writer.writeInteger(logAppendTimeMs)
            if version >= 5 {
                writer.writeInteger(logStartOffset)
            }
            if version >= 8 {
                writer.writeStructs(recordErrors, version: version)
            }
            if version >= 8 {
                writer.writeNullableString(errorMessage)
            }
            var tags = TaggedFields()
            if version >= 10, currentLeader != LeaderIdAndEpoch() {
                tags.append(0) { $0.writeStruct(currentLeader, version: version) }
            }
            writer.endStruct(tags)
        }
    }

    package struct BatchIndexAndErrorMessage: KafkaStruct {
        package static var minimumByteCount: Int { 6 }

        /// The record's place in the batch, from 0.
        package var batchIndex: Int32
        package var batchIndexErrorMessage: String?

        package init(
            batchIndex: Int32 = 0,
            batchIndexErrorMessage: String? = nil
        ) {
            self.batchIndex = batchIndex
            self.batchIndexErrorMessage = batchIndexErrorMessage
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            batchIndex = try reader.readInteger("BatchIndexAndErrorMessage.batchIndex")
            batchIndexErrorMessage = try reader.readNullableString("BatchIndexAndErrorMessage.batchIndexErrorMessage")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(batchIndex)
            writer.writeNullableString(batchIndexErrorMessage)
            writer.endStruct()
        }
    }

    package struct LeaderIdAndEpoch: KafkaStruct {
        package static var minimumByteCount: Int { 9 }

        package var leaderId: Int32
        package var leaderEpoch: Int32

        package init(
            leaderId: Int32 = -1,
            leaderEpoch: Int32 = -1
        ) {
            self.leaderId = leaderId
            self.leaderEpoch = leaderEpoch
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            leaderId = try reader.readInteger("LeaderIdAndEpoch.leaderId")
            leaderEpoch = try reader.readInteger("LeaderIdAndEpoch.leaderEpoch")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(leaderId)
            writer.writeInteger(leaderEpoch)
            writer.endStruct()
        }
    }

    package struct NodeEndpoint: KafkaStruct {
        package static var minimumByteCount: Int { 11 }

        package var nodeId: Int32
        package var host: String
        package var port: Int32
        package var rack: String?

        package init(
            nodeId: Int32 = 0,
            host: String = "",
            port: Int32 = 0,
            rack: String? = nil
        ) {
            self.nodeId = nodeId
            self.host = host
            self.port = port
            self.rack = rack
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            nodeId = try reader.readInteger("NodeEndpoint.nodeId")
            host = try reader.readString("NodeEndpoint.host")
            port = try reader.readInteger("NodeEndpoint.port")
            rack = try reader.readNullableString("NodeEndpoint.rack")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(nodeId)
            writer.writeString(host)
            writer.writeInteger(port)
            writer.writeNullableString(rack)
            writer.endStruct()
        }
    }
}
