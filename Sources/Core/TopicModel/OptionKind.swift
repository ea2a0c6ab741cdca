/// Options of one kind of thing: how they are called in refusals, and which there are. What setting them has in common is below.
struct OptionKind {
    /// As a refusal begins: `topic option`.
    let noun: String
    /// Of a value or a name that is not taken.
    let code: TopicRejection.Code
    /// The values that the option takes, or why it cannot be set.
    let domain: @Sendable (_ name: String) throws(OptionProblem) -> OptionDomain

    static let topic = OptionKind(noun: "topic option", code: .invalidConfig) { (name) throws(OptionProblem) in
        guard let option = TopicOption.byName[name] else {
            throw OptionProblem("is not known; `herald topic describe` lists the options")
        }
        return option.domain
    }

    func refusal(_ name: String, _ problem: OptionProblem) -> TopicRejection {
        TopicRejection(code, "\(noun) '\(name.prefix(100))' \(problem.text)")
    }

    func domain(of name: String) throws(TopicRejection) -> OptionDomain {
        do throws(OptionProblem) { return try domain(name) } catch { throw refusal(name, error) }
    }

    func normalized(_ text: String?, _ name: String, _ domain: OptionDomain) throws(TopicRejection) -> String {
        guard let text else { throw .request("\(noun) '\(name.prefix(100))' is given without a value") }
        do throws(OptionProblem) { return try domain.normalized(text) } catch { throw refusal(name, error) }
    }

    private func twice(_ name: String) -> TopicRejection {
        .request("\(noun) '\(name.prefix(100))' is given twice in one request")
    }

    // MARK: Sets of options

    /// In normal form.
    func validated(_ values: [NamedValue]) throws(TopicRejection) -> [String: String] {
        var set: [String: String] = [:]
        for named in values {
            guard set[named.name] == nil else { throw twice(named.name) }
            set[named.name] = try normalized(named.value, named.name, try domain(of: named.name))
        }
        return set
    }

    /// `set` after the changes, in normal form.
    ///
    /// - Parameter otherwise: The value of an option that is not in `set`: what a list is added to.
    func changed(
        _ set: [String: String], by changes: [ConfigChange], otherwise: (_ name: String) -> String?
    ) throws(TopicRejection) -> [String: String] {
        var set = set
        var seen: Set<String> = []
        for change in changes {
            guard seen.insert(change.name).inserted else { throw twice(change.name) }
            let domain = try domain(of: change.name)
            if change.operation == .delete {
                set[change.name] = nil
                continue
            }
            guard change.operation != .set else {
                set[change.name] = try normalized(change.value, change.name, domain)
                continue
            }
            let isAddition = change.operation == .append
            guard domain.type == .list else {
                let doing = isAddition ? "append to" : "subtract from"
                throw refusal(change.name, OptionProblem("is not a list: there is nothing to \(doing); set it instead"))
            }
            guard let value = change.value else { throw .request("\(noun) '\(change.name)' is given without a value") }
            let present = OptionDomain.items(of: set[change.name] ?? otherwise(change.name) ?? domain.defaultText)
            let named = OptionDomain.items(of: value)
            let items = isAddition ? present + named.filter { !present.contains($0) } : present.filter { !named.contains($0) }
            set[change.name] = try normalized(items.joined(separator: ","), change.name, domain)
        }
        return set
    }
}
