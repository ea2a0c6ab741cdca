import ArgumentParser
import KafkaClient

/// Offsets of a topic's partitions as one word, `0:88190021,3:88200991`: where a search or a copy goes on.
struct PartitionOffsets: ExpressibleByArgument, Equatable {
    var offsets: [Int32: Int64]

    static let maxCount = 100_000

    init(_ offsets: [Int32: Int64]) { self.offsets = offsets }

    init?(argument: String) {
        var offsets: [Int32: Int64] = [:]
        for pair in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = pair.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, let partition = Int32(parts[0]), let offset = Int64(parts[1]), partition >= 0, offset >= 0,
                offsets.updateValue(offset, forKey: partition) == nil, offsets.count <= Self.maxCount
            else { return nil }
        }
        self.offsets = offsets
    }

    var text: String { offsets.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: ",") }
}
