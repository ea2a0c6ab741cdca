import KafkaWire

// ListConfigResources, versions 0 and 1: topics, this broker, and groups with options of their own. Version 0 asks for
// subscriptions of client metrics, of which there
// are none.
struct ListConfigResourcesHandler: RequestHandler {
    let node: BrokerNode

    /// The protocol's numbers of what others have: a broker's loggers, client metrics.
    private static let otherKinds: Set<Int8> = [8, 16]

    func handle(
        _ request: ListConfigResourcesRequest, _ context: RequestContext, _ reply: ReplySlot<ListConfigResourcesResponse>
    ) {
        guard context.version > 0 else { return _ = reply.answer(ListConfigResourcesResponse()) }
        let served = [ConfigResource.topic, ConfigResource.broker, ConfigResource.group]
        let asked = Set(request.resourceTypes.isEmpty ? served : request.resourceTypes)
        guard asked.isSubset(of: Self.otherKinds.union(served)) else {
            return _ = reply.answer(ListConfigResourcesResponse(errorCode: .unsupportedVersion))
        }
        var found: [ListConfigResourcesResponse.ConfigResource] = []
        if asked.contains(ConfigResource.topic) {
            found += node.topics.all.map { .init(resourceName: $0.name, resourceType: ConfigResource.topic) }
        }
        if asked.contains(ConfigResource.broker) {
            found.append(.init(resourceName: String(node.configuration.nodeID), resourceType: ConfigResource.broker))
        }
        if asked.contains(ConfigResource.group) {
            found += node.groupSettings.groups.map { .init(resourceName: $0, resourceType: ConfigResource.group) }
        }
        reply.answer(ListConfigResourcesResponse(configResources: found))
    }
}
