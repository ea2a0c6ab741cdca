internal import Avro

/// For every pair of types that meet, whether the reader's can read the writer's.
///
/// Pairs depend on pairs, in circles where types are recursive. All count as compatible until proven otherwise: what
/// is wrong by itself is marked, and the mark runs back along the dependencies (to a pair that needs all its parts at
/// the first, to a union that needs one branch at the last). That is linear in the dependencies and leaves no verdict
/// that rests on an assumption made on the way, as a memoised recursion would.
struct PairVerdicts {
    private var numbers: [TypePair: Int] = [:]
    private var isIncompatible: [Bool] = []

    /// What it cost: pairs and dependencies.
    private(set) var steps = 0

    /// Pairs that are `assumed` to go are not looked into. Nil if more than `maxPairs` pairs meet.
    init?(from root: TypePair, assuming assumed: Set<TypePair> = [], maxPairs: Int, _ examiner: inout PairExaminer) {
        var pairs = [root]
        var users: [[Int]] = [[]]
        /// Parts that still have to fail before the pair does.
        var waiting: [Int] = [0]
        var failed: [Int] = []
        var dependencyCount = 0
        numbers[root] = 0
        var next = 0
        while next < pairs.count {
            if assumed.contains(pairs[next]) {
                next += 1
                continue
            }
            let needs = examiner.needs(pairs[next])
            let parts = needs.parts
            dependencyCount += parts.count
            guard pairs.count <= maxPairs, dependencyCount <= 8 * maxPairs else { return nil }
            waiting[next] = needs.needsOne ? parts.count : min(1, parts.count)
            if needs.fails || needs.needsOne && parts.isEmpty { failed.append(next) }
            for part in parts {
                let number = numbers[part] ?? pairs.count
                if number == pairs.count {
                    numbers[part] = number
                    pairs.append(part)
                    users.append([])
                    waiting.append(0)
                }
                users[number].append(next)
            }
            next += 1
        }
        steps = pairs.count + dependencyCount
        isIncompatible = Array(repeating: false, count: pairs.count)
        for number in failed { isIncompatible[number] = true }
        while let number = failed.popLast() {
            for user in users[number] where !isIncompatible[user] {
                waiting[user] -= 1
                if waiting[user] == 0 {
                    isIncompatible[user] = true
                    failed.append(user)
                }
            }
        }
    }

    /// Whether the reader's type of a pair that was met can read the writer's. Plain pairs are judged where they are met, and
    /// not entered.
    func isCompatible(_ pair: TypePair, _ examiner: PairExaminer) -> Bool {
        if let verdict = examiner.plainVerdict(pair) { return verdict }
        guard let number = numbers[pair] else { preconditionFailure("a pair is asked about that the examiner never led to") }
        return !isIncompatible[number]
    }
}
