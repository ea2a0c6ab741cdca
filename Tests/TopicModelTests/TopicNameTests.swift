import Testing
import TopicModel

@Suite struct `Topic names` {
    struct Case {
        var name: String
        var problem: String?
    }

    @Test(arguments: [
        Case(name: "orders"),
        Case(name: "A.b_c-9"),
        Case(name: "..."),
        Case(name: String(repeating: "x", count: 249)),
        Case(name: "", problem: "is empty"),
        Case(name: ".", problem: "cannot be '.' or '..'"),
        Case(name: "..", problem: "cannot be '.' or '..'"),
        Case(name: String(repeating: "x", count: 250), problem: "has 250 bytes, the limit is 249"),
        Case(name: "a/b", problem: "contains a character other than ASCII letters, digits, '.', '_' and '-'"),
        Case(name: "größe", problem: "contains a character other than ASCII letters, digits, '.', '_' and '-'"),
        Case(name: "a\u{0}", problem: "contains a character other than ASCII letters, digits, '.', '_' and '-'"),
    ])
    func `are checked against Kafka's rule`(_ row: Case) {
        #expect(TopicName.problem(with: row.name) == row.problem)
    }

    @Test func `collide when they differ only in dot and underscore`() throws {
        #expect(try TopicName("a.b_c").collisionKey == TopicName("a_b.c").collisionKey)
        #expect(try TopicName("a.b").collisionKey != TopicName("a-b").collisionKey)
    }

    @Test func `of internal topics are known`() throws {
        for name in ["__consumer_offsets", "__transaction_state", "_schemas", "_herald_metadata", "_herald_registry"] {
            #expect(try TopicName(name).isInternal, "\(name)")
        }
        #expect(try !TopicName("__other").isInternal)
        #expect(try TopicName("_herald_anything").isHeralds)
        #expect(try !TopicName("_schemas").isHeralds)
    }
}

@Suite struct `Topic ids` {
    // 00112233-4455-4667-8899-aabbccddeeff, printed by Python's base64.urlsafe_b64encode.
    private let id = TopicID(high: 0x0011_2233_4455_4667, low: 0x8899_aabb_ccdd_eeff)

    @Test func `print as Kafka prints them and as UUIDs`() {
        #expect(id.description == "ABEiM0RVRmeImaq7zN3u_w")
        #expect(id.uuidText == "00112233-4455-4667-8899-aabbccddeeff")
    }

    @Test func `read what they print`() {
        for id in [id, .zero, TopicID(high: .max, low: .max), TopicID(random: 1, 2)] {
            #expect(TopicID(id.description) == id)
        }
    }

    @Test(arguments: ["", "ABEiM0RVRmeImaq7zN3u", "ABEiM0RVRmeImaq7zN3u_w==", "ABEiM0RVRmeImaq7zN3u/w", "ABEiM0RVRmeImaq7zN3u_x"])
    func `refuse other text`(_ text: String) {
        #expect(TopicID(text) == nil)
    }

    @Test func `made from random bits are version 4 and never begin with a dash`() {
        let id = TopicID(random: 0xfbff_ffff_ffff_ffff, .max)
        #expect(id.uuidText == "7bffffff-ffff-4fff-bfff-ffffffffffff")
        #expect(!id.description.hasPrefix("-"))
        #expect(TopicID(random: 0, 0) != .zero)
    }
}
