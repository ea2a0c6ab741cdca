internal import CRdKafka
internal import Synchronization

/// The first offset of a partition and the one the next record will get.
///
/// ```swift
/// let there = try await consumer.watermarks(of: TopicPartition("orders", 0))
/// print("\(there.high - there.low) offsets")
/// ```
public struct Watermarks: Hashable, Sendable {
    public var low: Int64
    public var high: Int64

    public init(low: Int64, high: Int64) {
        self.low = low
        self.high = high
    }
}

extension Consumer {
    // MARK: Commits

    /// Commits everything handed out so far, the record in hand included, and returns when the group has noted it.
    public func commit() async throws {
        try await core.commit(core.shared.withLock { $0.reader.lastHandedOut })
    }

    /// Commits up to and including this record of its partition.
    public func commit(_ record: ConsumerRecord) async throws {
        try await core.commit([record.topicPartition: record.offset + 1])
    }

    /// Commits these positions: for each partition the offset to continue at.
    public func commit(_ positions: [TopicPartition: Int64]) async throws { try await core.commit(positions) }

    /// As `commit()`, without waiting for the answer; a failure goes to the log. The next commit makes up for it.
    public func commitInBackground() {
        core.commitInBackground(core.shared.withLock { $0.reader.lastHandedOut })
    }

    // MARK: Offsets

    /// What the group has committed: for each partition the offset to continue at, nil where nothing is.
    public func committed(
        _ partitions: Set<TopicPartition>, within timeout: Duration = .seconds(10)
    ) async throws -> [TopicPartition: Int64?] {
        let action = "read committed offsets of group \(core.configuration.group ?? "(none)")"
        return try await core.handle.blocking(doing: action) { raw in
            PartitionList.with(Array(partitions)) { list -> Result<[TopicPartition: Int64?], KafkaClientError> in
                let code = rd_kafka_committed(raw, list, timeout.wholeMilliseconds)
                guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { return .failure(KafkaClientError(code, doing: action)) }
                var offsets: [TopicPartition: Int64?] = [:]
                for entry in PartitionList.read(list) {
                    guard entry.error == RD_KAFKA_RESP_ERR_NO_ERROR else {
                        return .failure(
                            KafkaClientError(
                                entry.error, doing: action, topic: entry.partition.topic, partition: entry.partition.partition))
                    }
                    offsets[entry.partition] = .some(entry.offset >= 0 ? entry.offset : nil)
                }
                return .success(offsets)
            }
        }
    }

    /// The offset behind the last record handed out of this partition; nil before the first.
    public func position(of partition: TopicPartition) -> Int64? {
        core.shared.withLock { $0.reader.lastHandedOut[partition] }
    }

    /// Asks the partition's leader for both ends of its log.
    public func watermarks(of partition: TopicPartition, within timeout: Duration = .seconds(10)) async throws -> Watermarks {
        try await core.handle.blocking(doing: "find the ends of \(partition)") { raw in
            Self.watermarks(of: partition, raw, timeout)
        }
    }

    /// How many offsets of each assigned partition this consumer has not handed out yet (counting from the committed offset
    /// where it has handed out nothing). Asks the cluster.
    public func lag(within timeout: Duration = .seconds(10)) async throws -> [TopicPartition: Int64] {
        let (assigned, positions) = core.shared.withLock { ($0.assigned, $0.reader.lastHandedOut) }
        let unread: Set<TopicPartition> = core.configuration.group == nil ? [] : assigned.filter { positions[$0] == nil }
        let committed: [TopicPartition: Int64?] = unread.isEmpty ? [:] : try await committed(unread, within: timeout)
        return try await core.handle.blocking(doing: "measure lag") { raw in
            var lags: [TopicPartition: Int64] = [:]
            for partition in assigned.sorted() {
                switch Self.watermarks(of: partition, raw, timeout) {
                case .failure(let error): return .failure(error)
                case .success(let ends):
                    let reached = positions[partition] ?? (committed[partition] ?? nil) ?? ends.low
                    lags[partition] = max(0, ends.high - max(ends.low, reached))
                }
            }
            return .success(lags)
        }
    }

    private static func watermarks(
        of partition: TopicPartition, _ raw: OpaquePointer, _ timeout: Duration
    ) -> Result<Watermarks, KafkaClientError> {
        var ends = Watermarks(low: 0, high: 0)
        let code = rd_kafka_query_watermark_offsets(
            raw, partition.topic, partition.partition, &ends.low, &ends.high, timeout.wholeMilliseconds)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            return .failure(
                KafkaClientError(
                    code, doing: "find the ends of \(partition)", topic: partition.topic, partition: partition.partition))
        }
        return .success(ends)
    }

    // MARK: Moving

    /// Five seconds. librdkafka before 2.1 takes milliseconds for microseconds here (librdkafka#4230), and gave up after five
    /// milliseconds on a machine that was busy.
    private static let seekTimeout: Int32 = rd_kafka_version() < 0x0201_0000 ? 5_000_000 : 5000

    /// Continues at another offset of an assigned partition; records fetched from the old place are dropped.
    public func seek(_ partition: TopicPartition, to start: StartOffset) async throws {
        let action = "seek in \(partition)"
        var start = start
        if start == .committed {
            let known = try await committed([partition])[partition] ?? nil
            start = known.map { .at($0) } ?? (core.configuration.startWithoutCommit == .latest ? .latest : .earliest)
        }
        let target = start.raw
        try await core.handle.onEventThread(doing: action) { [core] raw -> Result<Void, KafkaClientError> in
            let failure = PartitionList.with([(partition, target)]) { list -> KafkaClientError? in
                // Waits for the library's own thread, not for the network.
                if let error = rd_kafka_seek_partitions(raw, list, Self.seekTimeout) {
                    return KafkaClientError(
                        consuming: error, doing: action, topic: partition.topic, partition: partition.partition)
                }
                let code = PartitionList.read(list).first?.error ?? RD_KAFKA_RESP_ERR_NO_ERROR
                guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
                return KafkaClientError(code, doing: action, topic: partition.topic, partition: partition.partition)
            }
            if let failure { return .failure(failure) }
            core.shared.withLock { shared in
                shared.reader.withdraw([partition])
                shared.reader.forgetProgress([partition])
            }
            return .success(())
        }
    }

    /// Hands out nothing more of these partitions, and fetches nothing more, until `resume`. They stay assigned.
    public func pause(_ partitions: Set<TopicPartition>) async throws {
        try await core.handle.onEventThread(doing: "pause \(partitions.count) partitions") { [core] raw in
            core.shared.withLock { $0.reader.pause(partitions) }
            return Self.first(of: partitions, doing: "pause") { rd_kafka_pause_partitions(raw, $0) }
        }
    }

    /// Undoes `pause`; nothing is lost or repeated.
    public func resume(_ partitions: Set<TopicPartition>) async throws {
        try await core.handle.onEventThread(doing: "resume \(partitions.count) partitions") { [core] raw in
            core.shared.withLock { $0.reader.resume(partitions) }
            return Self.first(of: partitions, doing: "resume") { rd_kafka_resume_partitions(raw, $0) }
        }
    }

    private static func first(
        of partitions: Set<TopicPartition>, doing action: String,
        _ call: (UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) -> rd_kafka_resp_err_t
    ) -> Result<Void, KafkaClientError> {
        PartitionList.with(Array(partitions)) { list -> Result<Void, KafkaClientError> in
            let code = call(list)
            let failed = PartitionList.read(list).first { $0.error != RD_KAFKA_RESP_ERR_NO_ERROR }
            let cause = code == RD_KAFKA_RESP_ERR_NO_ERROR ? failed?.error ?? code : code
            guard cause != RD_KAFKA_RESP_ERR_NO_ERROR else { return .success(()) }
            return .failure(
                KafkaClientError(
                    cause, doing: "\(action) a partition", topic: failed?.partition.topic,
                    partition: failed?.partition.partition))
        }
    }
}

extension ConsumerCore {
    func commit(_ positions: [TopicPartition: Int64]) async throws {
        guard !positions.isEmpty else { return }
        let promise = Promise<Void>()
        let action = "commit offsets of group \(configuration.group ?? "(none)")"
        guard configuration.group != nil else {
            throw KafkaClientError(
                .wrongState, doing: action, reason: "this consumer has no group", advice: "Give ConsumerConfiguration a group")
        }
        try await handle.onEventThread(doing: action) { raw in
            let ticket = self.shared.withLock { shared in
                shared.reader.noteDone(positions)
                shared.nextCommit += 1
                shared.commits[shared.nextCommit] = promise
                return shared.nextCommit
            }
            let code = PartitionList.with(positions.map { ($0.key, $0.value) }) {
                rd_kafka_commit_queue(raw, $0, self.handle.mainQueue, nil, UnsafeMutableRawPointer(bitPattern: ticket))
            }
            guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return .success(()) }
            self.shared.withLock { $0.commits[ticket] = nil }
            return .failure(KafkaClientError(code, doing: action))
        }
        try await promise.value()
    }

    func commitInBackground(_ positions: [TopicPartition: Int64]) {
        guard !positions.isEmpty, configuration.group != nil else { return }
        let isTaken = handle.mailbox.post {
            self.shared.withLock { $0.reader.noteDone(positions) }
            let code = PartitionList.with(positions.map { ($0.key, $0.value) }) {
                rd_kafka_commit_queue(self.handle.raw, $0, self.handle.mainQueue, nil, nil)
            }
            if code != RD_KAFKA_RESP_ERR_NO_ERROR {
                self.handle.note(.warning, "COMMIT", KafkaClientError(code, doing: "commit in the background").description)
            }
        }
        if !isTaken { handle.note(.warning, "COMMIT", "not committed: the consumer is closed or too busy") }
    }
}
