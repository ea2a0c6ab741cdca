import ArgumentParser
import KafkaClient

/// `-o`: where to begin to read.
enum ConsumeStart: ExpressibleByArgument, Equatable {
    case start
    case end
    /// That many records before the end of each partition.
    case beforeEnd(Int64)
    /// That many records after the start of each partition.
    case afterStart(Int64)
    case offset(Int64)
    /// Milliseconds since 1970-01-01 UTC.
    case time(Int64)

    init?(argument: String) {
        switch argument {
        case "start", "beginning", "earliest": self = .start
        case "end", "latest": self = .end
        default:
            guard let first = argument.first else { return nil }
            let rest = argument.dropFirst()
            switch first {
            case "-": self = Int64(rest).map { .beforeEnd($0) } ?? .end
            case "+": self = Int64(rest).map { .afterStart($0) } ?? .start
            case "@": self = Int64(rest).map { .time(Self.milliseconds($0)) } ?? .start
            default: self = Int64(argument).map { .offset($0) } ?? .start
            }
            let digits = "-+@".contains(first) ? rest : argument[...]
            guard Int64(digits) ?? -1 >= 0 else { return nil }
        }
    }

    /// Unix times come in seconds or milliseconds; those before the year 5138 tell them apart by size.
    private static func milliseconds(_ time: Int64) -> Int64 { time < 100_000_000_000 ? time * 1000 : time }

    /// The first offset to read in each of `partitions`.
    func resolve(_ partitions: [TopicPartition], admin: AdminClient) async throws -> [TopicPartition: Int64] {
        func ask(_ query: OffsetQuery) async throws -> [TopicPartition: Int64] {
            try await admin.offsets(Dictionary(uniqueKeysWithValues: partitions.map { ($0, query) }))
        }
        let starts = try await ask(.earliest), ends = try await ask(.latest)
        var times: [TopicPartition: Int64] = [:]
        if case .time(let time) = self { times = try await ask(.atOrAfter(milliseconds: time)) }
        var chosen: [TopicPartition: Int64] = [:]
        for partition in partitions {
            guard let start = starts[partition], let end = ends[partition] else { continue }
            let wish: Int64 =
                switch self {
                case .start: start
                case .end: end
                case .beforeEnd(let count): end - min(count, end)
                case .afterStart(let count): start + min(count, end - start)
                case .offset(let offset): offset
                case .time: times[partition] ?? end
                }
            chosen[partition] = min(max(wish, start), end)
        }
        return chosen
    }
}
