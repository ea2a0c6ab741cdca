/// An option a topic can have: its name, the values it takes and what it means.
///
/// The table of all of them is in `TopicOption+Table.swift`; validation, `DescribeConfigs`, help and documentation
/// are all read from it.
package struct TopicOption: Sendable {
    /// Kafka's name.
    package let name: String
    package let domain: OptionDomain
    /// What the option does here, in a sentence.
    package let documentation: String
    /// False for options that are taken, kept and described, because tools set them, but change nothing here.
    package let hasEffect: Bool

    init(_ name: String, _ domain: OptionDomain, hasEffect: Bool = true, _ documentation: String) {
        self.name = name
        self.domain = domain
        self.documentation = documentation
        self.hasEffect = hasEffect
    }

    package var type: OptionType { domain.type }

    package var defaultText: String { domain.defaultText }

    /// `text` in the form it is kept in, or why it is refused.
    package func normalized(_ text: String?) throws(TopicRejection) -> String {
        try OptionKind.topic.normalized(text, name, domain)
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
        guard case .double(let value, let range) = domain else { preconditionFailure("\(name) is a fraction") }
        return overrides[name].flatMap(Double.init).flatMap { range.contains($0) ? $0 : nil } ?? value
    }

    func choice(in overrides: [String: String]) -> String {
        guard case .choice(let value, let choices) = domain else { preconditionFailure("\(name) is a choice") }
        return overrides[name].flatMap { choices.contains($0) ? $0 : nil } ?? value
    }

    func list(in overrides: [String: String]) -> [String] {
        precondition(type == .list, "\(name) is a list")
        return OptionDomain.items(of: overrides[name] ?? defaultText)
    }
}
