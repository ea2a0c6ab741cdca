@testable import Avro
import Testing

@Suite struct `Paths of values` {
    private func check(_ path: AvroPath, expecting text: String) { #expect(path.description == text) }

    @Test func `are written as people write them`() {
        check(AvroPath(root: "Order", steps: [.field("lines"), .item(3), .field("sku")]), expecting: "Order.lines[3].sku")
        check(AvroPath(root: "map", steps: [.key("a b"), .anyItem, .anyEntry]), expecting: #"map["a b"][]{}"#)
        check(AvroPath(steps: [.field("a")]), expecting: "a")
    }

    @Test func `that are long show their two ends`() {
        let ends = String(repeating: ".f", count: AvroPath.shownSteps)
        check(AvroPath(root: "N", steps: Array(repeating: .field("f"), count: 24)), expecting: "N" + ends + ends)
        check(AvroPath(root: "N", steps: Array(repeating: .field("f"), count: 25)), expecting: "N" + ends + ".f" + ends)
        check(AvroPath(root: "N", steps: Array(repeating: .field("f"), count: 250)), expecting: "N" + ends + "…(226 steps)…" + ends)
    }

    @Test func `clip names nobody would read to their end`() {
        let long = String(repeating: "x", count: 100), clipped = String(repeating: "x", count: 60) + "…"
        check(AvroPath(root: long, steps: [.field(long), .key(long)]), expecting: "\(clipped).\(clipped)[\"\(clipped)\"]")
    }
}
