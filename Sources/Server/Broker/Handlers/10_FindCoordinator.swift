import KafkaWire

/// Says who coordinates a group or a transactional id: always this server, at the address the client knows it by.
///
/// - v1: the kind of key; groups (0) and transactional ids (1) are coordinated, share groups (2) are refused with a sentence
/// - v4: several keys
struct FindCoordinatorHandler: RequestHandler {
    let nodeID: Int32
    let address: @Sendable (RequestContext) -> (host: String, port: Int)

    func handle(_ request: FindCoordinatorRequest, _ context: RequestContext, _ reply: ReplySlot<FindCoordinatorResponse>) {
        let (host, port) = address(context)
        let keys = context.version >= 4 ? request.coordinatorKeys : [request.key]
        let coordinators = keys.map { key -> FindCoordinatorResponse.Coordinator in
            let refusal = Self.refusal(keyType: request.keyType)
            return FindCoordinatorResponse.Coordinator(
                key: key, nodeId: refusal == nil ? nodeID : -1, host: refusal == nil ? host : "",
                port: refusal == nil ? Int32(port) : -1, errorCode: refusal?.code ?? .none, errorMessage: refusal?.sentence)
        }
        guard context.version < 4, let one = coordinators.first else {
            reply.answer(FindCoordinatorResponse(coordinators: coordinators))
            return
        }
        reply.answer(FindCoordinatorResponse(
            errorCode: one.errorCode, errorMessage: one.errorMessage, nodeId: one.nodeId, host: one.host, port: one.port))
    }

    private static func refusal(keyType: Int8) -> (code: ErrorCode, sentence: String)? {
        switch keyType {
        case 0, 1: nil
        default:
            (
                .invalidRequest,
                "a coordinator of kind \(keyType) was asked for; this server coordinates groups (0) and transactional ids (1)"
            )
        }
    }
}
