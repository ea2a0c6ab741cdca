import KafkaClient

/// Where a group's committed offsets go, partition by partition. Decided before anything moves.
struct GroupReset: Equatable {
    struct Row: Equatable {
        var partition: TopicPartition
        /// nil: nothing is committed.
        var from: Int64?
        var to: Int64
        /// What was asked for, where it lies outside of what there is.
        var beyond: Int64?

        /// `-10541 (read again)`; the sign is that of the change.
        var change: String {
            guard let from else { return "new" }
            if to == from { return "none" }
            return to < from ? "\(to - from) (read again)" : "+\(to - from) (skipped)"
        }
    }

    var rows: [Row]

    /// What is known of the partitions that are reset.
    struct Facts {
        var committed: [TopicPartition: Int64]
        var starts: [TopicPartition: Int64]
        var ends: [TopicPartition: Int64]
        /// Offsets that `ResetTarget`s like times, groups and files name.
        var named: [TopicPartition: Int64] = [:]
    }

    /// A partition without the offset that the target counts from, or names, stays as it is and is left out.
    init(_ target: ResetTarget, _ partitions: [TopicPartition], _ facts: Facts) {
        rows = partitions.sorted().compactMap { partition in
            guard let start = facts.starts[partition], let end = facts.ends[partition] else { return nil }
            let committed = facts.committed[partition]
            let wish: Int64
            switch target {
            case .place(.offset(let offset)): wish = offset
            case .place(let place): wish = place.offset(between: start, end, at: facts.named[partition])
            case .shift(let count):
                guard let committed else { return nil }
                let (sum, overflow) = committed.addingReportingOverflow(count)
                wish = overflow ? (count < 0 ? .min : .max) : sum
            case .group, .file:
                guard let named = facts.named[partition] else { return nil }
                wish = named
            }
            let to = min(max(wish, start), end)
            return Row(partition: partition, from: committed, to: to, beyond: to == wish ? nil : wish)
        }
    }

    /// Those that are to be written.
    var moves: [TopicPartition: Int64] {
        Dictionary(rows.filter { $0.from != $0.to }.map { ($0.partition, $0.to) }, uniquingKeysWith: { $1 })
    }
}

/// Offsets as a file lists them: a line each, `topic partition offset`, with spaces or commas between; `#` begins a comment.
enum OffsetsFile {
    static let maxBytes = 16 << 20

    static func parse(_ text: String, name: String) throws -> [TopicPartition: Int64] {
        var offsets: [TopicPartition: Int64] = [:]
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let fields = line.prefix { $0 != "#" }.split { $0 == "," || $0.isWhitespace }
            if fields.isEmpty { continue }
            guard fields.count == 3, let partition = Int32(fields[1]), partition >= 0, let offset = Int64(fields[2]), offset >= 0
            else {
                throw CommandFailure(
                    .usage, "INPUT", "expected a topic, a partition and an offset, found '\(line.prefix(80))'",
                    at: "\(name), line \(index + 1)")
            }
            guard offsets.updateValue(offset, forKey: TopicPartition(String(fields[0]), partition)) == nil else {
                throw CommandFailure(
                    .usage, "INPUT", "\(fields[0]) partition \(partition) stands there twice", at: "\(name), line \(index + 1)")
            }
        }
        return offsets
    }
}

/// `--topics`: `orders`, or `orders:3,5` for some partitions.
struct TopicSelection: Equatable {
    var topic: String
    /// nil: all.
    var partitions: [Int32]?

    init(_ text: String) throws {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        topic = String(parts[0])
        guard !topic.isEmpty else { throw CommandFailure(.usage, "USAGE", "--topics has an empty name of a topic") }
        guard parts.count == 2 else { return }
        partitions = try parts[1].split(separator: ",", omittingEmptySubsequences: false).map { number in
            guard let partition = Int32(number), partition >= 0 else {
                throw CommandFailure(
                    .usage, "USAGE", "--topics takes topic:partition, '\(text)' was given", help: "for example orders:3 or orders:0,3")
            }
            return partition
        }
    }
}
