import KafkaWire
import TopicModel

// AlterConfigs, versions 0 to 2: of topics, groups and the broker. What is not named goes back to its default, which is why
// IncrementalAlterConfigs came after it.
struct AlterConfigsHandler: RequestHandler {
    static let holdsLaterRequests = true

    let node: BrokerNode

    func handle(_ request: AlterConfigsRequest, _ context: RequestContext, _ reply: ReplySlot<AlterConfigsResponse>) {
        let alteration = ConfigAlteration(node: node, resources: request.resources.map(ConfigResource.init))
        alteration.run { (index) throws(ConfigRefusal) in
            let resource = request.resources[index]
            let values = resource.configs.map { NamedValue($0.name, $0.value) }
            let name = resource.resourceName
            return switch resource.resourceType {
            case ConfigResource.group: .group(.replace(group: name, values, validateOnly: request.validateOnly))
            case ConfigResource.broker:
                .broker(.replace(try .init(ConfigResource(resource)), values, validateOnly: request.validateOnly))
            default: .topic(.replaceConfig(topic: name, values, by: .client, validateOnly: request.validateOnly))
            }
        } completion: { outcomes in
            reply.answer(
                AlterConfigsResponse(
                    responses: zip(request.resources, outcomes).map { resource, outcome in
                        .init(
                            errorCode: outcome.code, errorMessage: outcome.message, resourceType: resource.resourceType,
                            resourceName: resource.resourceName)
                    }))
        }
    }
}
