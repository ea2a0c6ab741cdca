/// What was probably meant by a name that names nothing.
enum Nearest {
    /// The name most like `word`, if any is like it at all.
    static func name(to word: String, among names: [String]) -> String? {
        var best: String?, bestDistance = max(2, word.count / 2) + 1
        for name in names {
            let distance = editDistance(word, name)
            if distance < bestDistance { (best, bestDistance) = (name, distance) }
        }
        return best
    }

    /// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
    static func editDistance(_ left: String, _ right: String) -> Int {
        let left = Array(left.unicodeScalars), right = Array(right.unicodeScalars)
        var before: [Int] = [], row = Array(0...right.count)
        for i in 0..<left.count {
            var next = [i + 1]
            for j in 0..<right.count {
                var cost = min(next[j] + 1, row[j + 1] + 1, row[j] + (left[i] == right[j] ? 0 : 1))
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] { cost = min(cost, before[j - 1] + 1) }
                next.append(cost)
            }
            before = row
            row = next
        }
        return row[right.count]
    }
}
