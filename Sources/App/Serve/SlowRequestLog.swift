import Broker
import HTTPServer
import KafkaWire
import Logging
import Synchronization

/// A line for each request that took longer than it should; of a flood of them at most so many a second, and how many there were
/// more.
final class SlowRequestLog: Sendable {
    private struct Second {
        var number: Int64 = 0
        var written = 0
        var leftOut = 0
    }

    private let logger: Logger
    private let clock = ContinuousClock()
    private let start = ContinuousClock.now
    private let second = Mutex(Second())

    static let linesPerSecond = 10

    init(_ logger: Logger) { self.logger = logger }

    func write(_ request: SlowRequest) {
        var metadata: Logger.Metadata = [
            "api": "\(request.api)", "client": "\(request.clientID)", "peer": "\(request.peer)",
            "duration_ms": "\(Self.milliseconds(request.duration))", "handling_ms": "\(Self.milliseconds(request.handling))",
            "waiting_ms": "\(Self.milliseconds(request.duration - min(request.handling, request.duration)))",
            "request_bytes": "\(request.receivedBytes)", "response_bytes": "\(request.sentBytes)", "code": "\(request.code.name)",
        ]
        if request.patience > 0 { metadata["asked_to_wait_ms"] = "\(Self.milliseconds(request.patience))" }
        if let topic = request.topic {
            metadata["topic"] = "\(topic.name)"
            metadata["topics"] = "\(topic.count)"
        }
        write(metadata)
    }

    func write(_ request: HTTPMeter.Answered) {
        write([
            "api": "\(request.label.route)", "client": "\((request.userAgent ?? "").prefix(200))",
            "duration_ms": "\(Self.milliseconds(request.duration))", "request_bytes": "\(request.receivedBytes)",
            "response_bytes": "\(request.sentBytes)", "code": "\(request.label.status)",
        ])
    }

    private func write(_ metadata: Logger.Metadata) {
        let now = start.duration(to: clock.now).components.seconds
        let leftOut: Int? = second.withLock { second in
            if second.number != now { second = Second(number: now, leftOut: second.leftOut) }
            guard second.written < Self.linesPerSecond else {
                second.leftOut += 1
                return nil
            }
            second.written += 1
            defer { second.leftOut = 0 }
            return second.leftOut
        }
        guard let leftOut else { return }
        var metadata = metadata
        if leftOut > 0 { metadata["left_out"] = "\(leftOut)" }
        logger.warning("slow request", metadata: metadata)
    }

    private static func milliseconds(_ nanoseconds: UInt64) -> Double { Double(nanoseconds / 1000) / 1000 }
}
