internal import CRdKafka
internal import Synchronization

/// What runs on a consumer's event thread.
extension ConsumerCore {
    func serveEvents() {
        handle.ringWhenFilled(handle.mainQueue)
        fetch.ringWhenFilled(handle)
        while true {
            handle.mailbox.runAll()
            handle.drain(handle.mainQueue, dispatch)
            endHandoverIfDue()
            storeProgress()
            fill()
            if shared.withLock({ $0.isStopping }) { break }
            handle.bell.wait(atMost: untilNextDeadline())
        }
        leave()
    }

    /// Brings chunks until the reader has what it wants or the queue is empty.
    private func fill() {
        settleDemand()
        while shared.withLock({ $0.reader.wantsRecords }) {
            let chunk = fetch.take()
            if chunk.isEmpty { break }
            shared.withLock { shared in
                for event in chunk {
                    switch event {
                    case .success(let event): shared.reader.append(event)
                    case .failure(let error): shared.reader.report(.problem(error))
                    }
                }
            }
            settleDemand()
        }
    }

    private func untilNextDeadline() -> Duration {
        shared.withLock { shared in
            let deadlines = [shared.reader.demand?.deadline, shared.reader.handover?.deadline].compactMap { $0 }
            guard let next = deadlines.min() else { return .seconds(1) }
            // One millisecond more than left, so that the deadline has passed when the wait ends.
            return min(.seconds(1), max(.zero, ContinuousClock.now.duration(to: next)) + .milliseconds(1))
        }
    }

    // MARK: Events

    private func dispatch(_ event: OpaquePointer) {
        switch rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_REBALANCE: rebalance(event)
        case RD_KAFKA_EVENT_OFFSET_COMMIT: settleCommit(event)
        case RD_KAFKA_EVENT_FETCH:
            var names: [OpaquePointer: String] = [:]
            while let message = rd_kafka_event_message_next(event) {
                if case .success(let event) = FetchQueue.event(message, &names) {
                    shared.withLock { $0.reader.append(event) }
                }
            }
        case RD_KAFKA_EVENT_ERROR:
            let error = handle.error(of: event, doing: "read from the cluster")
            handle.note(error.isFatal ? .critical : .warning, "ERROR", error.description)
            shared.withLock { shared in
                if error.isFatal { shared.reader.end = .failed(error) } else { shared.reader.report(.problem(error)) }
            }
        default: break
        }
    }

    private func settleCommit(_ event: OpaquePointer) {
        let entries = PartitionList.read(rd_kafka_event_topic_partition_list(event))
        let code = rd_kafka_event_error(event)
        let failed = entries.first { $0.error != RD_KAFKA_RESP_ERR_NO_ERROR }
        let cause = code == RD_KAFKA_RESP_ERR_NO_ERROR ? failed?.error ?? code : code
        // Nothing to commit is no failure.
        let isFine = cause == RD_KAFKA_RESP_ERR_NO_ERROR || cause == RD_KAFKA_RESP_ERR__NO_OFFSET
        let error = KafkaClientError(
            cause, doing: "commit offsets of group \(configuration.group ?? "")", topic: failed?.partition.topic,
            partition: failed?.partition.partition)
        let promise = rd_kafka_event_opaque(event).flatMap { opaque in
            shared.withLock { $0.commits.removeValue(forKey: UInt(bitPattern: opaque)) }
        }
        if let promise {
            promise.settle(isFine ? .success(()) : .failure(error))
        } else if !isFine {
            handle.note(.warning, "COMMIT", error.description)
        }
    }

    // MARK: Rebalances

    private func rebalance(_ event: OpaquePointer) {
        let list = rd_kafka_event_topic_partition_list(event)
        let partitions = PartitionList.read(list).map(\.partition).sorted()
        switch rd_kafka_event_error(event) {
        case RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS:
            fetch.adopt(partitions)
            if isCooperative { check(rd_kafka_incremental_assign(handle.raw, list)) } else { rd_kafka_assign(handle.raw, list) }
            shared.withLock { shared in
                shared.assigned.formUnion(partitions)
                shared.reader.report(.assigned(partitions))
            }
        case RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS:
            let isLost = rd_kafka_assignment_lost(handle.raw) != 0
            let waits = shared.withLock { shared in
                shared.reader.withdraw(Set(partitions))
                shared.reader.report(isLost ? .lost(partitions) : .revoked(partitions))
                guard !isLost, shared.reader.hasReader, !partitions.isEmpty else { return false }
                shared.reader.handover = ReaderState.Handover(
                    partitions: partitions, deadline: ContinuousClock.now + configuration.handoverGrace)
                return true
            }
            if !waits { release(partitions, storing: !isLost) }
        default:
            let error = handle.error(of: event, doing: "take part in group \(configuration.group ?? "")")
            handle.note(.error, "REBALANCE", error.description)
            rd_kafka_assign(handle.raw, nil)
        }
    }

    /// Lets go of partitions when their reader is done with them or had its time.
    private func endHandoverIfDue() {
        let due = shared.withLock { shared -> [TopicPartition]? in
            guard let handover = shared.reader.handover,
                handover.isReleased || shared.isStopping || ContinuousClock.now >= handover.deadline
            else { return nil }
            return handover.partitions
        }
        if let due { release(due, storing: true) }
    }

    private func release(_ partitions: [TopicPartition], storing: Bool) {
        if storing { storeProgress() }
        if isCooperative {
            PartitionList.with(partitions) { check(rd_kafka_incremental_unassign(handle.raw, $0)) }
        } else {
            rd_kafka_assign(handle.raw, nil)
        }
        shared.withLock { shared in
            shared.reader.handover = nil
            shared.reader.forget(Set(partitions))
            shared.assigned.subtract(partitions)
        }
    }

    private var isCooperative: Bool {
        rd_kafka_rebalance_protocol(handle.raw).map { String(cString: $0) == "COOPERATIVE" } ?? false
    }

    private func check(_ error: OpaquePointer?) {
        guard let error else { return }
        let problem = KafkaClientError(consuming: error, doing: "change the assignment of a member")
        handle.note(.error, "REBALANCE", problem.description)
        shared.withLock { $0.reader.report(.problem(problem)) }
    }

    /// Tells the library, which commits at its pace, what the reader is done with.
    private func storeProgress() {
        guard configuration.commitsAutomatically else { return }
        let done = shared.withLock { $0.reader.takeDone() }
        guard !done.isEmpty else { return }
        let code = PartitionList.with(done.map { ($0.key, $0.value) }) { rd_kafka_offsets_store(handle.raw, $0) }
        if code != RD_KAFKA_RESP_ERR_NO_ERROR {
            handle.note(.warning, "STORE", KafkaClientError(code, doing: "note progress for the next commit").description)
        }
    }

    // MARK: Leaving

    /// Commits what is done, leaves the group, frees everything. Takes at most half a minute.
    private func leave() {
        settleDemand()
        handle.mailbox.close()
        handle.mailbox.runAll()
        storeProgress()
        let isLeft = leaveGroup()
        for promise in shared.withLock({ shared in
            defer { shared.commits = [:] }
            return shared.commits.values
        }) {
            promise.settle(.failure(KafkaClientError.closed(doing: "commit offsets")))
        }
        fetch.destroy()
        handle.finish(abandoningGroup: !isLeft)
    }

    private func leaveGroup() -> Bool {
        guard let queue = rd_kafka_queue_new(handle.raw) else { return false }
        defer { rd_kafka_queue_destroy(queue) }
        handle.releaseMainQueue()
        if let error = rd_kafka_consumer_close_queue(handle.raw, queue) {
            handle.note(.warning, "CLOSE", KafkaClientError(consuming: error, doing: "leave a group").description)
            return false
        }
        let deadline = ContinuousClock.now + .seconds(30)
        while rd_kafka_consumer_closed(handle.raw) == 0, ContinuousClock.now < deadline {
            guard let event = rd_kafka_queue_poll(queue, 100) else { continue }
            switch rd_kafka_event_type(event) {
            case RD_KAFKA_EVENT_REBALANCE:
                let partitions = PartitionList.read(rd_kafka_event_topic_partition_list(event)).map(\.partition)
                release(partitions, storing: false)
            case RD_KAFKA_EVENT_OFFSET_COMMIT: settleCommit(event)
            case RD_KAFKA_EVENT_LOG: handle.write(event)
            default: break
            }
            rd_kafka_event_destroy(event)
        }
        handle.drain(queue) { _ in }
        return rd_kafka_consumer_closed(handle.raw) != 0
    }
}
