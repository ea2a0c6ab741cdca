import Compatibility
import DurableState
import JSONText
import Registry
import RegistryModel
import Testing

@Suite struct `A set of schemas` {
    static let customer = record("Customer", #"{"name":"name","type":"string"}"#)
    static let customer2 = record("Customer", #"{"name":"name","type":"string"}"#, #"{"name":"vip","type":"boolean","default":false}"#)
    static let brokenCustomer = record("Customer", #"{"name":"key","type":"string"}"#)
    static let order = record("Order", #"{"name":"customer","type":"Customer"}"#)

    private func wish(_ subject: String, _ text: String, uses: [String] = []) -> RegisterSchema {
        let references = uses.map { RequestedReference(name: "Customer", subject: Subject($0), version: -1) }
        return RegisterSchema(subject: Subject(subject), schema: SubmittedSchema(text: text, references: references))
    }

    private func register(
        _ registry: inout RegistryConversation, _ wishes: RegisterSchema...
    ) throws(RegistryError) -> [RegisteredInSet] {
        guard case .registeredSet(let registered) = try registry.run(.registerSet(try SchemaSetWish(wishes))) else {
            preconditionFailure("the registration of a set is answered with its versions")
        }
        return registered
    }

    @Test func `is registered in the order of its references and answered in its own`() throws {
        var registry = RegistryConversation()
        let registered = try register(&registry, wish("orders", Self.order, uses: ["customers"]), wish("customers", Self.customer))
        #expect(registered.map(\.schema.subject.name) == ["orders", "customers"])
        #expect(registered.map(\.schema.id.rawValue) == [2, 1])
        #expect(registered.map(\.isNew) == [true, true])
        #expect(registered[0].schema.references.map(\.version.rawValue) == [1])
        registry.restart()
        #expect(try registry.register("customers", Self.customer) == .init(id: 1, version: 1))
    }

    @Test func `changes nothing if all of it is there`() throws {
        var registry = RegistryConversation()
        let wishes = [wish("orders", Self.order, uses: ["customers"]), wish("customers", Self.customer)]
        _ = try register(&registry, wishes[0], wishes[1])
        let before = registry.lines()
        #expect(try register(&registry, wishes[0], wishes[1]).map(\.isNew) == [false, false])
        #expect(registry.lines() == before)
    }

    @Test func `means its own version by the latest, though a later one is there`() throws {
        var registry = RegistryConversation()
        try registry.register("customers", Self.customer)
        try registry.register("customers", Self.customer2)
        let registered = try register(&registry, wish("customers", Self.customer), wish("orders", Self.order, uses: ["customers"]))
        #expect(registered[0].schema.version.rawValue == 1)
        #expect(registered[1].schema.references.map(\.version.rawValue) == [1])
    }

    @Test func `is not registered at all if one of it is refused`() throws {
        var registry = RegistryConversation()
        try registry.register("customers", Self.customer)
        let before = registry.lines()
        let error = #expect(throws: RegistryError.self) {
            try register(
                &registry, wish("first", #""string""#), wish("orders", Self.order, uses: ["customers"]),
                wish("customers", Self.brokenCustomer))
        }
        #expect(error?.code == .incompatibleSchema)
        #expect(registry.lines() == before)
        #expect(registry.state.subjects(everywhere, .hidden).map(\.name) == ["customers"])
    }

    @Test func `goes to each log at once`() throws {
        let registry = RegistryConversation()
        let set = try SchemaSetWish([wish("orders", "{ \"type\" : \"string\" }"), wish("customers", Self.customer)])
        let decision = try registry.state.decide(.registerSet(set))
        let partitions = decision.records.map { $0.encoded().partition.topic }
        #expect(partitions == ["_herald_registry", "_schemas", "_schemas"])
    }

    @Test func `has no circles and no two schemas of one subject`() throws {
        let circle = #expect(throws: RegistryError.self) {
            try SchemaSetWish([wish("a", Self.order, uses: ["b"]), wish("b", Self.order, uses: ["a"])])
        }
        #expect(circle?.message == "Schemas of the set refer to each other in a circle: a -> b -> a")
        let twice = #expect(throws: RegistryError.self) { try SchemaSetWish([wish("a", Self.order), wish("a", Self.customer)]) }
        #expect(twice?.message == "The set has two schemas of subject 'a'; a set gives a subject one new version")
    }

    @Test func `is checked to its end, whatever is refused on the way`() throws {
        var registry = RegistryConversation()
        try registry.register("customers", Self.customer)
        try registry.register("broken", #""int""#)
        let set = try SchemaSetWish([
            wish("orders", Self.order, uses: ["customers"]), wish("customers", Self.brokenCustomer),
            wish("broken", "{"), wish("users", Self.order, uses: ["broken"]), wish("fine", #""string""#),
        ])
        let check = SchemaSetCheck(set, in: registry.state)
        let errors = check.outcomes.map { outcome in
            if case .failure(let error) = outcome.result { error.code.rawValue } else { 0 }
        }
        #expect(errors == [0, 409, 42201, 42201, 0])
        #expect(check.outcomes[1].explanation?.verdict.findings.map(\.rule.id) == ["AVRO_FIELD_ADDED_WITHOUT_DEFAULT"])
        guard case .failure(let error) = check.outcomes[3].result else { return }
        #expect(error.message.hasSuffix(#"the set's schema of subject "broken", to which it refers, is refused"#))
        #expect(check.refusal?.code == .incompatibleSchema)
        #expect(registry.state.subjects(everywhere, .hidden).map(\.name) == ["broken", "customers"])
    }
}
