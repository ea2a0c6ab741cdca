import KafkaWire
import TopicModel

// DescribeConfigs, versions 0 to 4, of topics, of this broker and of groups. Version 1 added sources and synonyms, 3 types and
// documentation.
struct DescribeConfigsHandler: RequestHandler {
    let node: BrokerNode

    func handle(
        _ request: DescribeConfigsRequest, _ context: RequestContext, _ reply: ReplySlot<DescribeConfigsResponse>
    ) {
        // Each once: a topic named a thousand times would make the answer a thousand times as large.
        let resources = Dictionary(request.resources.map { (ConfigResource($0), $0) }) { first, _ in first }
        reply.answer(
            DescribeConfigsResponse(
                results: request.resources.map(ConfigResource.init).uniqued().compactMap { resources[$0] }
                    .map { describe($0, request) }))
    }

    private func describe(
        _ asked: DescribeConfigsRequest.DescribeConfigsResource, _ request: DescribeConfigsRequest
    ) -> DescribeConfigsResponse.DescribeConfigsResult {
        typealias Answer = DescribeConfigsResponse.DescribeConfigsResult
        var answer = Answer(resourceType: asked.resourceType, resourceName: asked.resourceName)
        func fail(_ code: ErrorCode, _ message: String) -> Answer {
            answer.errorCode = code
            answer.errorMessage = message
            return answer
        }
        let wanted = asked.configurationKeys.map(Set.init)
        switch asked.resourceType {
        case ConfigResource.topic:
            guard let topic = node.topics.topic(named: asked.resourceName) else {
                return fail(.unknownTopicOrPartition, "there is no topic '\(asked.resourceName)'")
            }
            answer.configs = topic.description.settings(node.options.layers).map {
                .init($0, synonyms: request.includeSynonyms, documentation: request.includeDocumentation)
            }
        case ConfigResource.broker:
            guard asked.resourceName.isEmpty || asked.resourceName == String(node.configuration.nodeID) else {
                return fail(
                    .invalidRequest, "this node is \(node.configuration.nodeID), there is no broker '\(asked.resourceName)'")
            }
            let layers = node.options.layers
            // An empty name asks for what was set for all brokers while they ran.
            answer.configs = (asked.resourceName.isEmpty ? layers.sharedSettings : layers.settings).map {
                .init($0, synonyms: request.includeSynonyms, documentation: request.includeDocumentation)
            }
        case ConfigResource.group:
            let set = node.groupSettings.overrides(of: asked.resourceName)
            answer.configs = GroupOption.all.map { option in
                let fallback = String(node.configuration.settings[option.brokerOption])
                let setting = ConfigSetting(option, set: set[option.name], fallback: fallback)
                return .init(setting, synonyms: request.includeSynonyms, documentation: request.includeDocumentation)
            }
        default:
            return fail(
                .invalidRequest,
                "resources of type \(asked.resourceType) have no configuration; topics (2), brokers (4) and groups (32) have")
        }
        if let wanted { answer.configs.removeAll { !wanted.contains($0.name) } }
        return answer
    }
}
