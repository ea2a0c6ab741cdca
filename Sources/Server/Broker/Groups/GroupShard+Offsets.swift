import DurableState
import GroupCoordination

extension GroupShard {
    /// Notes how far the group had come, for who asks how it gets on.
    func remember(
        _ id: String, _ commits: [OffsetsCommand.Commit], at time: Int64, _ result: Result<OffsetsReply, GroupError>
    ) {
        guard case .success(let reply) = result else { return }
        for (commit, error) in zip(commits, reply.commits) where error == nil {
            let end = topics.endOffset(of: commit.partition)
            let lag = end.map { max(0, $0 - commit.offset) }
            self.commits.note(id, commit.partition, .init(offset: commit.offset, time: time, lag: lag))
        }
    }

    /// The last commits in the partitions that the group has offsets in; of those from before a start the last alone.
    func windows(of id: String) -> [LogPartition: CommitWindow] {
        let remembered = commits.windows(of: id), offsets = log.peek { $0.groups[id]?.offsets ?? [:] }
        commits.forget(id) { offsets[$0] != nil }
        return Dictionary(uniqueKeysWithValues: offsets.map { partition, offset in
            if let window = remembered[partition] { return (partition, window) }
            var window = CommitWindow()
            window.note(.init(offset: offset.offset, time: offset.commitTimestamp, lag: nil))
            return (partition, window)
        })
    }

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
