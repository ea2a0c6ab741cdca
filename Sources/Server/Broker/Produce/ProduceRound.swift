import DurableState
import KafkaWire
import LogFormat
import Storage
import Synchronization
import TransactionCoordination

/// Why a partition's batch was not taken.
struct ProduceFailure: Error {
    var code: ErrorCode
    var message: String
    var recordErrors: [BatchRejection.RecordError] = []

    init(_ code: ErrorCode, _ message: String) {
        self.code = code
        self.message = message
    }

    init(_ error: StorageError) { self.init(ErrorCode(error), error.description) }

    /// Why a batch does not belong into its transaction, in the codes that producers of that version know (KIP-890).
    init(_ error: TransactionError, _ id: String, _ partition: LogPartition, _ version: Int16) {
        code =
            switch error {
            case .producerFenced: .invalidProducerEpoch
            // Its end is being carried out: soon over.
            case .concurrentTransactions: .notEnoughReplicas
            case .invalidTransactionState where version >= 11: .transactionAbortable
            default: ErrorCode(rawValue: error.rawValue)
            }
        message = "transaction '\(id.prefix(200))' does not take a batch for \(partition): \(error)"
    }

    init(_ rejection: BatchRejection) {
        self.init(ErrorCode(rejection), rejection.description)
        recordErrors = rejection.recordErrors
    }
}

/// One Produce request on its way: collects what becomes of its batches, and answers after the last.
///
/// Batches may be answered from any thread.
final class ProduceRound: Sendable {
    /// Position of a partition in the request.
    struct Place: Sendable {
        var topic: Int
        var partition: Int
    }

    private struct State {
        var response: ProduceResponse
        var outstanding: Int
        var firstFailure: ProduceFailure?
    }

    private let node: BrokerNode
    private let state: Mutex<State>
    private let reply: ReplySlot<ProduceResponse>
    private let waitsForReply: Bool

    init(_ request: ProduceRequest, to node: BrokerNode, waitsForReply: Bool, _ reply: ReplySlot<ProduceResponse>) {
        self.node = node
        let responses = request.topicData.map { topic in
            ProduceResponse.TopicProduceResponse(
                name: topic.name, topicId: topic.topicId, partitionResponses: topic.partitionData.map { .init(index: $0.index) })
        }
        let count = request.topicData.reduce(0) { $0 + $1.partitionData.count }
        self.state = Mutex(State(response: ProduceResponse(responses: responses), outstanding: count))
        self.reply = reply
        self.waitsForReply = waitsForReply
    }

    /// Takes the outcome of one partition; each comes once.
    func finish(_ place: Place, _ result: Result<AppendOutcome, ProduceFailure>) {
        let finished: State? = state.withLock { state in
            switch result {
            case .success(let outcome): state.response.responses[place.topic].partitionResponses[place.partition].take(outcome)
            case .failure(let failure):
                state.response.responses[place.topic].partitionResponses[place.partition].take(failure)
                if state.firstFailure == nil { state.firstFailure = failure }
            }
            state.outstanding -= 1
            return state.outstanding == 0 ? state : nil
        }
        if let finished { answer(finished) }
    }

    /// A request without partitions is answered too.
    func finishIfEmpty() {
        let empty: State? = state.withLock { state in
            state.response.responses.allSatisfy(\.partitionResponses.isEmpty) ? state : nil
        }
        if let empty { answer(empty) }
    }

    private func answer(_ state: State) {
        if state.firstFailure != nil { node.rejections.note(state.response, topics: node.topics) }
        if waitsForReply {
            reply.answer(state.response)
        } else if let failure = state.firstFailure {
            // With acks=0 there is no reply to put an error in: a closed connection makes the client look anew.
            reply.close("a batch of an acks=0 producer was refused: \(failure.message)")
        } else {
            reply.answerNothing()
        }
    }
}

extension ProduceResponse.PartitionProduceResponse {
    fileprivate mutating func take(_ outcome: AppendOutcome) {
        baseOffset = outcome.baseOffset
        logAppendTimeMs = outcome.logAppendTime
        logStartOffset = outcome.logStartOffset
    }

    fileprivate mutating func take(_ failure: ProduceFailure) {
        errorCode = failure.code
        errorMessage = failure.message
        baseOffset = -1
        recordErrors = failure.recordErrors.map { .init(batchIndex: $0.index, batchIndexErrorMessage: $0.message) }
    }
}

extension ProduceRequest {
    /// The answer that refuses every partition for one reason.
    func failed(_ code: ErrorCode, _ message: String) -> ProduceResponse {
        ProduceResponse(
            responses: topicData.map { topic in
                .init(
                    name: topic.name, topicId: topic.topicId,
                    partitionResponses: topic.partitionData.map {
                        .init(index: $0.index, errorCode: code, baseOffset: -1, errorMessage: message)
                    })
            })
    }
}

extension RequiredAcks {
    init?(_ wire: Int16) {
        switch wire {
        case 0: self = .none
        case 1: self = .leader
        case -1: self = .all
        default: return nil
        }
    }
}
