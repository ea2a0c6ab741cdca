import Synchronization

/// How many partitions the fetches that wait do wait for, all together. Each costs an entry in its log, and a session can name
/// thousands of them in a request of a few bytes.
final class FetchParking: Sendable {
    private let limit: Int
    private let held = Atomic(0)

    init(limit: Int) { self.limit = limit }

    /// False if there is no room for so many more.
    func enter(_ partitionCount: Int) -> Bool {
        if held.wrappingAdd(partitionCount, ordering: .relaxed).newValue <= limit { return true }
        leave(partitionCount)
        return false
    }

    func leave(_ partitionCount: Int) { held.wrappingSubtract(partitionCount, ordering: .relaxed) }
}
