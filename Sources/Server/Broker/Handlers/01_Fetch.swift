import KafkaWire
import LogFormat
import NIOCore
import Storage

// Fetch, versions 4 to 17: whole batches as they lie in the log, up to the high watermark, or up to the last stable offset for those
// who read what is committed, with the transactions that were aborted.
//
// Answered at once if there is an error, or enough bytes, or no wish to wait; else the request waits until a log moves or its
// time is up (`ParkedFetch`). Sessions (version 7) are answered with id 0, which tells clients to ask in full each time.
// Version 12 added the check for a diverged log, 13 topic ids.
struct FetchHandler: RequestHandler {
    let node: BrokerNode

    func handle(_ request: FetchRequest, _ context: RequestContext, _ reply: ReplySlot<FetchResponse>) {
        // 0 begins a session and -1 does without; anything else goes on with one that was never given.
        guard request.sessionEpoch <= 0 else {
            reply.answer(FetchResponse(errorCode: .fetchSessionIdNotFound))
            return
        }
        let fetch = Fetch(request, version: context.version, maxBytes: node.configuration.fetchMaxBytes, topics: node.topics)
        let found = fetch.read()
        if found.isEnough || request.maxWaitMs <= 0 || fetch.logs.isEmpty {
            fetch.answer(found, reply)
            return
        }
        ParkedFetch(fetch, on: context.connection, reply).wait(.milliseconds(Int64(request.maxWaitMs)))
    }
}

/// What a Fetch request asks for, and how to get it: once at first, and again when it was woken.
struct Fetch: Sendable {
    struct Found {
        var response = FetchResponse()
        /// The record bytes of `response`, in its order, and where they belong.
        var slices: [(topic: Int, partition: Int, slice: LogSlice)] = []
        var byteCount = 0
        var hasError = false
        /// Bytes that make an answer worth sending.
        var wanted: Int

        /// Whether there is no reason to wait for more.
        var isEnough: Bool { hasError || byteCount >= wanted }
    }

    let request: FetchRequest
    let version: Int16
    let maxBytes: Int
    let topics: TopicHost

    init(_ request: FetchRequest, version: Int16, maxBytes: Int, topics: TopicHost) {
        self.request = request
        self.version = version
        self.maxBytes = min(max(0, Int(request.maxBytes)), maxBytes)
        self.topics = topics
    }

    private var usesTopicIDs: Bool { version >= 13 }

    /// Data of open transactions is not shown, and that of aborted ones is listed (`read_committed`).
    private var readsCommitted: Bool { request.isolationLevel == 1 }

    private func topic(_ asked: FetchRequest.FetchTopic) -> Topic? {
        usesTopicIDs ? topics.topic(id: .init(asked.topicId)) : topics.topic(named: asked.topic)
    }

    /// The logs whose growth could answer the request, each once.
    var logs: [PartitionLog] {
        var logs: [ObjectIdentifier: PartitionLog] = [:]
        for asked in request.topics {
            guard let topic = topic(asked) else { continue }
            for log in asked.partitions.compactMap({ topic.log($0.partition) }) { logs[ObjectIdentifier(log)] = log }
        }
        return Array(logs.values)
    }

    /// Sends what was found. A partition whose records cannot be read after all says so; the others are served.
    func answer(_ found: Found, _ reply: ReplySlot<FetchResponse>) {
        var response = found.response
        var parts: [Reply.Part] = []
        parts.reserveCapacity(found.slices.count)
        for (topic, partition, slice) in found.slices {
            do throws(FileSystemError) {
                parts.append(try Reply.Part(slice))
            } catch {
                response.responses[topic].partitions[partition].errorCode = .kafkaStorageError
                response.responses[topic].partitions[partition].records = .bytes([])
            }
        }
        reply.answer(response, records: parts)
    }

    /// What there is now. The first partition with data gives at least one batch, however large; the rest keep to the limits.
    func read() -> Found {
        // More than the answer may hold is not waited for.
        var found = Found(wanted: min(Int(request.minBytes), maxBytes))
        for asked in request.topics {
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
            found.slices.append((found.response.responses.count, place, slice))
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
