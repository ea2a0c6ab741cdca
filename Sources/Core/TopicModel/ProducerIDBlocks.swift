package import DurableState
internal import Bytes

/// Which producer ids have been handed out, as durable state: ids are taken in blocks, and a block that a crash cut short
/// is never given again.
package struct ProducerIDBlocks: StateMachine {
    /// Ids in one block: one record in the log for that many producers.
    package static let blockSize: Int64 = 1000

    package enum Command: Sendable { case take }

    /// There are 2^63 ids: at a million a second they last for 292,000 years.
    package enum Rejection: Error { case exhausted }

    /// All ids below this one belong to somebody.
    private var next: Int64 = 0

    package init() {}

    package func decide(_ command: Command) throws(Rejection) -> Decision<ProducerIDRecord, Range<Int64>> {
        let (end, overflow) = next.addingReportingOverflow(Self.blockSize)
        if overflow { throw .exhausted }
        return Decision(records: [ProducerIDRecord(next: end)], reply: next..<end)
    }

    package mutating func apply(_ record: ProducerIDRecord) { next = max(next, record.next) }
}

/// How far producer ids have been taken, as it stands in `_herald_metadata` (docs/formats/metadata-topic.md).
///
///     key    i16 kind = 1
///     value  i16 version = 0 | i64 next id that is free
package struct ProducerIDRecord: LoggedRecord, Hashable {
    package var next: Int64

    package init(next: Int64) { self.next = next }

    private static let kind: Int16 = 1
    private static let version: Int16 = 0

    package func encoded() -> (partition: LogPartition, record: NewRecord) {
        var key = ByteWriter(), value = ByteWriter()
        key.writeInteger(Self.kind)
        value.writeInteger(Self.version)
        value.writeInteger(next)
        return (TopicRecord.partition, NewRecord(key: key.array(), value: value.array()))
    }

    /// Nil for records of other kinds.
    package static func decode(_ stored: StoredRecord) throws(UnreadableRecord) -> ProducerIDRecord? {
        do throws(MalformedBytes) {
            let isOurs = try stored.key?.withByteReader { (reader) throws(MalformedBytes) in
                try reader.readInteger(Int16.self) == kind
            }
            guard isOurs == true, let value = stored.value else { return nil }
            return try value.withByteReader { (reader) throws(MalformedBytes) in
                let version: Int16 = try reader.readInteger()
                guard version == Self.version else {
                    throw MalformedBytes(
                        reading: "producer id version", position: 0,
                        problem: "is \(version), this program reads version \(Self.version)")
                }
                return ProducerIDRecord(next: try reader.readInteger())
            }
        } catch {
            throw UnreadableRecord(stored, problem: error.description)
        }
    }
}
