// Made by wiregen from Definitions/01-Fetch.msg. Change that and run `make generate`.

package import Bytes

/// Reads record batches, waiting until there are enough of them.
/// - v5: log start offsets
/// - v7: fetch sessions (KIP-227)
/// - v9: the follower's or consumer's view of the leader epoch (KIP-320)
/// - v10: zstd may be answered
/// - v11: rack and preferred replica (KIP-392)
/// - v12: diverging epochs (KIP-595)
/// - v13: topic ids instead of names (KIP-516)
/// - v15: replica state (KIP-903)
/// - v16: the answer may carry the leaders' addresses (KIP-951)
/// - v17: replica directory ids (KIP-853)
package struct FetchRequest: KafkaRequest {
    package typealias Response = FetchResponse
    package static var api: APIKey { .fetch }
    package static var minimumByteCount: Int { 21 }

    package var clusterId: String?
    /// -1 for a consumer.
    package var replicaId: Int32
    package var replicaState: ReplicaState
    package var maxWaitMs: Int32
    package var minBytes: Int32
    package var maxBytes: Int32
    /// 0 read uncommitted, 1 read committed.
    package var isolationLevel: Int8
    package var sessionId: Int32
    /// -1 without a session, 0 to begin one.
    package var sessionEpoch: Int32
    package var topics: [FetchTopic]
    package var forgottenTopicsData: [ForgottenTopic]
    package var rackId: String

    package init(
        clusterId: String? = nil,
        replicaId: Int32 = -1,
        replicaState: ReplicaState = ReplicaState(),
        maxWaitMs: Int32 = 0,
        minBytes: Int32 = 0,
        maxBytes: Int32 = 0x7fffffff,
        isolationLevel: Int8 = 0,
        sessionId: Int32 = 0,
        sessionEpoch: Int32 = -1,
        topics: [FetchTopic] = [],
        forgottenTopicsData: [ForgottenTopic] = [],
        rackId: String = ""
    ) {
        self.clusterId = clusterId
        self.replicaId = replicaId
        self.replicaState = replicaState
        self.maxWaitMs = maxWaitMs
        self.minBytes = minBytes
        self.maxBytes = maxBytes
        self.isolationLevel = isolationLevel
        self.sessionId = sessionId
        self.sessionEpoch = sessionEpoch
        self.topics = topics
        self.forgottenTopicsData = forgottenTopicsData
        self.rackId = rackId
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        if version <= 14 {
            replicaId = try reader.readInteger("FetchRequest.replicaId")
        }
        maxWaitMs = try reader.readInteger("FetchRequest.maxWaitMs")
        minBytes = try reader.readInteger("FetchRequest.minBytes")
        maxBytes = try reader.readInteger("FetchRequest.maxBytes")
        isolationLevel = try reader.readInteger("FetchRequest.isolationLevel")
        if version >= 7 {
            sessionId = try reader.readInteger("FetchRequest.sessionId")
        }
        if version >= 7 {
            sessionEpoch = try reader.readInteger("FetchRequest.sessionEpoch")
        }
        topics = try reader.readStructs("FetchRequest.topics", version: version)
        if version >= 7 {
            forgottenTopicsData = try reader.readStructs("FetchRequest.forgottenTopicsData", version: version)
        }
        if version >= 11 {
            rackId = try reader.readString("FetchRequest.rackId")
        }
        var tags = try reader.beginTags()
        while var field = try reader.nextTag(&tags) {
            switch field.tag {
            case 0 where version >= 12:
                clusterId = try field.value.readNullableString("FetchRequest.clusterId")
                try field.end("FetchRequest.clusterId")
            case 1 where version >= 15:
                replicaState = try field.value.readStruct("FetchRequest.replicaState", version: version)
                try field.end("FetchRequest.replicaState")
            default: break
            }
        }
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        if version <= 14 {
            writer.writeInteger(replicaId)
        }
        writer.writeInteger(maxWaitMs)
        writer.writeInteger(minBytes)
        writer.writeInteger(maxBytes)
        writer.writeInteger(isolationLevel)
        if version >= 7 {
            writer.writeInteger(sessionId)
        }
        if version >= 7 {
            writer.writeInteger(sessionEpoch)
        }
        writer.writeStructs(topics, version: version)
        if version >= 7 {
            writer.writeStructs(forgottenTopicsData, version: version)
        }
        if version >= 11 {
            writer.writeString(rackId)
        }
        var tags = TaggedFields()
        if version >= 12, clusterId != nil {
            tags.append(0) { $0.writeNullableString(clusterId) }
        }
        if version >= 15, replicaState != ReplicaState() {
            tags.append(1) { $0.writeStruct(replicaState, version: version) }
        }
        writer.endStruct(tags)
    }

    package struct ReplicaState: KafkaStruct {
        package static var minimumByteCount: Int { 13 }

        package var replicaId: Int32
        package var replicaEpoch: Int64

        package init(
            replicaId: Int32 = -1,
            replicaEpoch: Int64 = -1
        ) {
            self.replicaId = replicaId
            self.replicaEpoch = replicaEpoch
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            replicaId = try reader.readInteger("ReplicaState.replicaId")
            replicaEpoch = try reader.readInteger("ReplicaState.replicaEpoch")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(replicaId)
            writer.writeInteger(replicaEpoch)
            writer.endStruct()
        }
    }

    package struct FetchTopic: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var topic: String
        package var topicId: KafkaUUID
        package var partitions: [FetchPartition]

        package init(
            topic: String = "",
            topicId: KafkaUUID = .zero,
            partitions: [FetchPartition] = []
        ) {
            self.topic = topic
            self.topicId = topicId
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            if version <= 12 {
                topic = try reader.readString("FetchTopic.topic")
            }
            if version >= 13 {
                topicId = try reader.readUUID("FetchTopic.topicId")
            }
            partitions = try reader.readStructs("FetchTopic.partitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            if version <= 12 {
                writer.writeString(topic)
            }
            if version >= 13 {
                writer.writeUUID(topicId)
            }
            writer.writeStructs(partitions, version: version)
            writer.endStruct()
        }
    }

    package struct FetchPartition: KafkaStruct {
        package static var minimumByteCount: Int { 16 }

        package var partition: Int32
        package var currentLeaderEpoch: Int32
        package var fetchOffset: Int64
        package var lastFetchedEpoch: Int32
        /// The follower's; -1 for a consumer.
        package var logStartOffset: Int64
        package var partitionMaxBytes: Int32
        package var replicaDirectoryId: KafkaUUID

        package init(
            partition: Int32 = 0,
            currentLeaderEpoch: Int32 = -1,
            fetchOffset: Int64 = 0,
            lastFetchedEpoch: Int32 = -1,
            logStartOffset: Int64 = -1,
            partitionMaxBytes: Int32 = 0,
            replicaDirectoryId: KafkaUUID = .zero
        ) {
            self.partition = partition
            self.currentLeaderEpoch = currentLeaderEpoch
            self.fetchOffset = fetchOffset
            self.lastFetchedEpoch = lastFetchedEpoch
            self.logStartOffset = logStartOffset
            self.partitionMaxBytes = partitionMaxBytes
            self.replicaDirectoryId = replicaDirectoryId
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            partition = try reader.readInteger("FetchPartition.partition")
            if version >= 9 {
                currentLeaderEpoch = try reader.readInteger("FetchPartition.currentLeaderEpoch")
            }
            fetchOffset = try reader.readInteger("FetchPartition.fetchOffset")
            if version >= 12 {
                lastFetchedEpoch = try reader.readInteger("FetchPartition.lastFetchedEpoch")
            }
            if version >= 5 {
                logStartOffset = try reader.readInteger("FetchPartition.logStartOffset")
            }
            partitionMaxBytes = try reader.readInteger("FetchPartition.partitionMaxBytes")
            var tags = try reader.beginTags()
            while var field = try reader.nextTag(&tags) {
                switch field.tag {
                case 0 where version >= 17:
                    replicaDirectoryId = try field.value.readUUID("FetchPartition.replicaDirectoryId")
                    try field.end("FetchPartition.replicaDirectoryId")
                default: break
                }
            }
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partition)
            if version >= 9 {
                writer.writeInteger(currentLeaderEpoch)
            }
            writer.writeInteger(fetchOffset)
            if version >= 12 {
                writer.writeInteger(lastFetchedEpoch)
            }
            if version >= 5 {
                writer.writeInteger(logStartOffset)
            }
            writer.writeInteger(partitionMaxBytes)
            var tags = TaggedFields()
            if version >= 17, replicaDirectoryId != .zero {
                tags.append(0) { $0.writeUUID(replicaDirectoryId) }
            }
            writer.endStruct(tags)
        }
    }

    package struct ForgottenTopic: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var topic: String
        package var topicId: KafkaUUID
        package var partitions: [Int32]

        package init(
            topic: String = "",
            topicId: KafkaUUID = .zero,
            partitions: [Int32] = []
        ) {
            self.topic = topic
            self.topicId = topicId
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            if version <= 12 {
                topic = try reader.readString("ForgottenTopic.topic")
            }
            if version >= 13 {
                topicId = try reader.readUUID("ForgottenTopic.topicId")
            }
            partitions = try reader.readIntegers("ForgottenTopic.partitions")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            if version <= 12 {
                writer.writeString(topic)
            }
            if version >= 13 {
                writer.writeUUID(topicId)
            }
            writer.writeIntegers(partitions)
            writer.endStruct()
        }
    }
}

/// The answer to `FetchRequest`.
package struct FetchResponse: KafkaResponse {
    package static var api: APIKey { .fetch }
    package static var minimumByteCount: Int { 8 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    /// 0 without a session.
    package var sessionId: Int32
    package var responses: [FetchableTopicResponse]
    package var nodeEndpoints: [NodeEndpoint]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        sessionId: Int32 = 0,
        responses: [FetchableTopicResponse] = [],
        nodeEndpoints: [NodeEndpoint] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.sessionId = sessionId
        self.responses = responses
        self.nodeEndpoints = nodeEndpoints
    }

    package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        self.init()
        throttleTimeMs = try reader.readInteger("FetchResponse.throttleTimeMs")
        if version >= 7 {
            errorCode = try reader.readError("FetchResponse.errorCode")
        }
        if version >= 7 {
            sessionId = try reader.readInteger("FetchResponse.sessionId")
        }
        responses = try reader.readStructs("FetchResponse.responses", version: version)
        var tags = try reader.beginTags()
        while var field = try reader.nextTag(&tags) {
            switch field.tag {
            case 0 where version >= 16:
                nodeEndpoints = try field.value.readStructs("FetchResponse.nodeEndpoints", version: version)
                try field.end("FetchResponse.nodeEndpoints")
            default: break
            }
        }
    }

    package func encode(into writer: inout WireWriter, version: Int16) {
        writer.writeInteger(throttleTimeMs)
        if version >= 7 {
            writer.writeError(errorCode)
        }
        if version >= 7 {
            writer.writeInteger(sessionId)
        }
        writer.writeStructs(responses, version: version)
        var tags = TaggedFields()
        if version >= 16, nodeEndpoints != [] {
            tags.append(0) { $0.writeStructs(nodeEndpoints, version: version) }
        }
        writer.endStruct(tags)
    }

    package struct FetchableTopicResponse: KafkaStruct {
        package static var minimumByteCount: Int { 3 }

        package var topic: String
        package var topicId: KafkaUUID
        package var partitions: [PartitionData]

        package init(
            topic: String = "",
            topicId: KafkaUUID = .zero,
            partitions: [PartitionData] = []
        ) {
            self.topic = topic
            self.topicId = topicId
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            if version <= 12 {
                topic = try reader.readString("FetchableTopicResponse.topic")
            }
            if version >= 13 {
                topicId = try reader.readUUID("FetchableTopicResponse.topicId")
            }
            partitions = try reader.readStructs("FetchableTopicResponse.partitions", version: version)
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            if version <= 12 {
                writer.writeString(topic)
            }
            if version >= 13 {
                writer.writeUUID(topicId)
            }
            writer.writeStructs(partitions, version: version)
            writer.endStruct()
        }
    }

    package struct PartitionData: KafkaStruct {
        package static var minimumByteCount: Int { 30 }

        package var partitionIndex: Int32
        package var errorCode: ErrorCode
        package var highWatermark: Int64
        package var lastStableOffset: Int64
        package var logStartOffset: Int64
        package var divergingEpoch: EpochEndOffset
        package var currentLeader: LeaderIdAndEpoch
        package var snapshotId: SnapshotId
        /// Null unless read committed was asked.
        package var abortedTransactions: [AbortedTransaction]?
        package var preferredReadReplica: Int32
        /// Whole batches. Empty, never null, which librdkafka takes for a bad size.
        package var records: RecordBytes

        package init(
            partitionIndex: Int32 = 0,
            errorCode: ErrorCode = .none,
            highWatermark: Int64 = 0,
            lastStableOffset: Int64 = -1,
            logStartOffset: Int64 = -1,
            divergingEpoch: EpochEndOffset = EpochEndOffset(),
            currentLeader: LeaderIdAndEpoch = LeaderIdAndEpoch(),
            snapshotId: SnapshotId = SnapshotId(),
            abortedTransactions: [AbortedTransaction]? = nil,
            preferredReadReplica: Int32 = -1,
            records: RecordBytes = .bytes([])
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
            self.highWatermark = highWatermark
            self.lastStableOffset = lastStableOffset
            self.logStartOffset = logStartOffset
            self.divergingEpoch = divergingEpoch
            self.currentLeader = currentLeader
            self.snapshotId = snapshotId
            self.abortedTransactions = abortedTransactions
            self.preferredReadReplica = preferredReadReplica
            self.records = records
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            partitionIndex = try reader.readInteger("PartitionData.partitionIndex")
            errorCode = try reader.readError("PartitionData.errorCode")
            highWatermark = try reader.readInteger("PartitionData.highWatermark")
            lastStableOffset = try reader.readInteger("PartitionData.lastStableOffset")
            if version >= 5 {
                logStartOffset = try reader.readInteger("PartitionData.logStartOffset")
            }
            abortedTransactions = try reader.readNullableStructs("PartitionData.abortedTransactions", version: version)
            if version >= 11 {
                preferredReadReplica = try reader.readInteger("PartitionData.preferredReadReplica")
            }
            records = try reader.readNullableRecords("PartitionData.records")
            var tags = try reader.beginTags()
            while var field = try reader.nextTag(&tags) {
                switch field.tag {
                case 0 where version >= 12:
                    divergingEpoch = try field.value.readStruct("PartitionData.divergingEpoch", version: version)
                    try field.end("PartitionData.divergingEpoch")
                case 1 where version >= 12:
                    currentLeader = try field.value.readStruct("PartitionData.currentLeader", version: version)
                    try field.end("PartitionData.currentLeader")
                case 2 where version >= 12:
                    snapshotId = try field.value.readStruct("PartitionData.snapshotId", version: version)
                    try field.end("PartitionData.snapshotId")
                default: break
                }
            }
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(partitionIndex)
            writer.writeError(errorCode)
            writer.writeInteger(highWatermark)
            writer.writeInteger(lastStableOffset)
            if version >= 5 {
                writer.writeInteger(logStartOffset)
            }
            writer.writeNullableStructs(abortedTransactions, version: version)
            if version >= 11 {
                writer.writeInteger(preferredReadReplica)
            }
            writer.writeNullableRecords(records)
            var tags = TaggedFields()
            if version >= 12, divergingEpoch != EpochEndOffset() {
                tags.append(0) { $0.writeStruct(divergingEpoch, version: version) }
            }
            if version >= 12, currentLeader != LeaderIdAndEpoch() {
                tags.append(1) { $0.writeStruct(currentLeader, version: version) }
            }
            if version >= 12, snapshotId != SnapshotId() {
                tags.append(2) { $0.writeStruct(snapshotId, version: version) }
            }
            writer.endStruct(tags)
        }
    }

    package struct EpochEndOffset: KafkaStruct {
        package static var minimumByteCount: Int { 13 }

        package var epoch: Int32
        package var endOffset: Int64

        package init(
            epoch: Int32 = -1,
            endOffset: Int64 = -1
        ) {
            self.epoch = epoch
            self.endOffset = endOffset
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            epoch = try reader.readInteger("EpochEndOffset.epoch")
            endOffset = try reader.readInteger("EpochEndOffset.endOffset")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(epoch)
            writer.writeInteger(endOffset)
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

    package struct SnapshotId: KafkaStruct {
        package static var minimumByteCount: Int { 13 }

        package var endOffset: Int64
        package var epoch: Int32

        package init(
            endOffset: Int64 = -1,
            epoch: Int32 = -1
        ) {
            self.endOffset = endOffset
            self.epoch = epoch
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            endOffset = try reader.readInteger("SnapshotId.endOffset")
            epoch = try reader.readInteger("SnapshotId.epoch")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(endOffset)
            writer.writeInteger(epoch)
            writer.endStruct()
        }
    }

    package struct AbortedTransaction: KafkaStruct {
        package static var minimumByteCount: Int { 16 }

        package var producerId: Int64
        package var firstOffset: Int64

        package init(
            producerId: Int64 = 0,
            firstOffset: Int64 = 0
        ) {
            self.producerId = producerId
            self.firstOffset = firstOffset
        }

        package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes) {
            self.init()
            producerId = try reader.readInteger("AbortedTransaction.producerId")
            firstOffset = try reader.readInteger("AbortedTransaction.firstOffset")
            try reader.endStruct()
        }

        package func encode(into writer: inout WireWriter, version: Int16) {
            writer.writeInteger(producerId)
            writer.writeInteger(firstOffset)
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
