/// How much one reader has been handed of something that is read from the front, and how much of it not for the first time. A
/// value; it knows offsets, not what is at them.
package struct Deliveries: Equatable, Sendable {
    /// Offsets that were handed out.
    package private(set) var count: UInt64 = 0
    /// Of these, such as lie before the end of what had been handed out by then.
    package private(set) var repeatedCount: UInt64 = 0
    /// After the last that was ever handed out; nil before the first: whoever begins anywhere repeats nothing.
    private var end: Int64?

    package init() {}

    package mutating func hand(_ offsets: Range<Int64>) {
        count += UInt64(offsets.count)
        let end = end ?? offsets.lowerBound
        repeatedCount += UInt64(max(0, min(end, offsets.upperBound) - offsets.lowerBound))
        self.end = max(end, offsets.upperBound)
    }
}
