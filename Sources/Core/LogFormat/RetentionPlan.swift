/// Which segments a log no longer owes anybody: by age, by size, or because the log start has passed them.
package struct RetentionPlan: Equatable, Sendable {
    /// What a topic promises to keep. nil: for ever, or without bound.
    package struct Limits: Equatable, Sendable {
        /// `retention.ms`.
        package var milliseconds: Int64?
        /// `retention.bytes`.
        package var byteCount: Int?

        package init(milliseconds: Int64?, byteCount: Int?) {
            self.milliseconds = milliseconds
            self.byteCount = byteCount
        }

        /// Of a topic whose `cleanup.policy` has no `delete`: only the log start counts.
        package static let none = Limits(milliseconds: nil, byteCount: nil)
    }

    package enum Reason: Equatable, Sendable {
        case belowLogStart
        case age
        case size
    }

    package struct Deletion: Equatable, Sendable {
        package var baseOffset: Int64
        package var reason: Reason
    }

    /// Oldest first, without gaps from the oldest segment on.
    package var deletions: [Deletion]
    /// Where the log begins once they are gone.
    package var logStartOffset: Int64
    /// The active segment is among them: a new one must be begun first.
    package var mustRollActive: Bool

    /// - Parameters:
    ///   - segments: Oldest first, the active one last.
    ///   - highWatermark: Nothing at or above it is deleted.
    ///   - now: Milliseconds since 1970-01-01 UTC.
    package static func decide(
        segments: [SegmentFacts], limits: Limits, logStartOffset: Int64, highWatermark: Int64, now: Int64
    ) -> RetentionPlan {
        var plan = RetentionPlan(deletions: [], logStartOffset: logStartOffset, mustRollActive: false)
        var total = segments.reduce(0) { $0 + $1.byteCount }
        for (index, segment) in segments.enumerated() {
            // An empty active segment is where the next record goes.
            if segment.nextOffset > highWatermark || segment.isEmpty && index == segments.count - 1 { break }
            guard let reason = limits.reason(toDelete: segment, total: total, logStartOffset: logStartOffset, now: now) else {
                break
            }
            plan.deletions.append(Deletion(baseOffset: segment.baseOffset, reason: reason))
            plan.logStartOffset = max(plan.logStartOffset, segment.nextOffset)
            plan.mustRollActive = index == segments.count - 1
            total -= segment.byteCount
        }
        return plan
    }
}

extension RetentionPlan.Limits {
    fileprivate func reason(
        toDelete segment: SegmentFacts, total: Int, logStartOffset: Int64, now: Int64
    ) -> RetentionPlan.Reason? {
        if segment.nextOffset <= logStartOffset { return .belowLogStart }
        if let milliseconds, segment.youngestTime < now - milliseconds { return .age }
        if let byteCount, total - segment.byteCount >= byteCount { return .size }
        return nil
    }
}
