import ArgumentParser
import KafkaClient

/// A place in each partition of a topic: where to begin to read, or up to where to trim.
enum ConsumeStart: ExpressibleByArgument, Equatable {
    case start
    case end
    /// That many records before the end of each partition.
    case beforeEnd(Int64)
    /// That many records after the start of each partition.
    case afterStart(Int64)
    case offset(Int64)
    /// The first record at or after it.
    case time(TimeArgument)

    init?(argument: String) {
        switch argument {
        case "start", "beginning", "earliest": self = .start
        case "end", "latest": self = .end
        default:
            guard let first = argument.first else { return nil }
            let digits = first == "-" || first == "+" ? argument.dropFirst() : argument[...]
            if !digits.isEmpty, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
                guard let count = Int64(digits) else { return nil }
                self = first == "-" ? .beforeEnd(count) : first == "+" ? .afterStart(count) : .offset(count)
            } else {
                guard let time = TimeArgument(argument: argument) else { return nil }
                self = .time(time)
            }
        }
    }

    /// The offset of that place in each of `partitions`, within what there is.
    func resolve(_ partitions: [TopicPartition], admin: AdminClient) async throws -> [TopicPartition: Int64] {
        let starts = try await admin.starts(of: partitions), ends = try await admin.ends(of: partitions)
        var times: [TopicPartition: Int64] = [:]
        if case .time(let time) = self { times = try await admin.offsets(of: partitions, .atOrAfter(milliseconds: time.now)) }
        var chosen: [TopicPartition: Int64] = [:]
        for partition in partitions {
            guard let start = starts[partition], let end = ends[partition] else { continue }
            chosen[partition] = offset(between: start, end, at: times[partition])
        }
        return chosen
    }

    /// - Parameter time: offset of the first record at or after the time, if it is one; nil: there is none.
    func offset(between start: Int64, _ end: Int64, at time: Int64?) -> Int64 {
        let wish: Int64 =
            switch self {
            case .start: start
            case .end: end
            case .beforeEnd(let count): end - min(count, end)
            case .afterStart(let count): start + min(count, end - start)
            case .offset(let offset): offset
            case .time: time ?? end
            }
        return min(max(wish, start), end)
    }
}

extension AdminClient {
    func offsets(of partitions: [TopicPartition], _ query: OffsetQuery) async throws -> [TopicPartition: Int64] {
        try await offsets(Dictionary(partitions.map { ($0, query) }, uniquingKeysWith: { $1 }))
    }

    func starts(of partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
        try await offsets(of: partitions, .earliest)
    }

    func ends(of partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
        try await offsets(of: partitions, .latest)
    }
}
