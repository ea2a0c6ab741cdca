import Foundation
import KafkaClient

/// Counts records that are older than their topic keeps any: who copies or imports keeps their timestamps, and retention goes by these.
struct AgeNotice: Equatable, Sendable {
    /// `retention.ms` where it takes records away: the topic is not only compacted, and goes by the timestamps that records bring. Else
    /// nil.
    let retention: Int64?
    /// What has no timestamp after it is too old, milliseconds.
    private let oldest: Int64
    private(set) var count = 0

    /// - Parameters:
    ///   - options: Of the topic.
    ///   - now: Milliseconds.
    init(_ options: [String: String], now: Int64) {
        let isDeleting = options["cleanup.policy"]?.split(separator: ",").contains("delete") ?? false
        let takesTimes = options["message.timestamp.type", default: "CreateTime"] == "CreateTime"
        let retention = options["retention.ms"].flatMap { Int64($0) }.flatMap { $0 >= 0 ? $0 : nil }
        self.retention = isDeleting && takesTimes ? retention : nil
        oldest = now - min(retention ?? 0, now)
    }

    /// Of a topic as its broker tells of it; one that does not is no reason to stop what this goes with.
    init(of topic: String, at brokers: String) async {
        var options: [String: String] = [:]
        do {
            for entry in try await withAdmin(at: brokers, { try await $0.configs(of: .topic(topic)) }) { options[entry.name] = entry.value }
        } catch {
            options = [:]
        }
        self.init(options, now: Int64(Date().timeIntervalSince1970 * 1000))
    }

    /// Takes note of a record. One without a timestamp is given the time at which it is sent; so is one with zero, which librdkafka takes
    /// for none.
    mutating func see(_ timestamp: Int64?) {
        if retention != nil, let timestamp, timestamp > 0, timestamp < oldest { count += 1 }
    }

    func sentence(_ topic: String) -> String? {
        guard let retention, count > 0 else { return nil }
        return "\(Sending.counted(count)) \(count == 1 ? "is" : "are") older than \(topic) keeps any (retention.ms=\(retention)): its broker "
            + "removes them when it next looks; to keep them: herald topic config \(topic) set retention.ms=-1"
    }
}
