import KafkaWire

// UpdateFeatures, versions 0 and 1: Herald agrees on nothing with other nodes, so there is nothing to raise or lower.
struct UpdateFeaturesHandler: RequestHandler {
    func handle(_ request: UpdateFeaturesRequest, _ context: RequestContext, _ reply: ReplySlot<UpdateFeaturesResponse>) {
        reply.answer(
            UpdateFeaturesResponse(
                results: request.featureUpdates.map { update in
                    .init(
                        feature: update.feature, errorCode: .invalidUpdateVersion,
                        errorMessage: """
                            feature '\(update.feature.prefix(100))' cannot be changed: Herald is one node, and what it can do \
                            follows from its version
                            """)
                }))
    }
}
