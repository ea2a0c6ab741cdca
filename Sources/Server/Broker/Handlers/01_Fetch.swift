import KafkaWire
import NIOCore

// Fetch, versions 4 to 17: whole batches as they lie in the log, up to the high watermark, or up to the last stable offset for
// those
// who read what is committed, with the transactions that were aborted.
//
// Answered at once if there is an error, or enough bytes, or no wish to wait; else the request waits until a log moves or its
// time is up (`ParkedFetch`). Version 7 added sessions (`FetchSessions`), in which only changes are asked for and told.
// Version 12 added the check for a diverged log, 13 topic ids.
struct FetchHandler: RequestHandler {
    let node: BrokerNode

    func traits(_ request: FetchRequest) -> RequestTraits {
        RequestTraits(
            patience: UInt64(max(0, request.maxWaitMs)) * 1_000_000,
            topic: request.topics.first.map { ($0.topic, request.topics.count) })
    }

    func handle(_ request: FetchRequest, _ context: RequestContext, _ reply: ReplySlot<FetchResponse>) {
        let plan: FetchSessions.Plan
        switch node.fetchSessions.receive(request, usesTopicIDs: context.version >= Fetch.firstWithTopicIDs, now: node.now()) {
        case .refuse(let code): return _ = reply.answer(FetchResponse(errorCode: code))
        case .serve(let served): plan = served
        }
        let fetch = Fetch(request, plan, context, node: node)
        let found = fetch.read()
        let logs = fetch.logs
        if found.isEnough || request.maxWaitMs <= 0 || logs.isEmpty {
            fetch.answer(found, reply)
            return
        }
        guard node.parking.enter(logs.count) else {
            fetch.answer(found, reply, throttleTimeMs: Self.pauseWhenFull)
            return
        }
        ParkedFetch(fetch, logs, in: node.parking, on: context.connection, reply)
            .wait(.milliseconds(Int64(request.maxWaitMs)))
    }

    /// Milliseconds that a client is asked to wait by itself when it cannot wait here (KIP-219).
    private static let pauseWhenFull: Int32 = 1_000
}
