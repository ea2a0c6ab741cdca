import KafkaWire
import TopicModel

// IncrementalAlterConfigs, versions 0 and 1 (KIP-339): topics only, all changes to one topic or none, in force at once.
struct IncrementalAlterConfigsHandler: RequestHandler {
    let node: BrokerNode

    func handle(
        _ request: IncrementalAlterConfigsRequest, _ context: RequestContext, _ reply: ReplySlot<IncrementalAlterConfigsResponse>
    ) {
        typealias Answer = IncrementalAlterConfigsResponse.AlterConfigsResourceResponse
        let gathering = Gathering<Int, Answer>(request.resources.count) { answers in
            reply.answer(IncrementalAlterConfigsResponse(responses: request.resources.indices.compactMap { answers[$0] }))
        }
        let counts = Dictionary(grouping: request.resources, by: ConfigResource.init).mapValues(\.count)
        for (index, resource) in request.resources.enumerated() {
            let answer = Answer(resourceType: resource.resourceType, resourceName: resource.resourceName)
            @Sendable func fail(_ code: ErrorCode, _ message: String) {
                var answer = answer
                answer.errorCode = code
                answer.errorMessage = message
                gathering.add(index, answer)
            }
            guard resource.resourceType == ConfigResource.topic else {
                fail(
                    .invalidRequest,
                    "only topics' options can be changed while the server runs; a broker's are given at its start")
                continue
            }
            guard counts[ConfigResource(resource)] == 1 else {
                fail(.invalidRequest, "topic '\(resource.resourceName)' stands more than once in the request")
                continue
            }
            let changes = resource.configs.compactMap { config in
                ConfigChange.Operation(rawValue: config.configOperation).map { ConfigChange($0, config.name, config.value) }
            }
            guard changes.count == resource.configs.count else {
                fail(.invalidRequest, "an operation is not one of 0 (set), 1 (delete), 2 (append), 3 (subtract)")
                continue
            }
            let command = TopicCommand.changeConfig(
                topic: resource.resourceName, changes, by: .client, validateOnly: request.validateOnly)
            node.topics.execute(command) { result in
                switch result {
                case .success: gathering.add(index, answer)
                case .failure(let failure): fail(ErrorCode(failure), failure.sentence)
                }
            }
        }
        gathering.finishIfEmpty()
    }
}
