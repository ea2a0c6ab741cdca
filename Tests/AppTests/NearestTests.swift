import Testing

@testable import herald

@Suite struct `The nearest name` {
    @Test func `is the one with the fewest slips`() {
        #expect(Nearest.name(to: "topci", among: ["topic", "group", "schema"]) == "topic")
        #expect(Nearest.name(to: "shcema", among: ["topic", "group", "schema"]) == "schema")
    }

    @Test func `is none when nothing is like it`() {
        #expect(Nearest.name(to: "xylophone", among: ["topic", "group", "schema"]) == nil)
        #expect(Nearest.name(to: "orders", among: []) == nil)
    }
}
