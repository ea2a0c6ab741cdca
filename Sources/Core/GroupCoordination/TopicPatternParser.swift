indirect enum TopicPatternNode {
    case empty
    case set(TopicPattern.CharacterSet)
    case start
    case end
    case sequence([TopicPatternNode])
    case choice([TopicPatternNode])
    /// No most is no bound.
    case repeated(TopicPatternNode, least: Int, most: Int?)
}

/// Reads a `TopicPattern`'s text.
struct TopicPatternParser {
    private(set) var ignoresCase = false
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0

    private static let maxRepeats = 1_000
    private static let digits: [ClosedRange<UInt32>] = [0x30...0x39]
    private static let word: [ClosedRange<UInt32>] = [0x30...0x39, 0x41...0x5a, 0x5f...0x5f, 0x61...0x7a]
    private static let space: [ClosedRange<UInt32>] = [0x09...0x0a, 0x0c...0x0d, 0x20...0x20]

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    mutating func parse() throws(TopicPattern.Problem) -> TopicPatternNode {
        if scalars.starts(with: "(?i)".unicodeScalars) {
            ignoresCase = true
            position = 4
        }
        let node = try choice()
        guard position == scalars.count else { throw problem("has a ) that closes nothing") }
        return node
    }

    private func problem(_ sentence: String) -> TopicPattern.Problem { .init(position: position, sentence: sentence) }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    private mutating func choice() throws(TopicPattern.Problem) -> TopicPatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= TopicPattern.maxDepth else { throw problem("nests deeper than \(TopicPattern.maxDepth) groups") }
        var nodes = [try sequence()]
        while take("|") { nodes.append(try sequence()) }
        return nodes.count == 1 ? nodes[0] : .choice(nodes)
    }

    private mutating func sequence() throws(TopicPattern.Problem) -> TopicPatternNode {
        var nodes: [TopicPatternNode] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            let node = try atom()
            nodes.append(try repeats(node))
        }
        return nodes.isEmpty ? .empty : .sequence(nodes)
    }

    private mutating func atom() throws(TopicPattern.Problem) -> TopicPatternNode {
        guard let scalar = next else { throw problem("ends too early") }
        position += 1
        switch scalar {
        case "^": return .start
        case "$": return .end
        case ".": return .set(.init(ranges: [0x0a...0x0a], isNegated: true))
        case "[": return .set(try bracket())
        case "\\": return try escape()
        case "*", "+", "?", "{":
            position -= 1
            throw problem("repeats nothing at '\(scalar)'")
        case "(":
            if take("?"), !take(":") { throw problem("has a kind of group that is not served; (?: is") }
            let node = try choice()
            guard take(")") else { throw problem("has a ( that is not closed") }
            return node
        default: return .set(.init(ranges: [scalar.value...scalar.value]))
        }
    }

    private mutating func repeats(_ node: TopicPatternNode) throws(TopicPattern.Problem) -> TopicPatternNode {
        let repeated: TopicPatternNode
        if take("*") {
            repeated = .repeated(node, least: 0, most: nil)
        } else if take("+") {
            repeated = .repeated(node, least: 1, most: nil)
        } else if take("?") {
            repeated = .repeated(node, least: 0, most: 1)
        } else if take("{") {
            let least = try number()
            let most = take(",") ? (next == "}" ? nil : try number()) : least
            guard take("}"), most.map({ $0 >= least }) ?? true else { throw problem("has a count in {} that is none") }
            repeated = .repeated(node, least: least, most: most)
        } else {
            return node
        }
        _ = take("?")
        if let again = next, "*+?{".unicodeScalars.contains(again) { throw problem("repeats a repetition") }
        return repeated
    }

    private mutating func number() throws(TopicPattern.Problem) -> Int {
        var value: Int?
        while let scalar = next, ("0"..."9").contains(scalar) {
            value = (value ?? 0) * 10 + Int(scalar.value - 0x30)
            position += 1
            guard value ?? 0 <= Self.maxRepeats else { throw problem("repeats more than \(Self.maxRepeats) times") }
        }
        guard let value else { throw problem("has a count in {} that is none") }
        return value
    }

    private mutating func escape() throws(TopicPattern.Problem) -> TopicPatternNode {
        switch next {
        case "A":
            position += 1
            return .start
        case "z":
            position += 1
            return .end
        default:
            return .set(try escapedSet())
        }
    }

    /// After a backslash.
    private mutating func escapedSet() throws(TopicPattern.Problem) -> TopicPattern.CharacterSet {
        guard let scalar = next else { throw problem("ends with a backslash") }
        position += 1
        switch scalar {
        case "d": return .init(ranges: Self.digits)
        case "D": return .init(ranges: Self.digits, isNegated: true)
        case "w": return .init(ranges: Self.word)
        case "W": return .init(ranges: Self.word, isNegated: true)
        case "s": return .init(ranges: Self.space)
        case "S": return .init(ranges: Self.space, isNegated: true)
        case "t": return .init(ranges: [0x09...0x09])
        case "n": return .init(ranges: [0x0a...0x0a])
        default:
            guard scalar.isASCII, !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar) else {
                position -= 1
                throw problem("has an escape \\\(scalar) that is not served")
            }
            return .init(ranges: [scalar.value...scalar.value])
        }
    }

    /// After `[`.
    private mutating func bracket() throws(TopicPattern.Problem) -> TopicPattern.CharacterSet {
        let isNegated = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        var isFirst = true
        while isFirst || next != "]" {
            isFirst = false
            guard let scalar = next else { throw problem("has a [ that is not closed") }
            guard !scalars[position...].starts(with: "[:".unicodeScalars) else {
                throw problem("has a named class of characters, which is not served")
            }
            position += 1
            guard scalar != "\\" || !isClass(next) else {
                let set = try escapedSet()
                guard !set.isNegated else { throw problem("has an opposite inside [], which is not served") }
                ranges += set.ranges
                continue
            }
            let low = scalar == "\\" ? try escapedScalar() : scalar.value
            guard next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
                ranges.append(low...low)
                continue
            }
            position += 1
            guard let end = next else { throw problem("has a [ that is not closed") }
            position += 1
            let high = end == "\\" ? try escapedScalar() : end.value
            guard low <= high else { throw problem("has a range in [] that ends before it begins") }
            ranges.append(low...high)
        }
        position += 1
        return .init(ranges: ranges, isNegated: isNegated)
    }

    private func isClass(_ scalar: Unicode.Scalar?) -> Bool {
        scalar.map { "dDwWsS".unicodeScalars.contains($0) } ?? false
    }

    private mutating func escapedScalar() throws(TopicPattern.Problem) -> UInt32 {
        let set = try escapedSet()
        guard !set.isNegated, set.ranges.count == 1, set.ranges[0].count == 1 else { throw problem("has a range of classes") }
        return set.ranges[0].lowerBound
    }
}
