import KafkaWire
import LogFormat
import Measures
import NIOCore
import Storage

/// What a Fetch request asks for, and how to get it: once at first, and again when it was woken.
struct Fetch: Sendable {
    struct Found {
        var response = FetchResponse()
        /// The record bytes of `response`, in its order, where they belong, and which of the offsets asked for they cover.
        var slices: [(topic: Int, partition: Int, slice: LogSlice, log: PartitionLog, offsets: Range<Int64>)] = []
        var byteCount = 0
        var hasError = false
        /// Bytes that make an answer worth sending.
        var wanted: Int

        /// Whether there is no reason to wait for more.
        var isEnough: Bool { hasError || byteCount >= wanted }
    }

    static let firstWithTopicIDs: Int16 = 13

    private let request: FetchRequest
    private let plan: FetchSessions.Plan
    private let version: Int16
    private let maxBytes: Int
    private let topics: TopicHost
    private let sessions: FetchSessionTable
    private let groups: GroupHost
    private let connection: ConnectionInfo
    private let clientID: String

    init(_ request: FetchRequest, _ plan: FetchSessions.Plan, _ context: RequestContext, node: BrokerNode) {
        self.request = request
        self.plan = plan
        version = context.version
        connection = context.connection
        clientID = context.clientId
        groups = node.groups
        maxBytes = min(max(0, Int(request.maxBytes)), node.configuration.fetchMaxBytes)
        topics = node.topics
        sessions = node.fetchSessions
    }

    private var usesTopicIDs: Bool { version >= Self.firstWithTopicIDs }

    /// Data of open transactions is not shown, and that of aborted ones is listed (`read_committed`).
    private var readsCommitted: Bool { request.isolationLevel == 1 }

    private func topic(_ asked: FetchRequest.FetchTopic) -> Topic? {
        usesTopicIDs ? topics.topic(id: .init(asked.topicId)) : topics.topic(named: asked.topic)
    }

    /// The logs whose growth could answer the request, each once.
    var logs: [PartitionLog] {
        var logs: [ObjectIdentifier: PartitionLog] = [:]
        for asked in plan.topics {
            guard let topic = topic(asked) else { continue }
            for log in asked.partitions.compactMap({ topic.log($0.partition) }) { logs[ObjectIdentifier(log)] = log }
        }
        return Array(logs.values)
    }

    /// Sends what was found. A partition whose records cannot be read after all says so; the others are served.
    func answer(_ found: Found, _ reply: ReplySlot<FetchResponse>, throttleTimeMs: Int32 = 0) {
        var response = found.response
        response.throttleTimeMs = throttleTimeMs
        var parts: [Reply.Part] = []
        parts.reserveCapacity(found.slices.count)
        var inMemory = 0
        for (topic, partition, slice, log, offsets) in found.slices {
            do throws(FileSystemError) {
                parts.append(try Reply.Part(slice, inMemory: &inMemory))
                log.traffic.fetchedBytes.add(slice.byteCount)
                log.traffic.fetchedRecords.add(offsets.count)
                groups.hand(offsets, of: log, to: clientID, on: connection)
            } catch {
                response.responses[topic].partitions[partition].errorCode = .kafkaStorageError
                response.responses[topic].partitions[partition].records = .bytes([])
            }
        }
        response.sessionId = plan.sessionID
        // Takes out only what has no records: the parts stay in order.
        sessions.settle(plan, &response.responses)
        reply.answer(response, records: parts)
    }

    /// What there is now. The first partition with data gives at least one batch, however large; the rest keep to the limits.
    func read() -> Found {
        // More than the answer may hold is not waited for.
        var found = Found(wanted: min(Int(request.minBytes), maxBytes))
        for asked in plan.topics {
            let topic = topic(asked)
            var answer = FetchResponse.FetchableTopicResponse(topic: asked.topic, topicId: asked.topicId)
            answer.partitions.reserveCapacity(asked.partitions.count)
            for (place, partition) in asked.partitions.enumerated() {
                answer.partitions.append(read(partition, at: place, topic, &found))
            }
            found.response.responses.append(answer)
        }
        return found
    }

    private func read(
        _ asked: FetchRequest.FetchPartition, at place: Int, _ topic: Topic?, _ found: inout Found
    ) -> FetchResponse.PartitionData {
        var data = FetchResponse.PartitionData(partitionIndex: asked.partition, abortedTransactions: nil, records: .bytes([]))
        func fail(_ code: ErrorCode) -> FetchResponse.PartitionData {
            found.hasError = true
            data.errorCode = code
            return data
        }
        guard let log = topic?.log(asked.partition) else {
            return fail(topic?.problem(with: asked.partition) ?? (usesTopicIDs ? .unknownTopicId : .unknownTopicOrPartition))
        }
        let bounds = log.bounds
        data.highWatermark = bounds.highWatermark
        data.lastStableOffset = bounds.lastStableOffset
        data.logStartOffset = bounds.logStart
        if readsCommitted { data.abortedTransactions = [] }
        if let code = log.epochProblem(asked.currentLeaderEpoch) { return fail(code) }
        if let diverging = divergence(asked, log) {
            found.hasError = true
            data.divergingEpoch = diverging
            return data
        }
        do throws(StorageError) {
            let left = maxBytes - found.byteCount
            let isFirst = found.byteCount == 0
            guard isFirst || left > 0 else { return data }
            let limit = min(max(0, Int(asked.partitionMaxBytes)), max(0, left))
            let end = readsCommitted ? bounds.lastStableOffset : bounds.highWatermark
            let slice = try log.read(from: asked.fetchOffset, maxBytes: limit, upTo: end)
            // A batch that is larger than what is left may only come first.
            guard !slice.isEmpty, isFirst || slice.byteCount <= limit else { return data }
            if readsCommitted {
                data.abortedTransactions = log.abortedTransactions(from: asked.fetchOffset, to: slice.nextOffset)
                    .map { .init(producerId: $0.producerID, firstOffset: $0.firstOffset) }
            }
            data.records = .splice(byteCount: slice.byteCount)
            let offsets = asked.fetchOffset..<max(asked.fetchOffset, slice.nextOffset)
            found.slices.append((found.response.responses.count, place, slice, log, offsets))
            found.byteCount += slice.byteCount
            return data
        } catch {
            return fail(ErrorCode(error))
        }
    }

    /// Where our log and the client's part, if what the client read last is not what we have (KIP-595).
    private func divergence(_ asked: FetchRequest.FetchPartition, _ log: PartitionLog) -> FetchResponse.EpochEndOffset? {
        guard asked.lastFetchedEpoch >= 0, let end = log.endOffset(ofEpoch: asked.lastFetchedEpoch),
            end.epoch < asked.lastFetchedEpoch || end.endOffset < asked.fetchOffset
        else { return nil }
        return .init(epoch: end.epoch, endOffset: end.endOffset)
    }
}
