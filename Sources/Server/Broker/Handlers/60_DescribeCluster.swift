import KafkaWire

// DescribeCluster, versions 0 to 2: one broker, which is its own controller. Version 1 asks for brokers (1) or controllers (2).
struct DescribeClusterHandler: RequestHandler {
    let node: BrokerNode

    func handle(
        _ request: DescribeClusterRequest, _ context: RequestContext, _ reply: ReplySlot<DescribeClusterResponse>
    ) {
        guard request.endpointType == 1 else {
            let message = "this is a broker's listener: endpoint type \(request.endpointType) was asked, 1 is served"
            reply.answer(
                DescribeClusterResponse(
                    errorCode: .invalidRequest, errorMessage: message))
            return
        }
        let address = node.address(for: context)
        reply.answer(
            DescribeClusterResponse(
                endpointType: 1, clusterId: node.configuration.clusterID, controllerId: node.configuration.nodeID,
                brokers: [.init(brokerId: node.configuration.nodeID, host: address.host, port: Int32(address.port))]))
    }
}
