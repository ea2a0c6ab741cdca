/// An option a topic can have: its name, the values it takes and what it means.
///
/// The table of all of them is in `TopicOption+Table.swift`; validation, `DescribeConfigs`, help and documentation
/// are all read from it.
package struct TopicOption: Sendable {
    /// Kafka's name.
    package let name: String
    package let domain: Domain
    /// What the option does here, in a sentence.
    package let documentation: String
    /// False for options that are taken, kept and described, because tools set them, but change nothing here.
    package let hasEffect: Bool

    /// The values an option takes, and the one it has unless it is set.
    package enum Domain: Sendable {
        case flag(default: Bool)
        case int(default: Int32, in: ClosedRange<Int32>)
        case long(default: Int64, in: ClosedRange<Int64>)
        case fraction(default: Double)
        case choice(default: String, of: [String])
        /// Any of these; none at all, too.
        case choices(default: [String], of: [String])
        case list
    }

    init(_ name: String, _ domain: Domain, hasEffect: Bool = true, _ documentation: String) {
        self.name = name
        self.domain = domain
        self.documentation = documentation
        self.hasEffect = hasEffect
    }

    package var type: OptionType {
        switch domain {
        case .flag: .boolean
        case .int: .int
        case .long: .long
        case .fraction: .double
        case .choice: .string
        case .choices, .list: .list
        }
    }

    package var defaultText: String {
        switch domain {
        case .flag(let value): String(value)
        case .int(let value, _): String(value)
        case .long(let value, _): String(value)
        case .fraction(let value): String(value)
        case .choice(let value, _): value
        case .choices(let values, _): values.joined(separator: ",")
        case .list: ""
        }
    }

    /// The longest value that is taken, in bytes.
    static let maxValueLength = 4096

    /// `text` in the form it is kept in, or why it is refused.
    package func normalized(_ text: String?) throws(TopicRejection) -> String {
        guard let text else { throw .request("topic option '\(name)' is given without a value") }
        guard text.utf8.count <= Self.maxValueLength else {
            throw .config(name, "has a value of \(text.utf8.count) bytes, the limit is \(Self.maxValueLength)")
        }
        let value = Self.trimmed(text)
        switch domain {
        case .flag:
            guard let flag = Bool(value.lowercased()) else { throw refusal(value, "true or false") }
            return String(flag)
        case .int(_, let range):
            guard let number = Int32(value), range.contains(number) else { throw refusal(value, Self.say(range)) }
            return String(number)
        case .long(_, let range):
            guard let number = Int64(value), range.contains(number) else { throw refusal(value, Self.say(range)) }
            return String(number)
        case .fraction:
            guard let number = Double(value), (0...1).contains(number) else { throw refusal(value, "a number from 0 to 1") }
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

    private func refusal(_ value: String, _ expected: String) -> TopicRejection {
        .config(name, "cannot be '\(value.prefix(100))': it takes \(expected)")
    }

    private static func say<T>(_ range: ClosedRange<T>) -> String {
        "a whole number from \(range.lowerBound) to \(range.upperBound)"
    }

    // MARK: Values

    // A kept value that this version does not understand (written by a later one) reads as the default. Asking an
    // option for a type it does not have is our own mistake.

    func integer(in overrides: [String: String]) -> Int64 {
        switch domain {
        case .int(let value, let range):
            if let set = overrides[name].flatMap({ Int32($0) }), range.contains(set) { return Int64(set) }
            return Int64(value)
        case .long(let value, let range):
            if let set = overrides[name].flatMap({ Int64($0) }), range.contains(set) { return set }
            return value
        default:
            preconditionFailure("\(name) is a whole number")
        }
    }

    func fraction(in overrides: [String: String]) -> Double {
        guard case .fraction(let value) = domain else { preconditionFailure("\(name) is a fraction") }
        return overrides[name].flatMap(Double.init).flatMap { (0...1).contains($0) ? $0 : nil } ?? value
    }

    func choice(in overrides: [String: String]) -> String {
        guard case .choice(let value, let choices) = domain else { preconditionFailure("\(name) is a choice") }
        return overrides[name].flatMap { choices.contains($0) ? $0 : nil } ?? value
    }

    func list(in overrides: [String: String]) -> [String] {
        precondition(type == .list, "\(name) is a list")
        return Self.items(of: overrides[name] ?? defaultText)
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
