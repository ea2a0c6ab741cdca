import KafkaWire
import TopicModel

// IncrementalAlterConfigs, versions 0 and 1 (KIP-339): of topics, groups and the broker, all changes to one of them or none, in
// force when they are answered.
struct IncrementalAlterConfigsHandler: RequestHandler {
    static let holdsLaterRequests = true

    let node: BrokerNode

    func handle(
        _ request: IncrementalAlterConfigsRequest, _ context: RequestContext, _ reply: ReplySlot<IncrementalAlterConfigsResponse>
    ) {
        let alteration = ConfigAlteration(node: node, resources: request.resources.map(ConfigResource.init))
        alteration.run { (index) throws(ConfigRefusal) in
            let resource = request.resources[index]
            let changes = resource.configs.compactMap { config in
                ConfigChange.Operation(rawValue: config.configOperation).map { ConfigChange($0, config.name, config.value) }
            }
            guard changes.count == resource.configs.count else {
                throw ConfigRefusal("an operation is not one of 0 (set), 1 (delete), 2 (append), 3 (subtract)")
            }
            let name = resource.resourceName
            return switch resource.resourceType {
            case ConfigResource.group: .group(.change(group: name, changes, validateOnly: request.validateOnly))
            case ConfigResource.broker:
                .broker(.change(try .init(ConfigResource(resource)), changes, validateOnly: request.validateOnly))
            default: .topic(.changeConfig(topic: name, changes, by: .client, validateOnly: request.validateOnly))
            }
        } completion: { outcomes in
            reply.answer(
                IncrementalAlterConfigsResponse(
                    responses: zip(request.resources, outcomes).map { resource, outcome in
                        .init(
                            errorCode: outcome.code, errorMessage: outcome.message, resourceType: resource.resourceType,
                            resourceName: resource.resourceName)
                    }))
        }
    }
}
