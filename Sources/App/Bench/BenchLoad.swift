import KafkaClient

/// Sends records, as fast as they are taken or at a rate, and measures from handing each over to its acknowledgement.
struct BenchLoad: Sendable {
    var topic: String
    var count: Int
    var size: Int
    /// Records in a second; nil: as fast as they are taken.
    var rate: Int?
    /// What the stamps of the records count from.
    let start = ContinuousClock.now

    /// Pauses between records of a rate are this long at least: a timer takes its time too.
    private static let shortestPause = Duration.milliseconds(1)

    private struct Sent: Sendable {
        var delivery: Delivery
        var at: ContinuousClock.Instant
    }

    /// The first record of a producer finds out about the cluster, which may take it a second: one without a stamp, before
    /// anything is measured.
    func warmUp(_ producer: Producer) async throws { try await producer.send(ProducerRecord(topic: topic, value: [])) }

    /// - Returns: latencies in microseconds. Acknowledgements are looked at in order: one that comes early waits for those before it.
    func run(_ producer: Producer) async throws -> Histogram {
        let (sent, continuation) = AsyncThrowingStream.makeStream(of: Sent.self)
        return try await withThrowingTaskGroup(of: Histogram?.self) { group in
            group.addTask {
                var latencies = Histogram()
                for try await one in sent {
                    _ = try await one.delivery.metadata
                    latencies.add(one.at.duration(to: .now).microseconds)
                }
                return latencies
            }
            group.addTask {
                do {
                    try await send(producer) { continuation.yield($0) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
                return nil
            }
            var latencies = Histogram()
            for try await result in group { if let result { latencies = result } }
            return latencies
        }
    }

    /// The stream holds what the producer's own bound lets under way, and no more.
    private func send(_ producer: Producer, _ sent: (Sent) -> Void) async throws {
        var filling = [UInt8](repeating: 0, count: size)
        for index in filling.indices { filling[index] = UInt8.random(in: 0...255) }
        let begin = ContinuousClock.now
        for number in 0..<count {
            if let rate {
                let due = begin + .seconds(1) * number / rate
                if ContinuousClock.now + Self.shortestPause < due { try await Task.sleep(until: due) }
            }
            let now = ContinuousClock.now
            BenchStamp.write(start.duration(to: now), to: &filling)
            let record = ProducerRecord(topic: topic, key: Array("k-\(number % 10_000)".utf8), value: filling)
            sent(Sent(delivery: try await producer.enqueue(record), at: now))
        }
    }
}

/// When a record was sent, in front of its value: eight bytes of nanoseconds since the run began.
enum BenchStamp {
    static func write(_ time: Duration, to bytes: inout [UInt8]) {
        let nanoseconds = UInt64(clamping: time.nanoseconds)
        for index in 0..<8 { bytes[index] = UInt8(truncatingIfNeeded: nanoseconds >> UInt64(56 - 8 * index)) }
    }

    static func read(_ bytes: [UInt8]) -> Duration? {
        guard bytes.count >= 8 else { return nil }
        let nanoseconds = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int64(exactly: nanoseconds).map { .nanoseconds($0) }
    }
}

extension Duration {
    /// Rounded towards zero; what does not fit is the largest there is.
    var nanoseconds: Int {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? (seconds < 0 ? .min : .max) : Int(whole) + Int(attoseconds / 1_000_000_000)
    }

    var microseconds: Int { nanoseconds / 1000 }
}
