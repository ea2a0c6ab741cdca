import CMallocCount
import Glibc

/// Measures a series: every round takes one sample of each subject in turn, so that what the machine does meanwhile
/// touches all of them alike. A ratio is the median of the rounds' ratios.
struct Runner {
    var effort: Effort

    func run(_ series: Series) async throws -> SeriesResult {
        var turns: [Turn] = []
        for subject in series.subjects { turns.append(try await warmUp(subject, series.clock)) }
        var samples: [[Double]] = series.subjects.map { _ in [] }
        for _ in 0..<rounds(of: series) {
            for index in turns.indices { samples[index].append(try await sample(turns[index], series.clock)) }
        }
        let names = series.subjects.map(\.name)
        var rows: [Row] = []
        for (index, turn) in turns.enumerated() {
            let subject = turn.subject
            let ratios = subject.against.compactMap { against in
                names.firstIndex(of: against.name).map { other in
                    let scale =
                        against.perByte
                        ? (series.subjects[other].bytesPerOperation ?? 1) / (subject.bytesPerOperation ?? 1) : 1
                    let ratio = median(zip(samples[index], samples[other]).map { $0 / $1 * scale })
                    return Ratio(ceiling: against.name, value: ratio, bar: against.bar, perByte: against.perByte)
                }
            }
            rows.append(
                Row(
                    name: subject.name, nanoseconds: median(samples[index]), fastest: samples[index].min() ?? 0,
                    slowest: samples[index].max() ?? 0, bytesPerOperation: subject.bytesPerOperation,
                    allocations: turn.allocations, allocationBar: subject.allocationBar, ratios: ratios))
        }
        return SeriesResult(
            group: series.group, title: series.title, clock: series.clock, rounds: rounds(of: series), rows: rows,
            facts: try series.facts())
    }

    /// A subject and how many operations make a sample.
    private struct Turn {
        var subject: Subject
        var operations: Int
        var allocations: Double
    }

    private func rounds(of series: Series) -> Int { series.clock == .threadTime ? effort.rounds : effort.slowRounds }

    /// Finds the size of a sample, then counts allocations in a run of its own: counting would slow the timed ones.
    private func warmUp(_ subject: Subject, _ clock: Series.Clock) async throws -> Turn {
        var turn = Turn(subject: subject, operations: 1, allocations: 0)
        switch subject.work {
        case .sample(let operations, _, _, _): turn.operations = operations
        case .repeated:
            while true {
                let time = try await sample(turn, clock) * Double(turn.operations)
                if time >= effort.sampleTime / 2 { break }
                turn.operations = time < effort.sampleTime / 20 ? turn.operations * 10 : turn.operations * 2
            }
        }
        turn.allocations = try await countAllocations(turn)
        return turn
    }

    private func countAllocations(_ turn: Turn) async throws -> Double {
        let before = herald_malloc_count()
        switch turn.subject.work {
        case .repeated(let body):
            herald_malloc_counting(true)
            defer { herald_malloc_counting(false) }
            try body(turn.operations)
        case .sample(_, let prepare, let body, let cleanUp):
            try await prepare()
            herald_malloc_counting(true)
            do {
                try await body()
                herald_malloc_counting(false)
            } catch {
                herald_malloc_counting(false)
                throw error
            }
            try await cleanUp()
        }
        return Double(herald_malloc_count() - before) / Double(turn.operations)
    }

    /// Nanoseconds per operation of one sample.
    private func sample(_ turn: Turn, _ clock: Series.Clock) async throws -> Double {
        let time: Double
        switch turn.subject.work {
        case .repeated(let body): time = try Stopwatch.time(clock) { try body(turn.operations) }
        case .sample(_, let prepare, let body, let cleanUp):
            precondition(clock == .wall, "work that may change threads is not timed by one thread's clock")
            try await prepare()
            let start = Stopwatch.now(CLOCK_MONOTONIC)
            try await body()
            time = Stopwatch.now(CLOCK_MONOTONIC) - start
            try await cleanUp()
        }
        return time / Double(turn.operations)
    }
}

enum Stopwatch {
    /// Nanoseconds since a moment of the clock's own choosing.
    static func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }

    /// Synchronous, so that it begins and ends on one thread.
    static func time(_ clock: Series.Clock, _ body: () throws -> Void) rethrows -> Double {
        let id = clock == .threadTime ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC
        let start = now(id)
        try body()
        return now(id) - start
    }
}

func median(_ values: [Double]) -> Double {
    precondition(!values.isEmpty, "a median is of something")
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// Keeps the optimizer from dropping work whose result nobody reads.
@inline(never) func keep<T>(_ value: borrowing T) {}
