import Avro
import KafkaClient

/// Looks for records from the end of a topic backwards, and prints what it finds.
struct TopicSearch: Sendable {
    var topic: String
    var brokers: String
    var parts: [TopicPartition: Range<Int64>]
    var selection: SelectionOptions
    var server: ServerOptions
    var maxRecords: Int
    /// Offsets that are looked at, at most.
    var maxScan: Int64
    var format: OutputFormat

    func run() async throws {
        guard let sieve = try await selection.sieve(of: topic, server) else { return }
        let decoder = RecordDecoder(server.registry, form: .people), progress = MoveProgress()
        var windows = BackwardWindows(parts), report = ScanReport(), budget = maxScan
        while report.matches < maxRecords, budget > 0 {
            let window = windows.next(budget: budget)
            if window.isEmpty { break }
            let count = window.values.reduce(0) { $0 + $1.count }
            budget -= Int64(count)
            progress.begin("searching \(topic) backwards, \(report.scanned) records so far", of: count)
            do {
                let found = try await newest(maxRecords - report.matches, in: window, sieve, decoder) { progress.step() }
                progress.end()
                windows.giveBack(found.dropped)
                report.scanned += found.scanned
                report.matches += found.views.count
                for view in found.views { try await view.print(format) }
            } catch {
                progress.end()
                windows.giveBack(window.mapValues(\.upperBound))
                if error is CancellationError { Console.error("go on with --cursor \(windows.cursor.text)") }
                throw error
            }
        }
        try end(report, windows, sieve)
    }

    private struct Found {
        /// The newest first.
        var views: [RecordView] = []
        /// Before which offsets of a partition there are more.
        var dropped: [TopicPartition: Int64] = [:]
        var scanned = 0

        mutating func cut(to count: Int) {
            views.sort { Self.isNewer($0.record, $1.record) }
            for view in views.dropFirst(count) {
                dropped[view.record.topicPartition] = max(dropped[view.record.topicPartition] ?? 0, view.record.offset + 1)
            }
            views.removeLast(max(0, views.count - count))
        }

        private static func isNewer(_ a: ConsumerRecord, _ b: ConsumerRecord) -> Bool {
            let (left, right) = (a.timestamp?.milliseconds ?? 0, b.timestamp?.milliseconds ?? 0)
            return left == right ? (a.partition, b.offset) < (b.partition, a.offset) : left > right
        }
    }

    private func newest(
        _ count: Int, in window: [TopicPartition: Range<Int64>], _ sieve: RecordSieve, _ decoder: RecordDecoder, step: () -> Void
    ) async throws -> Found {
        var found = Found()
        try await RecordScan(brokers: brokers, parts: window).run { record in
            step()
            found.scanned += 1
            let view = RecordView(record, decoder)
            if try await sieve.admits(view) { found.views.append(view) }
            if found.views.count >= 2 * count { found.cut(to: count) }
            return .goOn
        }
        found.cut(to: count)
        return found
    }

    private func end(_ report: ScanReport, _ windows: BackwardWindows, _ sieve: RecordSieve) throws {
        let ending = windows.isAtStart ? "all there is" : report.matches >= maxRecords ? "-n reached" : "--max-scan reached"
        Console.error(report.text(ending))
        let advice = windows.isAtStart ? nil : "go on with --cursor \(windows.cursor.text)"
        sieve.warn(matches: report.matches)
        guard report.matches > 0 else {
            throw CommandFailure(
                .notFound, "NO_MATCH", "no record of topic \(topic) matches\(windows.isAtStart ? "" : " in the part that was read")",
                help: advice)
        }
        if let advice { Console.error(advice) }
    }
}
