/// The seam between durable state and the log that carries it: the embedded log, or a Kafka cluster.
///
/// Calls may come from any thread. Callbacks come once per pending append, on any thread, and per partition in the order
/// of the appends they belong to.
package protocol LogEngine: Sendable {
    /// Makes sure a compacted topic of that many partitions is there; `config` holds further topic options.
    func ensureTopic(_ name: String, partitions: Int32, config: [String: String]) throws(LogEngineError)

    /// Appends `records` in order, as one batch, after everything appended before.
    ///
    /// Records that are durable on return, or have failed by then, are answered by the return value alone. Else the
    /// answer is `.pending`, and `later` tells when they, and all before them, are on stable storage; it is never
    /// called from inside this call. After a failure every later append to the same partition fails as `.fenced`
    /// until `recover`, so that nothing can land on top of what is not there.
    func append(
        _ records: [NewRecord], to partition: LogPartition,
        later: @escaping @Sendable (Result<Void, LogEngineError>) -> Void) -> AppendProgress

    /// Lifts the fence of a failed append: the log ends where it durably ends.
    func recover(_ partition: LogPartition) throws(LogEngineError)

    /// Whole batches from the one that holds `offset`, at least one if there is any, about `maxBytes`; records before
    /// `offset` left out. `next` is where to read on; equal to `offset` only at the end of the log.
    func read(_ partition: LogPartition, from offset: Int64, maxBytes: Int) throws(LogEngineError)
        -> (records: [StoredRecord], next: Int64)

    /// The first offset that is still there.
    func startOffset(of partition: LogPartition) throws(LogEngineError) -> Int64
}

/// How far an append got before its call returned.
package enum AppendProgress: Sendable {
    case durable
    case pending
    case failed(LogEngineError)
}

/// Why the log could not take or give records.
package struct LogEngineError: Error, Sendable, CustomStringConvertible {
    package enum Kind: Sendable, Equatable {
        /// Reading or writing failed.
        case storage
        /// An earlier append of the same partition failed and has not been recovered from.
        case fenced
        /// No such topic or partition.
        case unknownPartition
    }

    package var kind: Kind
    package var partition: LogPartition?
    package var message: String

    package init(_ kind: Kind, partition: LogPartition? = nil, message: String) {
        self.kind = kind
        self.partition = partition
        self.message = message
    }

    package var description: String {
        partition.map { "\($0): \(message)" } ?? message
    }
}
