/// What the operator chose of the broker's options that are whole numbers: `herald serve --set NAME=VALUE`.
package struct BrokerSettings: Sendable, Equatable {
    /// By the option's name; what was not given has its default.
    package private(set) var given: [String: Int64] = [:]

    package init() {}

    /// - Parameter assignments: `NAME=VALUE` each; of those that name an option twice the last counts.
    package init(_ assignments: [String]) throws(BrokerSettingProblem) {
        for assignment in assignments {
            let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else {
                throw BrokerSettingProblem("'\(assignment)' is not NAME=VALUE, as in max.connections=500")
            }
            guard let option = BrokerOption.byName[parts[0]] else {
                throw BrokerSettingProblem("there is no option '\(parts[0])'; those that can be set are \(Self.names)")
            }
            guard let range = option.range else {
                throw BrokerSettingProblem("'\(option.name)' is not set in this way; those that are: \(Self.names)")
            }
            guard let value = Int64(parts[1]), range.contains(value) else {
                let takes = "a whole number from \(range.lowerBound) to \(range.upperBound)"
                throw BrokerSettingProblem("\(option.name) cannot be '\(parts[1])': it takes \(takes)")
            }
            given[option.name] = value
        }
        try checkTogether()
    }

    private func checkTogether() throws(BrokerSettingProblem) {
        for (lower, upper) in [
            (BrokerOption.minSessionTimeout, BrokerOption.maxSessionTimeout),
            (.consumerHeartbeatInterval, .consumerSessionTimeout), (.maxRequestBytes, .requestMemory),
        ] where self[lower] > self[upper] {
            throw BrokerSettingProblem("\(lower.name) is \(self[lower]), more than \(upper.name), which is \(self[upper])")
        }
    }

    /// The value of an option that has a range.
    package subscript(option: BrokerOption) -> Int64 {
        guard let value = given[option.name] ?? option.defaultText.flatMap({ Int64($0) }) else {
            preconditionFailure("\(option.name) is a whole number")
        }
        return value
    }

    /// As `BrokerOption.settings` takes them.
    package var texts: [String: String] { given.mapValues { String($0) } }

    private static let names = BrokerOption.all.filter { $0.range != nil }.map(\.name).joined(separator: ", ")
}

/// An assignment that is none, or not a good one.
package struct BrokerSettingProblem: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
