/// How many different things there are among many, in bounded memory: exact up to a limit, then an estimate within about 1%.
///
/// Keeps the hashes that end in so many zero bits, one more each time there are too many (Wegman's adaptive sampling).
struct DistinctCount: Sendable {
    private var hashes: Set<UInt64> = []
    private var zeroBits = 0
    private let limit: Int

    init(limit: Int = 500_000) { self.limit = max(1, limit) }

    var isExact: Bool { zeroBits == 0 }

    var count: Int { hashes.count << zeroBits }

    mutating func add(_ bytes: [UInt8]) {
        var hasher = Hasher()
        hasher.combine(bytes)
        add(hash: UInt64(bitPattern: Int64(hasher.finalize())))
    }

    mutating func add(hash: UInt64) {
        guard hash.trailingZeroBitCount >= zeroBits else { return }
        hashes.insert(hash)
        while hashes.count > limit, zeroBits < 40 {
            zeroBits += 1
            hashes = hashes.filter { $0.trailingZeroBitCount >= zeroBits }
        }
    }
}
