import DurableState
import GroupCoordination
import Logging
import Synchronization

/// What is there of groups, live and in the log, and how it goes.
extension GroupShard {
    // MARK: Looking

    func list() -> [GroupView] {
        state.withLock { state in
            let stored = log.peek { $0.groups.filter { state.groups[$0.key] == nil && state.consumers[$0.key] == nil } }
            return state.groups.values.map { GroupView($0) } + state.consumers.values.map { GroupView($0.group) }
                + stored.map { GroupView(id: $0.key, stored: $0.value) }
        }
    }

    func describe(_ id: String) -> GroupView? {
        state.withLock { state in
            if let group = state.groups[id] { return GroupView(group) }
            if let live = state.consumers[id] { return GroupView(live.group) }
            return log.peek { $0.groups[id].map { GroupView(id: id, stored: $0) } }
        }
    }

    /// Who reads what for the group.
    func standing(_ id: String) -> GroupReadings.Standing {
        state.withLock { state in
            if let group = state.groups[id], !group.members.isEmpty {
                guard group.protocolType == ConsumerProtocol.type else { return .shares([]) }
                guard group.phase == .stable else { return .unsettled }
                return .shares(group.members.values.map { member in
                    let assignment = try? ConsumerProtocol.Assignment(decoding: member.assignment)
                    return .init(
                        reader: GroupReader(clientID: member.clientID, host: member.clientHost),
                        partitions: assignment?.partitions ?? [])
                })
            }
            if let group = state.consumers[id]?.group, !group.isEmpty {
                let names = group.topicNames()
                return .shares(group.members.values.map { member in
                    .init(
                        reader: GroupReader(clientID: member.metadata.clientID, host: member.metadata.clientHost),
                        partitions: member.current.assigned.union(member.current.revoking).compactMap { partition in
                            names[partition.topic].map { LogPartition(topic: $0, index: partition.index) }
                        })
                })
            }
            let isThere = state.groups[id] != nil || state.consumers[id] != nil || log.peek { $0.groups[id] != nil }
            return isThere ? .shares([]) : .gone
        }
    }

    // MARK: Forgetting

    /// Forgets an empty group and its offsets. Answers when that is durable.
    func delete(_ id: String, completion: @escaping @Sendable (GroupError?) -> Void) {
        act { state in
            guard state.consumers[id]?.group.isEmpty ?? true else {
                state.outbox.append { completion(.nonEmptyGroup) }
                return
            }
            _ = forgetConsumers(id, &state)
            let isHere = load(id, &state)
            guard !isHere || state.groups[id]?.phase == .empty else {
                state.outbox.append { completion(.nonEmptyGroup) }
                return
            }
            if isHere {
                receive(.delete, id, &state)
                state.groups[id] = nil
            }
            execute(.delete(group: id), &state) { [readings, commits] result in
                readings.groupChanged(id)
                commits.forget(id)
                switch result {
                case .success: completion(nil)
                // It was here, and nothing of it had been written.
                case .failure(.groupNotFound) where isHere: completion(nil)
                case .failure(let error): completion(error)
                }
            }
        }
    }

    func forgetTopic(_ topic: String) {
        commits.forget(topic: topic)
        act { state in
            execute(.forgetTopic(topic), &state) { [self] result in
                switch result {
                case .success(let reply):
                    if reply.hasMore { forgetTopic(topic) }
                case .failure(let error):
                    logger.error("committed offsets of deleted topic \(topic) are still there: \(error)")
                }
            }
        }
    }

    func expire() {
        act { state in
            var live = state.groups.mapValues { _ in Set<String>?.none }
            // One that has just become empty is not yet known to be so in the log.
            for (id, consumers) in state.consumers {
                live[id] = .some(consumers.group.isEmpty ? nil : consumers.group.subscribedTopics)
            }
            execute(.expire(now: wallClock(), live: live), &state) { [self] result in
                switch result {
                case .success(let reply):
                    if reply.hasMore { expire() }
                    for group in reply.expiredGroups {
                        readings.groupChanged(group)
                        commits.forget(group)
                        logger.info("group \(group) was not used for too long and is forgotten")
                    }
                case .failure(let error):
                    logger.error("old committed offsets could not be forgotten: \(error)")
                }
            }
        }
    }
}
