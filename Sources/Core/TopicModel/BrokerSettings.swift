/// What the operator chose of the broker's options: `herald serve --set NAME=VALUE`.
package struct BrokerSettings: Sendable, Equatable {
    /// By the option's name, in normal form; what was not given has its default.
    package private(set) var texts: [String: String] = [:]

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
            guard let domain = option.domain else {
                throw BrokerSettingProblem("'\(option.name)' is not set in this way; those that are: \(Self.names)")
            }
            do throws(OptionProblem) {
                texts[option.name] = try domain.normalized(parts[1])
            } catch {
                throw BrokerSettingProblem("\(option.name) \(error.text)")
            }
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
        if let problem = BrokerOptionLayers(given: texts).problem { throw BrokerSettingProblem(problem) }
    }

    /// The value of an option that is a whole number.
    package subscript(option: BrokerOption) -> Int64 {
        guard let value = (texts[option.name] ?? option.defaultText).flatMap({ Int64($0) }) else {
            preconditionFailure("\(option.name) is a whole number")
        }
        return value
    }

    private static let names = BrokerOption.all.filter { $0.domain != nil }.map(\.name).joined(separator: ", ")
}

/// An assignment that is none, or not a good one.
package struct BrokerSettingProblem: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
