package import Bytes

/// One offset per partition of a data directory, as text: recovery points, log starts, first dirty offsets.
///
/// Line 1 is `0`, line 2 the number of entries, then `topic partition offset`. Kafka's format.
package struct OffsetCheckpoint: Equatable, Sendable {
    /// The files that have this format, by the names Kafka gives them.
    package enum File: String, CaseIterable, Sendable {
        /// Everything below is known to be on stable storage and whole.
        case recoveryPoint = "recovery-point-offset-checkpoint"
        case logStart = "log-start-offset-checkpoint"
        case highWatermark = "replication-offset-checkpoint"
        /// First offset the cleaner has not been over.
        case cleaner = "cleaner-offset-checkpoint"
    }

    package struct Partition: Hashable, Sendable {
        package var topic: String
        package var index: Int32

        package init(topic: String, index: Int32) {
            self.topic = topic
            self.index = index
        }
    }

    package var offsets: [Partition: Int64]

    package init(_ offsets: [Partition: Int64] = [:]) { self.offsets = offsets }

    package init(reading bytes: [UInt8]) throws(MalformedBytes) {
        let reading = "offset checkpoint"
        offsets = [:]
        for fields in try CheckpointText.read(bytes, fieldCount: 3, reading: reading) {
            guard !fields[0].isEmpty, let index = Int32(fields[1]), index >= 0, let offset = Int64(fields[2]), offset >= 0 else {
                throw MalformedBytes(
                    reading: reading, position: 0,
                    problem: "'\(fields.joined(separator: " "))' is no topic, partition and offset")
            }
            offsets[Partition(topic: String(fields[0]), index: index)] = offset
        }
    }

    /// The file's bytes, sorted: the same offsets always give the same file.
    package func bytes() -> [UInt8] {
        let sorted = offsets.sorted { ($0.key.topic, $0.key.index) < ($1.key.topic, $1.key.index) }
        return CheckpointText.write(sorted.map { "\($0.key.topic) \($0.key.index) \($0.value)" })
    }
}
