import KafkaWire

// ListPartitionReassignments, version 0: partitions of one node are never on their way to another.
struct ListPartitionReassignmentsHandler: RequestHandler {
    func handle(
        _ request: ListPartitionReassignmentsRequest, _ context: RequestContext,
        _ reply: ReplySlot<ListPartitionReassignmentsResponse>
    ) {
        reply.answer(ListPartitionReassignmentsResponse())
    }
}
