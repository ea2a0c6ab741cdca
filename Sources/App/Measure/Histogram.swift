/// Counts of whole numbers from 0 on, in buckets of at most 1/32 of their value: percentiles of latencies and sizes in
/// little memory, whatever the range.
struct Histogram: Sendable, Equatable {
    private var counts: [Int] = []
    private(set) var count = 0
    private(set) var sum: Double = 0
    private(set) var least: Int?
    private(set) var most: Int?

    /// Numbers below 2^(bits + 1) have a bucket each.
    private static let bits = 5

    init() {}

    /// Negative numbers count as 0.
    mutating func add(_ number: Int) {
        let number = max(0, number)
        let bucket = Self.bucket(of: number)
        if bucket >= counts.count { counts += Array(repeating: 0, count: bucket + 1 - counts.count) }
        counts[bucket] += 1
        count += 1
        sum += Double(number)
        least = min(least ?? number, number)
        most = max(most ?? number, number)
    }

    var mean: Double? { count == 0 ? nil : sum / Double(count) }

    /// The least number that so many hundredths of all are not above, within the width of a bucket; nil if there are none.
    func percentile(_ percent: Double) -> Int? {
        guard count > 0, let least, let most else { return nil }
        let rank = max(1, Int((percent / 100 * Double(count)).rounded(.up)))
        var seen = 0
        for (bucket, number) in counts.enumerated() where number > 0 {
            seen += number
            if seen >= rank { return min(max(Self.highest(in: bucket), least), most) }
        }
        return most
    }

    /// The numbers of each power of two that has any: of 4 up to 7, of 8 up to 15 …
    var byPowerOfTwo: [(upTo: Int, count: Int)] {
        var rows: [Int: Int] = [:]
        for (bucket, number) in counts.enumerated() where number > 0 {
            let highest = Self.highest(in: bucket)
            let width = Int.bitWidth - highest.leadingZeroBitCount
            rows[width == 0 ? 0 : Int.max >> (Int.bitWidth - 1 - width), default: 0] += number
        }
        return rows.sorted { $0.key < $1.key }.map { (upTo: $0.key, count: $0.value) }
    }

    private static func bucket(of number: Int) -> Int {
        let width = Int.bitWidth - number.leadingZeroBitCount
        guard width > bits + 1 else { return number }
        let shift = width - bits - 1
        return shift << bits + number >> shift
    }

    private static func highest(in bucket: Int) -> Int {
        guard bucket >= 1 << (bits + 1) else { return bucket }
        let shift = bucket >> bits - 1
        let top = bucket - shift << bits
        return top << shift + (1 << shift - 1)
    }
}
