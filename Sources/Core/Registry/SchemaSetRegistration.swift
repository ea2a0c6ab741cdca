internal import DurableState
package import RegistryModel

/// Schemas that are registered together, all or none: they may refer to each other, whatever order they come in.
package struct SchemaSetWish: Sendable {
    /// More are no set but a move, for which there are imports.
    package static let maxSchemas = 1000

    /// What is referred to before what refers to it.
    package private(set) var wishes: [RegisterSchema]
    /// Where each of the schemas as they came stands in `wishes`.
    package let order: [Int]

    /// Throws if two schemas are of one subject or if schemas refer to each other in a circle.
    package init(_ given: [RegisterSchema]) throws(RegistryError) {
        guard given.count <= Self.maxSchemas else {
            throw RegistryError(
                .unprocessable, "A set has at most \(Self.maxSchemas) schemas, found \(given.count); nothing was looked at")
        }
        var places: [Subject: Int] = [:]
        for (index, wish) in given.enumerated() where places.updateValue(index, forKey: wish.subject) != nil {
            throw RegistryError(
                .unprocessable, "The set has two schemas of subject '\(wish.subject)'; a set gives a subject one new version")
        }
        var walk = ReferenceWalk(given: given, places: places)
        for index in given.indices { try walk.visit(index) }
        wishes = walk.sorted.map { given[$0] }
        var order = Array(repeating: 0, count: given.count)
        for (place, index) in walk.sorted.enumerated() { order[index] = place }
        self.order = order
    }

    /// Keeps schemas that were read, so that they are not read again under a lock.
    mutating func keep(_ parsed: ParsedSubmission, at place: Int) { wishes[place].parsed = parsed }
}

/// Depth first over references among the schemas of a set.
private struct ReferenceWalk {
    let given: [RegisterSchema]
    let places: [Subject: Int]
    private(set) var sorted: [Int] = []
    private var done: Set<Int> = []
    private var open: [Int] = []

    init(given: [RegisterSchema], places: [Subject: Int]) {
        self.given = given
        self.places = places
    }

    /// As deep as the set is large at most.
    mutating func visit(_ index: Int) throws(RegistryError) {
        if done.contains(index) { return }
        if let start = open.firstIndex(of: index) {
            let circle = (open[start...] + [index]).map { given[$0].subject.name }.joined(separator: " -> ")
            throw RegistryError(.invalidSchema, "Schemas of the set refer to each other in a circle: \(circle)")
        }
        open.append(index)
        for reference in given[index].schema.references where reference.version == -1 {
            if let used = places[given[index].subject.sibling(reference.subject)] { try visit(used) }
        }
        open.removeLast()
        done.insert(index)
        sorted.append(index)
    }
}

/// A schema of a set at its place, new there or not.
package struct RegisteredInSet: Sendable, Equatable {
    package var schema: RegisteredSchema
    package var isNew: Bool
}

/// Registers one schema after the other on a copy of the state, so that each finds those before it.
struct SchemaSetTrial {
    private(set) var state: RegistryState
    private(set) var records: [RegistryRecord] = []
    private var versions: [Subject: SchemaVersion] = [:]

    init(_ state: borrowing RegistryState) { self.state = copy state }

    mutating func register(_ wish: RegisterSchema) throws(RegistryError) -> RegisteredInSet {
        let decision = try state.register(wish)
        guard case .registered(let schema, _) = decision.reply else {
            preconditionFailure("a registration is answered with a version")
        }
        for record in decision.records { state.apply(record) }
        records += decision.records
        versions[wish.subject] = schema.version
        return RegisteredInSet(schema: schema, isNew: !decision.records.isEmpty)
    }

    /// The same with "the latest" of a subject that the set registers meaning the version it has registered.
    func pinned(_ wish: RegisterSchema) -> RegisterSchema {
        var wish = wish
        for index in wish.schema.references.indices where wish.schema.references[index].version == -1 {
            let subject = wish.subject.sibling(wish.schema.references[index].subject)
            if let version = versions[subject] { wish.schema.references[index].version = version.rawValue }
        }
        return wish
    }
}

extension RegistryState {
    func register(_ set: SchemaSetWish) throws(RegistryError) -> Outcome {
        var trial = SchemaSetTrial(self)
        var registered: [RegisteredInSet] = []
        for wish in set.wishes { registered.append(try trial.register(trial.pinned(wish))) }
        // One batch in each log, ours first, so that a crash leaves all of the set in `_schemas` or nothing.
        let own = trial.records.filter { $0.content.partition == RegistryRecord.own }
        let schemas = trial.records.filter { $0.content.partition != RegistryRecord.own }
        return Decision(records: own + schemas, reply: .registeredSet(set.order.map { registered[$0] }))
    }
}
