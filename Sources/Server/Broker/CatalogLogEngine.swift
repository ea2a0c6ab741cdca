package import DurableState
internal import TopicModel
internal import Storage

/// The embedded log as an engine for other state, its topics in the catalog like any other: clients see `_schemas`.
package struct CatalogLogEngine: LogEngine {
    let topics: TopicHost
    let engine: EmbeddedLogEngine

    package func ensureTopic(_ name: String, partitions: Int32, config: [String: String]) throws(LogEngineError) {
        if topics.topic(named: name) != nil { return }
        let config = config.merging(["cleanup.policy": "compact"]) { _, compacted in compacted }
        let options = config.sorted { $0.key < $1.key }.map { NamedValue($0.key, $0.value) }
        let creation = TopicCommand.Creation(
            name: name, id: .drawn(), partitionCount: partitions, config: options, by: .herald)
        do throws(TopicFailure) {
            _ = try topics.executeAndWait(.create(creation))
        } catch {
            if case .rejected(let rejection) = error, rejection.code == .alreadyExists { return }
            throw LogEngineError(.storage, message: "create the topic \(name): \(error.sentence)")
        }
    }

    package func append(
        _ records: [NewRecord], to partition: LogPartition,
        later: @escaping @Sendable (Result<Void, LogEngineError>) -> Void
    ) -> AppendProgress {
        engine.append(records, to: partition, later: later)
    }

    package func recover(_ partition: LogPartition) throws(LogEngineError) { try engine.recover(partition) }

    package func read(
        _ partition: LogPartition, from offset: Int64, maxBytes: Int
    ) throws(LogEngineError) -> (records: [StoredRecord], next: Int64) {
        try engine.read(partition, from: offset, maxBytes: maxBytes)
    }

    package func startOffset(of partition: LogPartition) throws(LogEngineError) -> Int64 {
        try engine.startOffset(of: partition)
    }
}

extension TopicID {
    /// A fresh one.
    static func drawn() -> TopicID { TopicID(random: .random(in: .min ... .max), .random(in: .min ... .max)) }
}
