import GroupCoordination
import JSONText

/// A filter that was checked against the schemas of a record's key and value, ready to be asked of many records.
///
/// What a path does not find is null. Null is equal to null alone, and neither less nor greater than anything.
package struct BoundFilter: Sendable {
    let predicate: FilterPredicate

    package func matches(_ record: FilteredRecord) -> Bool { predicate.holds(record) }
}

indirect enum FilterPredicate: Sendable {
    case any([FilterPredicate])
    case all([FilterPredicate])
    case not(FilterPredicate)
    case compare(FilterPath, FilterOperator, FilterDatum)
    case comparePaths(FilterPath, FilterOperator, FilterPath)
    /// Patterns match in time linear in the text, as those that groups subscribe to topics with.
    case matches(FilterPath, TopicPattern)
    case isIn(FilterPath, [FilterDatum])
    case constant(Bool)

    func holds(_ record: FilteredRecord) -> Bool {
        switch self {
        case .any(let parts): parts.contains { $0.holds(record) }
        case .all(let parts): parts.allSatisfy { $0.holds(record) }
        case .not(let part): !part.holds(record)
        case .compare(let path, let comparison, let right): path.any(in: record) { comparison.holds($0, right) }
        case .comparePaths(let left, let comparison, let right):
            left.any(in: record) { a in right.any(in: record) { b in comparison.holds(a, b) } }
        case .matches(let path, let pattern):
            path.any(in: record) { datum in
                if case .text(let text) = datum { pattern.matches(text) } else { false }
            }
        case .isIn(let path, let choices): path.any(in: record) { datum in choices.contains { FilterOperator.equal.holds(datum, $0) } }
        case .constant(let value): value
        }
    }
}

extension FilterOperator {
    fileprivate func holds(_ left: FilterDatum, _ right: FilterDatum) -> Bool {
        let order = left.order(to: right)
        switch self {
        case .equal: return order == .equal || left.isNull && right.isNull
        case .notEqual: return !(order == .equal || left.isNull && right.isNull)
        case .less: return order == .less
        case .lessOrEqual: return order == .less || order == .equal
        case .greater: return order == .greater
        case .greaterOrEqual: return order == .greater || order == .equal
        case .matches, .matchesNot: return false
        }
    }
}

/// A way into a record that is known to lead somewhere.
struct FilterPath: Sendable {
    enum Step: Sendable {
        /// - absent: what it is where the object is there and lacks it.
        /// - tags: names of branches, one of which may stand between where they could be mistaken.
        case member(String, absent: JSONValue, tags: [String])
        case index(Int)
        case anyElement
    }

    var root: FilterRoot
    var steps: [Step]
    var reading: FilterReading

    /// Whether the test holds for what the path leads to; with `[*]` on its way, for any of them.
    func any(in record: FilteredRecord, _ test: (FilterDatum) -> Bool) -> Bool {
        switch root {
        case .topic: return test(.text(record.topic))
        case .partition: return test(.number(ExactDecimal(Int64(record.partition))))
        case .offset: return test(.number(ExactDecimal(record.offset)))
        case .timestamp: return test(record.timestamp.map { .moment(Int128($0) * 1_000_000) } ?? .null)
        case .schema: return test(record.schemaID.map { .number(ExactDecimal(Int64($0))) } ?? .null)
        case .key: return any(record.key ?? .null, 0, test)
        case .value: return any(record.value ?? .null, 0, test)
        case .header:
            guard case .member(let name, _, _) = steps.first else { return false }
            return any(record.headers.last { $0.name == name }?.value ?? .null, 1, test)
        }
    }

    private func any(_ json: JSONValue, _ index: Int, _ test: (FilterDatum) -> Bool) -> Bool {
        guard index < steps.count else { return test(reading.datum(json)) }
        switch (steps[index], json) {
        case (.member(let name, let absent, let tags), .object(let object)):
            if let found = object[name] { return any(found, index + 1, test) }
            if object.count == 1, let only = object.members.first, tags.contains(only.key), case .object(let inner) = only.value {
                return any(inner[name] ?? absent, index + 1, test)
            }
            return any(absent, index + 1, test)
        case (.index(let place), .array(let items)) where place < items.count: return any(items[place], index + 1, test)
        case (.anyElement, .array(let items)): return items.contains { any($0, index + 1, test) }
        case (.anyElement, .object(let object)): return object.members.contains { any($0.value, index + 1, test) }
        case (.anyElement, _): return false
        case (.member, _), (.index, _): return any(.null, index + 1, test)
        }
    }
}
