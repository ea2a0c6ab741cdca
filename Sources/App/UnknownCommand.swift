import ArgumentParser

/// A word that stands where a command's name should, and the name that was probably meant.
struct UnknownCommand: Equatable {
    /// The commands before it, `herald` first.
    var parents: [String]
    var word: String
    var nearest: String?

    /// Walks down the tree along `arguments` to the first word that names no command; nil if all do.
    static func first(in arguments: [String], root: any ParsableCommand.Type) -> UnknownCommand? {
        var parents = [root._commandName]
        var children = root.configuration.subcommands
        for argument in arguments {
            if argument.hasPrefix("-") || children.isEmpty { return nil }
            var next: (any ParsableCommand.Type)?
            for child in children where names(of: child).contains(argument) { next = child }
            guard let next else {
                return UnknownCommand(parents: parents, word: argument, nearest: nearest(to: argument, among: children))
            }
            parents.append(next._commandName)
            children = next.configuration.subcommands
        }
        return nil
    }

    private static func names(of command: any ParsableCommand.Type) -> [String] {
        [command._commandName] + command.configuration.aliases
    }

    /// The name most like `word`, if any is like it at all.
    private static func nearest(to word: String, among commands: [any ParsableCommand.Type]) -> String? {
        var best: String?, bestDistance = max(2, word.count / 2) + 1
        for name in commands.flatMap(names) + ["help"] {
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
