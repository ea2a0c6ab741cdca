/// A regular expression for names of topics, in a subset of RE2's syntax. Matches whole names in time linear in their
/// length, whatever the expression: there is no backtracking.
///
/// Understood: characters, `.`, `[a-z]`, `[^…]`, `\d \w \s` and their opposites, escaped punctuation, groups, `|`, `* + ?`
/// and `{m,n}` (also lazy, which makes no difference to a whole match), `^ $ \A \z`, and `(?i)` in front.
package struct TopicPattern: Sendable {
    /// Why a text is none.
    package struct Problem: Error, Equatable, Sendable {
        package var position: Int
        package var sentence: String
    }

    package static let maxBytes = 1_024
    static let maxSteps = 2_000
    static let maxDepth = 50

    enum Step: Sendable {
        case match(CharacterSet)
        /// Goes on at both.
        case split(Int, Int)
        case jump(Int)
        case atStart
        case atEnd
        case accept
    }

    /// Characters as ranges of scalars, or all others.
    struct CharacterSet: Sendable {
        var ranges: [ClosedRange<UInt32>]
        var isNegated = false
        var ignoresCase = false

        func contains(_ scalar: UInt32) -> Bool {
            var isIn = ranges.contains { $0.contains(scalar) }
            if !isIn, ignoresCase, let other = Self.otherCase(scalar) { isIn = ranges.contains { $0.contains(other) } }
            return isIn != isNegated
        }

        private static func otherCase(_ scalar: UInt32) -> UInt32? {
            switch scalar {
            case 0x41...0x5a: scalar + 32
            case 0x61...0x7a: scalar - 32
            default: nil
            }
        }
    }

    package let text: String
    private let steps: [Step]

    package init(_ text: String) throws(Problem) {
        guard text.utf8.count <= Self.maxBytes else {
            throw Problem(position: Self.maxBytes, sentence: "is longer than \(Self.maxBytes) bytes")
        }
        self.text = text
        var parser = TopicPatternParser(text)
        let tree = try parser.parse()
        var program: [Step] = []
        try Self.write(tree, into: &program, ignoresCase: parser.ignoresCase)
        program.append(.accept)
        steps = program
    }

    package func matches(_ name: String) -> Bool {
        let scalars = name.unicodeScalars.map(\.value)
        var current = States(count: steps.count)
        var next = States(count: steps.count)
        follow(0, 0, scalars.count, &current)
        for (position, scalar) in scalars.enumerated() {
            next.empty()
            for step in current.list {
                guard case .match(let set) = steps[step], set.contains(scalar) else { continue }
                follow(step + 1, position + 1, scalars.count, &next)
            }
            if next.list.isEmpty { return false }
            swap(&current, &next)
        }
        return current.list.contains { if case .accept = steps[$0] { true } else { false } }
    }

    /// A set of steps that is emptied without touching all of them.
    private struct States {
        var list: [Int] = []
        private var round: UInt32 = 1
        private var seen: [UInt32]

        init(count: Int) { seen = Array(repeating: 0, count: count) }

        mutating func empty() {
            list.removeAll(keepingCapacity: true)
            round += 1
        }

        /// False if it has been seen in this round.
        mutating func see(_ step: Int) -> Bool {
            if seen[step] == round { return false }
            seen[step] = round
            return true
        }
    }

    /// Adds where one gets to without a character.
    private func follow(_ step: Int, _ position: Int, _ count: Int, _ states: inout States) {
        var stack = [step]
        while let step = stack.popLast() {
            guard states.see(step) else { continue }
            switch steps[step] {
            case .split(let a, let b): stack += [b, a]
            case .jump(let to): stack.append(to)
            case .atStart: if position == 0 { stack.append(step + 1) }
            case .atEnd: if position == count { stack.append(step + 1) }
            case .match, .accept: states.list.append(step)
            }
        }
    }

    private static func write(_ node: TopicPatternNode, into steps: inout [Step], ignoresCase: Bool) throws(Problem) {
        guard steps.count < maxSteps else { throw Problem(position: 0, sentence: "repeats too much") }
        switch node {
        // Something, so that repeating it is counted.
        case .empty: steps.append(.jump(steps.count + 1))
        case .set(var set):
            set.ignoresCase = ignoresCase
            steps.append(.match(set))
        case .start: steps.append(.atStart)
        case .end: steps.append(.atEnd)
        case .sequence(let nodes): for node in nodes { try write(node, into: &steps, ignoresCase: ignoresCase) }
        case .choice(let nodes):
            var ends: [Int] = []
            for (index, node) in nodes.enumerated() {
                guard index < nodes.count - 1 else {
                    try write(node, into: &steps, ignoresCase: ignoresCase)
                    break
                }
                let split = steps.count
                steps.append(.jump(0))
                try write(node, into: &steps, ignoresCase: ignoresCase)
                ends.append(steps.count)
                steps.append(.jump(0))
                steps[split] = .split(split + 1, steps.count)
            }
            for end in ends { steps[end] = .jump(steps.count) }
        case .repeated(let node, let least, let most):
            for _ in 0..<least { try write(node, into: &steps, ignoresCase: ignoresCase) }
            guard let most else {
                let split = steps.count
                steps.append(.jump(0))
                try write(node, into: &steps, ignoresCase: ignoresCase)
                steps.append(.jump(split))
                steps[split] = .split(split + 1, steps.count)
                return
            }
            var splits: [Int] = []
            for _ in least..<most {
                splits.append(steps.count)
                steps.append(.jump(0))
                try write(node, into: &steps, ignoresCase: ignoresCase)
            }
            for split in splits { steps[split] = .split(split + 1, steps.count) }
        }
    }
}
