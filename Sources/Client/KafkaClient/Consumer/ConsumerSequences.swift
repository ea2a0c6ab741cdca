extension Consumer {
    /// See `Consumer.events`.
    public struct Events: AsyncSequence, Sendable {
        public typealias Element = ConsumerEvent
        let core: ConsumerCore

        public func makeAsyncIterator() -> Iterator { Iterator(core: core) }

        public struct Iterator: AsyncIteratorProtocol {
            let core: ConsumerCore

            public mutating func next() async throws -> ConsumerEvent? {
                try await core.next(max: 1, linger: .zero).first
            }
        }
    }

    /// See `Consumer.records`.
    public struct Records: AsyncSequence, Sendable {
        public typealias Element = ConsumerRecord
        let core: ConsumerCore

        public func makeAsyncIterator() -> Iterator { Iterator(core: core) }

        public struct Iterator: AsyncIteratorProtocol {
            let core: ConsumerCore

            public mutating func next() async throws -> ConsumerRecord? {
                while let event = try await core.next(max: 1, linger: .zero).first {
                    switch event {
                    case .record(let record): return record
                    case .problem(let error) where !error.isRetriable: throw error
                    default: continue
                    }
                }
                return nil
            }
        }
    }

    /// See `Consumer.batches`.
    public struct Batches: AsyncSequence, Sendable {
        public typealias Element = ConsumedBatch
        let core: ConsumerCore
        let max: Int
        let linger: Duration

        public func makeAsyncIterator() -> Iterator { Iterator(core: core, max: max, linger: linger) }

        public struct Iterator: AsyncIteratorProtocol {
            let core: ConsumerCore
            let max: Int
            let linger: Duration

            public mutating func next() async throws -> ConsumedBatch? {
                while true {
                    let events = try await core.next(max: max, linger: linger)
                    if events.isEmpty { return nil }
                    var records: [ConsumerRecord] = []
                    records.reserveCapacity(events.count)
                    for event in events {
                        switch event {
                        case .record(let record): records.append(record)
                        case .problem(let error) where !error.isRetriable: throw error
                        default: continue
                        }
                    }
                    if !records.isEmpty { return ConsumedBatch(records: records, core: core) }
                }
            }
        }
    }
}

/// Records handed out together; done together.
///
/// ```swift
/// try await warehouse.insert(batch.records)
/// try await batch.commit()
/// ```
public struct ConsumedBatch: Sendable {
    /// In order within each partition.
    public let records: [ConsumerRecord]
    let core: ConsumerCore

    /// Commits everything in the batch and returns when the group has noted it.
    public func commit() async throws {
        var next: [TopicPartition: Int64] = [:]
        for record in records { next[record.topicPartition] = record.offset + 1 }
        try await core.commit(next)
    }
}
