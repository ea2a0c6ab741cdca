package import Bytes

/// One offset per partition of a data directory, as text: recovery points, log starts, first dirty offsets.
///
/// Line 1 is `0`, line 2 the number of entries, then `topic partition offset`. Kafka's format. Our last entry has a name that no
/// topic can have, partition 0, and the CRC-32C of the lines of the others: Kafka passes over a topic it does not know.
package struct OffsetCheckpoint: Equatable, Sendable {
    /// The files that have this format, by the names Kafka gives them.
    package enum File: String, CaseIterable, Sendable {
        /// Everything below is known to be on stable storage and whole.
        case recoveryPoint = "recovery-point-offset-checkpoint"
        case logStart = "log-start-offset-checkpoint"
        case highWatermark = "replication-offset-checkpoint"
        /// First offset the cleaner has not been over.
        case cleaner = "cleaner-offset-checkpoint"
        /// How far the present round of the scrub has come: one entry. Ours.
        case scrub = "scrub-offset-checkpoint"
    }

    package struct Partition: Hashable, Sendable {
        package var topic: String
        package var index: Int32

        package init(topic: String, index: Int32) {
            self.topic = topic
            self.index = index
        }
    }

    private static let checksumName = "#crc32c"

    package var offsets: [Partition: Int64]

    package init(_ offsets: [Partition: Int64] = [:]) { self.offsets = offsets }

    package init(reading bytes: [UInt8]) throws(MalformedBytes) {
        let reading = "offset checkpoint"
        offsets = [:]
        var lines = try CheckpointText.read(bytes, fieldCount: 3, reading: reading)
        // Kafka's, and our older ones, have none.
        if let last = lines.last, last[0] == Self.checksumName {
            lines.removeLast()
            let found = Self.checksum(lines.map { $0.joined(separator: " ") })
            guard last[1] == "0", last[2] == String(found) else {
                throw MalformedBytes(
                    reading: reading, position: 0, problem: "its lines have the CRC-32C \(found), \(last[2]) is claimed")
            }
        }
        for fields in lines {
            // No topic is called so: what begins with it is a checksum that was hit itself.
            guard !fields[0].isEmpty, !fields[0].contains("#"), let index = Int32(fields[1]), index >= 0, let offset = Int64(fields[2]), offset >= 0 else {
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
        let lines = sorted.map { "\($0.key.topic) \($0.key.index) \($0.value)" }
        return CheckpointText.write(lines + ["\(Self.checksumName) 0 \(Self.checksum(lines))"])
    }

    private static func checksum(_ lines: [String]) -> UInt32 { CRC32C.checksum(Array(lines.joined(separator: "\n").utf8)) }
}
