/// What lies between the event thread, which fetches, and the reader, who takes: pure, bounded, and without locks.
///
/// Nothing is fetched but on demand: the thread asks `wantsRecords` and brings one chunk. News (assignments, problems)
/// go before records, since the records of partitions that went away are withdrawn when the news arrives.
struct ReaderState {
    /// A reader who waits.
    struct Demand {
        var max: Int
        /// How long to wait for more once the first event is there; a whole batch goes at once.
        var linger: Duration
        var deadline: ContinuousClock.Instant?
        var ticket: UInt64
        var continuation: CheckedContinuation<[ConsumerEvent], any Error>
    }

    /// Partitions on their way to another member.
    struct Handover {
        var partitions: [TopicPartition]
        var deadline: ContinuousClock.Instant
        /// The reader was told; its next demand says that it is done with them.
        var isDelivered = false
        var isReleased = false
    }

    enum End {
        case closed
        case failed(KafkaClientError)
    }

    private(set) var news: [ConsumerEvent] = []
    private var records: [ConsumerEvent] = []
    private var recordsHead = 0
    /// Records of paused partitions, kept for their return.
    private var parked: [TopicPartition: [ConsumerEvent]] = [:]
    private(set) var paused: Set<TopicPartition> = []

    var demand: Demand?
    var handover: Handover?
    var end: End?
    private(set) var hasReader = false

    /// The next offset behind what the reader is done with.
    private(set) var done: [TopicPartition: Int64] = [:]
    /// Behind what it was given last and is not done with yet.
    private var inHand: [TopicPartition: Int64] = [:]

    /// Behind the last record given out of each assigned partition, whatever was stored of it.
    private(set) var lastHandedOut: [TopicPartition: Int64] = [:]

    /// Problems nobody reads are kept up to here; then the oldest go.
    static let maxNews = 256

    var bufferedCount: Int { records.count - recordsHead }

    /// The reader waits and has fewer events than it wants.
    var wantsRecords: Bool {
        guard let demand, end == nil else { return false }
        return bufferedCount < demand.max
    }

    // MARK: The reader's side

    /// The reader comes back: what it had is done, what it was told is noted.
    mutating func returnOfReader() {
        hasReader = true
        if !inHand.isEmpty {
            done.merge(inHand) { _, new in new }
            inHand = [:]
        }
        if handover?.isDelivered == true { handover?.isReleased = true }
    }

    /// Up to `max` events that are there now: news alone if there are any, else records.
    mutating func take(_ max: Int) -> [ConsumerEvent] {
        if !news.isEmpty {
            let taken = Array(news.prefix(max))
            news.removeFirst(taken.count)
            if taken.contains(where: { if case .revoked = $0 { true } else { false } }) { handover?.isDelivered = true }
            return taken
        }
        let count = min(max, bufferedCount)
        guard count > 0 else { return [] }
        let taken = Array(records[recordsHead..<recordsHead + count])
        recordsHead += count
        if recordsHead == records.count {
            records.removeAll(keepingCapacity: true)
            recordsHead = 0
        }
        for event in taken {
            guard case .record(let record) = event else { continue }
            inHand[record.topicPartition] = record.offset + 1
            lastHandedOut[record.topicPartition] = record.offset + 1
        }
        return taken
    }

    /// Whether a demand can be met now.
    func satisfies(_ demand: Demand, at now: ContinuousClock.Instant) -> Bool {
        if !news.isEmpty || bufferedCount >= demand.max || end != nil { return true }
        guard bufferedCount > 0 else { return false }
        return demand.linger == .zero || (demand.deadline.map { now >= $0 } ?? false)
    }

    /// Positions that somebody commits are done, in hand or not: what is stored later must not fall behind them.
    mutating func noteDone(_ positions: [TopicPartition: Int64]) {
        for (partition, next) in positions {
            done[partition] = next
            if let held = inHand[partition], held <= next { inHand[partition] = nil }
        }
    }

    /// Takes out what the reader is done with and nobody has stored yet.
    mutating func takeDone() -> [TopicPartition: Int64] {
        defer { done = [:] }
        return done
    }

    // MARK: The event thread's side

    mutating func append(_ event: ConsumerEvent) {
        guard let partition = event.topicPartition else { return report(event) }
        // On its way to another member: it will be read there.
        if let handover, handover.partitions.contains(partition) { return }
        if paused.contains(partition) {
            parked[partition, default: []].append(event)
        } else {
            records.append(event)
        }
    }

    mutating func report(_ event: ConsumerEvent) {
        if news.count >= Self.maxNews, let problem = news.firstIndex(where: { if case .problem = $0 { true } else { false } }) {
            news.remove(at: problem)
        }
        news.append(event)
    }

    /// Drops the records of partitions that moved or are no longer ours.
    mutating func withdraw(_ partitions: Set<TopicPartition>) {
        compact()
        records.removeAll { $0.topicPartition.map(partitions.contains) ?? false }
        for partition in partitions { parked[partition] = nil }
    }

    /// Forgets how far the reader came in these partitions.
    mutating func forgetProgress(_ partitions: Set<TopicPartition>) {
        for partition in partitions {
            done[partition] = nil
            inHand[partition] = nil
            lastHandedOut[partition] = nil
        }
    }

    /// Forgets everything about partitions that are gone.
    mutating func forget(_ partitions: Set<TopicPartition>) {
        withdraw(partitions)
        forgetProgress(partitions)
        paused.subtract(partitions)
    }

    private mutating func compact() {
        records.removeSubrange(0..<recordsHead)
        recordsHead = 0
    }

    /// Keeps the records of these partitions back.
    mutating func pause(_ partitions: Set<TopicPartition>) {
        paused.formUnion(partitions)
        compact()
        for event in records {
            guard let partition = event.topicPartition, partitions.contains(partition) else { continue }
            parked[partition, default: []].append(event)
        }
        records.removeAll { $0.topicPartition.map(partitions.contains) ?? false }
    }

    /// Puts what was kept back in front.
    mutating func resume(_ partitions: Set<TopicPartition>) {
        paused.subtract(partitions)
        var returning: [ConsumerEvent] = []
        for partition in partitions.sorted() { returning += parked.removeValue(forKey: partition) ?? [] }
        guard !returning.isEmpty else { return }
        records = returning + records[recordsHead...]
        recordsHead = 0
    }
}
