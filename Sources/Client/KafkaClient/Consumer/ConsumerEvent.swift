/// What a consumer learns, in order: records, and what happens around them.
///
/// ```swift
/// for try await event in consumer.events {
///     switch event {
///     case .record(let record): handle(record)
///     case .endOfPartition(let partition, let offset): print("\(partition) read up to \(offset)")
///     case .assigned(let partitions): print("mine now:", partitions)
///     case .revoked(let partitions): await finishWork(on: partitions)    // still mine until the next turn of the loop
///     case .lost(let partitions): forget(partitions)                      // another member may have them already
///     case .problem(let error): logger.warning("\(error)")
///     }
/// }
/// ```
public enum ConsumerEvent: Sendable, Hashable {
    case record(ConsumerRecord)
    /// The reader has seen everything before this offset, which the next record written will have.
    /// Only with `signalsEndOfPartition`.
    case endOfPartition(TopicPartition, nextOffset: Int64)
    /// Partitions are this member's from here on.
    case assigned([TopicPartition])
    /// Partitions are being taken away. They stay this member's, and may be committed, until the reader asks for the next
    /// event or `handoverGrace` passes. None of their records come any more.
    case revoked([TopicPartition])
    /// Partitions were taken away already (the group gave this member up): committing them fails.
    case lost([TopicPartition])
    /// Something that may pass: a broker down, a topic that does not exist yet. Fatal errors end the sequence instead.
    case problem(KafkaClientError)

    var topicPartition: TopicPartition? {
        switch self {
        case .record(let record): record.topicPartition
        case .endOfPartition(let partition, _): partition
        case .assigned, .revoked, .lost, .problem: nil
        }
    }
}
