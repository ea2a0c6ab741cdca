package import KafkaWire
internal import TopicModel

/// The fetch sessions of all clients (KIP-227): what lets a client ask for many partitions once, and after that only say and hear
/// what has changed.
///
/// A value that decides; it holds no clock and draws no numbers. Sessions do not end with their connection: a client may go on over
/// another one. So there are only so many, and one that has been idle, or is smaller than a new one, makes room.
package struct FetchSessions: Sendable {
    package struct Limits: Sendable {
        /// Kafka's `max.incremental.fetch.session.cache.slots`.
        package var slots = 1000
        /// Partitions of all sessions together.
        package var partitions = 200_000
        /// Milliseconds that a session is safe from others: without use, and from its beginning. Kafka's two minutes.
        package var safeTime: Int64 = 120_000

        package init() {}
    }

    /// What is to be read and told.
    package struct Plan: Sendable {
        /// 0 without a session.
        package var sessionID: Int32 = 0
        /// Whether only what has changed is told.
        package var isIncremental = false
        package var topics: [FetchRequest.FetchTopic]
    }

    package enum Decision: Sendable {
        case serve(Plan)
        /// The client begins again with a whole request.
        case refuse(ErrorCode)
    }

    private let limits: Limits
    /// By id.
    private var sessions: [Int32: FetchSession] = [:]
    /// Of all sessions.
    package private(set) var partitionCount = 0

    package init(limits: Limits = Limits()) { self.limits = limits }

    package var count: Int { sessions.count }

    /// - Parameters:
    ///   - now: Milliseconds.
    ///   - draw: Makes up an id, which must be more than 0.
    package mutating func receive(
        _ request: FetchRequest, usesTopicIDs: Bool, now: Int64, draw: () -> Int32
    ) -> Decision {
        // -1 does without a session, 0 begins one: either way the old one is over.
        if request.sessionEpoch <= 0 {
            remove(request.sessionId)
            if request.sessionEpoch == 0, let id = begin(request, usesTopicIDs, now, draw) {
                return .serve(Plan(sessionID: id, topics: sessions[id]?.topics ?? []))
            }
            return .serve(Plan(topics: request.topics))
        }
        return resume(request, usesTopicIDs, now)
    }

    /// Notes what an answer tells, and leaves in it what is to be told.
    package mutating func settle(_ plan: Plan, _ responses: inout [FetchResponse.FetchableTopicResponse]) {
        guard plan.sessionID != 0 else { return }
        // If the session is over by now, the answer goes out as it is.
        sessions[plan.sessionID]?.settle(&responses, isIncremental: plan.isIncremental)
    }

    // MARK: Decisions

    /// Goes on with a session.
    private mutating func resume(_ request: FetchRequest, _ usesTopicIDs: Bool, _ now: Int64) -> Decision {
        let id = request.sessionId
        // Not held on to: a second holder would make the change below copy it.
        guard let before = sessions[id].map({ (epoch: $0.epoch, usesTopicIDs: $0.usesTopicIDs, count: $0.partitionCount) })
        else { return .refuse(.fetchSessionIdNotFound) }
        guard before.epoch == request.sessionEpoch else { return .refuse(.invalidFetchSessionEpoch) }
        guard before.usesTopicIDs == usesTopicIDs else { return .refuse(.fetchSessionTopicIdError) }
        guard isSound(request) else {
            remove(id)
            return .refuse(.fetchSessionIdNotFound)
        }
        sessions[id]?.advance()
        sessions[id]?.lastUsed = now
        sessions[id]?.update(request)
        partitionCount += (sessions[id]?.partitionCount ?? 0) - before.count
        let topics = sessions[id]?.topics ?? []
        if topics.isEmpty || partitionCount > limits.partitions {
            remove(id)
            return topics.isEmpty ? .serve(Plan(topics: [])) : .refuse(.fetchSessionIdNotFound)
        }
        return .serve(Plan(sessionID: id, isIncremental: true, topics: topics))
    }

    /// Nil if there is no room for another; the client then asks for everything each time.
    private mutating func begin(_ request: FetchRequest, _ usesTopicIDs: Bool, _ now: Int64, _ draw: () -> Int32) -> Int32? {
        guard isSound(request) else { return nil }
        var session = FetchSession(usesTopicIDs: usesTopicIDs, now: now)
        session.update(request)
        if sessions.count >= limits.slots {
            guard let victim = victim(for: session, now) else { return nil }
            remove(victim)
        }
        guard partitionCount + session.partitionCount <= limits.partitions else { return nil }
        var id = draw()
        while sessions[id] != nil || id == 0 { id = draw() }
        sessions[id] = session
        partitionCount += session.partitionCount
        return id
    }

    /// The one that was not used for longest, if that is long; else the smallest of those that have been there for long, if it is
    /// smaller than the new one.
    private func victim(for new: FetchSession, _ now: Int64) -> Int32? {
        if let idle = sessions.min(by: { $0.value.lastUsed < $1.value.lastUsed }), now - idle.value.lastUsed > limits.safeTime {
            return idle.key
        }
        let old = sessions.filter { now - $0.value.created > limits.safeTime }
        let smallest = old.min { ($0.value.partitionCount, $0.key) < ($1.value.partitionCount, $1.key) }
        return smallest.flatMap { $0.value.partitionCount < new.partitionCount ? $0.key : nil }
    }

    private mutating func remove(_ id: Int32) {
        if let session = sessions.removeValue(forKey: id) { partitionCount -= session.partitionCount }
    }

    /// A session is not a place to keep long texts.
    private func isSound(_ request: FetchRequest) -> Bool {
        request.topics.allSatisfy { $0.topic.utf8.count <= TopicName.maxLength }
    }
}
