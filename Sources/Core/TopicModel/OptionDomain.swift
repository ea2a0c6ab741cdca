/// The values an option takes, and the one it has unless it is set. What topics' options and the broker's have in common.
package enum OptionDomain: Sendable {
    case flag(default: Bool)
    case int(default: Int32, in: ClosedRange<Int32>)
    case long(default: Int64, in: ClosedRange<Int64>)
    case double(default: Double, in: ClosedRange<Double>)
    case choice(default: String, of: [String])
    /// Any of these; none at all, too.
    case choices(default: [String], of: [String])
    case list

    package var type: OptionType {
        switch self {
        case .flag: .boolean
        case .int: .int
        case .long: .long
        case .double: .double
        case .choice: .string
        case .choices, .list: .list
        }
    }

    package var defaultText: String {
        switch self {
        case .flag(let value): String(value)
        case .int(let value, _): String(value)
        case .long(let value, _): String(value)
        case .double(let value, _): String(value)
        case .choice(let value, _): value
        case .choices(let values, _): values.joined(separator: ",")
        case .list: ""
        }
    }

    /// The longest value that is taken, in bytes.
    static let maxValueLength = 4096

    /// `text` in the form it is kept in, or why it is refused.
    package func normalized(_ text: String) throws(OptionProblem) -> String {
        guard text.utf8.count <= Self.maxValueLength else {
            throw OptionProblem("has a value of \(text.utf8.count) bytes, the limit is \(Self.maxValueLength)")
        }
        let value = Self.trimmed(text)
        switch self {
        case .flag:
            guard let flag = Bool(value.lowercased()) else { throw refusal(value, "true or false") }
            return String(flag)
        case .int(_, let range):
            guard let number = Int32(value), range.contains(number) else { throw refusal(value, Self.say(range)) }
            return String(number)
        case .long(_, let range):
            guard let number = Int64(value), range.contains(number) else { throw refusal(value, Self.say(range)) }
            return String(number)
        case .double(_, let range):
            guard let number = Double(value), range.contains(number) else { throw refusal(value, Self.say(range)) }
            return String(number)
        case .choice(_, let choices):
            guard choices.contains(value) else { throw refusal(value, "one of \(choices.joined(separator: ", "))") }
            return value
        case .choices(_, let choices):
            let items = Self.items(of: value)
            guard items.allSatisfy(choices.contains) else {
                throw refusal(value, "some of \(choices.joined(separator: ", ")), with commas between, or nothing")
            }
            return items.joined(separator: ",")
        case .list:
            return Self.items(of: value).joined(separator: ",")
        }
    }

    private func refusal(_ value: String, _ expected: String) -> OptionProblem {
        OptionProblem("cannot be '\(value.prefix(100))': it takes \(expected)")
    }

    private static func say<T: BinaryInteger>(_ range: ClosedRange<T>) -> String {
        "a whole number from \(range.lowerBound) to \(range.upperBound)"
    }

    private static func say(_ range: ClosedRange<Double>) -> String {
        func text(_ number: Double) -> String { Int64(exactly: number).map { String($0) } ?? String(number) }
        guard range.upperBound < .greatestFiniteMagnitude else { return "a number of at least \(text(range.lowerBound))" }
        return "a number from \(text(range.lowerBound)) to \(text(range.upperBound))"
    }

    static func items(of text: String) -> [String] {
        var items: [String] = []
        for item in text.split(separator: ",").map({ trimmed(String($0)) }) where !item.isEmpty && !items.contains(item) {
            items.append(item)
        }
        return items
    }

    private static func trimmed(_ text: String) -> String {
        var rest = text[...]
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}

/// What is wrong with an option: the rest of a sentence that begins with its name.
package struct OptionProblem: Error, Hashable {
    package let text: String

    init(_ text: String) { self.text = text }
}

/// The type of an option's value, as `DescribeConfigs` numbers it since version 3.
package enum OptionType: Int8, Sendable {
    case boolean = 1
    case string = 2
    case int = 3
    case short = 4
    case long = 5
    case double = 6
    case list = 7
    case `class` = 8
    case password = 9
}
