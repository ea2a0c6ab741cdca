import ArgumentParser
import KafkaClient

/// `--from` and `--to`: which part of a topic, by the times of its records.
struct TimeRangeOptions: ParsableArguments {
    /// How times are written, for the help of commands that take them.
    static let grammar = "2026-11-20T10:31:07Z, '2026-11-20 10:31' (local), @unix-time, -15m, 'yesterday 14:00'"

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Begin at the first record at or after this time: \(grammar).", valueName: "time"))
    var from: TimeArgument?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("End before the first record at or after this time.", valueName: "time"))
    var to: TimeArgument?

    /// The offsets of the range in each of `partitions`.
    ///
    /// - Parameter start: where to begin unless `--from` says.
    func resolve(
        _ partitions: [TopicPartition], from start: ConsumeStart = .start, admin: AdminClient
    ) async throws -> OffsetRanges {
        if let from, let to, from.now > to.now {
            throw CommandFailure(
                .usage, "USAGE", "--from \(RecordPrinter.time(from.now)) is later than --to \(RecordPrinter.time(to.now))")
        }
        let start = from.map { ConsumeStart.time($0) } ?? start
        let end = to.map { ConsumeStart.time($0) } ?? .end
        return OffsetRanges(
            starts: try await start.resolve(partitions, admin: admin), ends: try await end.resolve(partitions, admin: admin))
    }
}

/// A part of each partition: from one offset up to before another.
struct OffsetRanges: Equatable {
    private(set) var parts: [TopicPartition: Range<Int64>] = [:]

    init(starts: [TopicPartition: Int64], ends: [TopicPartition: Int64]) {
        for (partition, start) in starts {
            guard let end = ends[partition] else { continue }
            parts[partition] = start..<max(start, end)
        }
    }

    /// How many offsets they hold, which in a compacted topic are more than records.
    var count: Int64 { parts.values.reduce(0) { $0 + ($1.upperBound - $1.lowerBound) } }

    /// Those with anything in them.
    var unfinished: [TopicPartition: Range<Int64>] { parts.filter { !$0.value.isEmpty } }

    /// The rest of a part that was read up to before `offset`.
    mutating func advance(_ partition: TopicPartition, to offset: Int64) {
        guard let part = parts[partition], offset > part.lowerBound else { return }
        parts[partition] = min(offset, part.upperBound)..<part.upperBound
    }
}
