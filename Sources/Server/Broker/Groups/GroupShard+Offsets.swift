import DurableState
import GroupCoordination

extension GroupShard {
    /// Forgets offsets that no member needs: nil for those that are durably gone, in order.
    func deleteOffsets(
        _ id: String, _ partitions: [LogPartition], completion: @escaping @Sendable (Result<[GroupError?], GroupError>) -> Void
    ) {
        act { state in
            let isHere = load(id, &state)
            let live = state.groups[id].flatMap { $0.members.isEmpty ? nil : $0.metadata }
            let read = state.consumers[id]?.group.subscribedTopics
            defer { forgetIfIdle(id, &state) }
            if let live, live.protocolType != ConsumerProtocol.type {
                state.outbox.append { completion(.failure(.nonEmptyGroup)) }
                return
            }
            let errors = partitions.map { partition -> GroupError? in
                if let read { return read.contains(partition.topic) ? .subscribedToTopic : nil }
                guard let live else { return nil }
                return live.subscribedTopics?.contains(partition.topic) == false ? nil : .subscribedToTopic
            }
            let free = zip(partitions, errors).filter { $0.1 == nil }.map(\.0)
            execute(.deleteOffsets(group: id, free), &state) { result in
                switch result {
                case .success: completion(.success(errors))
                // It is here, and nothing of it has been written.
                case .failure(.groupNotFound) where isHere: completion(.success(errors))
                case .failure(let error): completion(.failure(error))
                }
            }
        }
    }
}
