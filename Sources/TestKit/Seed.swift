internal import Glibc

/// Random numbers that come again with the same seed (SplitMix64, Steele et al. 2014).
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// True once in `every` calls.
    package mutating func oneIn(_ every: Int) -> Bool { Int.random(in: 0..<every, using: &self) == 0 }
}

/// The seeds of a random test.
package enum Seed {
    /// `HERALD_SEED` alone if it is set, to run a failure again, else the first `count` numbers, or `HERALD_SEEDS` of them. Every
    /// expectation of a random test names its seed.
    package static func values(_ count: UInt64) -> [UInt64] {
        if let text = getenv("HERALD_SEED"), let only = UInt64(String(cString: text)) { return [only] }
        let wanted = getenv("HERALD_SEEDS").flatMap { UInt64(String(cString: $0)) }
        return Array(1...max(1, wanted ?? count))
    }

    /// What a random life threw, and whose life it was.
    package struct Failure: Error, CustomStringConvertible {
        package let seed: UInt64
        package let error: any Error

        package init(seed: UInt64, error: any Error) {
            self.seed = seed
            self.error = error
        }

        package var description: String { "seed \(seed): \(error)" }
    }

    /// Runs `body` with each of `values`.
    package static func forEach(_ count: UInt64, _ body: (UInt64) throws -> Void) throws {
        for seed in values(count) {
            do { try body(seed) } catch { throw Failure(seed: seed, error: error) }
        }
    }
}
