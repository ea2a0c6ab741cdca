import KafkaWire
import Synchronization

/// The server's fetch sessions, for all event loops.
final class FetchSessionTable: Sendable {
    private let sessions = Mutex(FetchSessions())

    func receive(_ request: FetchRequest, usesTopicIDs: Bool, now: Int64) -> FetchSessions.Decision {
        // Most clients of some kinds never use one.
        if request.sessionEpoch < 0, request.sessionId == 0 { return .serve(FetchSessions.Plan(topics: request.topics)) }
        return sessions.withLock { sessions in
            sessions.receive(request, usesTopicIDs: usesTopicIDs, now: now) { .random(in: 1 ... .max) }
        }
    }

    func settle(_ plan: FetchSessions.Plan, _ responses: inout [FetchResponse.FetchableTopicResponse]) {
        guard plan.sessionID != 0 else { return }
        sessions.withLock { $0.settle(plan, &responses) }
    }
}
