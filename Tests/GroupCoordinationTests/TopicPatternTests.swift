import GroupCoordination
import Testing

@Suite struct `A pattern for topics` {
    @Test(arguments: [
        ("orders", ["orders"], ["orders1", "my-orders", ""]),
        ("^orders$", ["orders"], ["orders1"]),
        ("orders.*", ["orders", "orders-1"], ["xorders"]),
        ("(a|bc)+", ["a", "bc", "abcbca"], ["b", "", "ac"]),
        ("[a-c]{2,3}", ["ab", "abc"], ["a", "abcd", "ad"]),
        ("[^a-c]x?", ["d", "dx", "é"], ["a", "ax"]),
        (#"t\d+\.[\w-]*"#, ["t1.", "t22.a-b_C9"], ["t.", "t1x"]),
        ("(?i)Orders", ["orders", "ORDERS"], ["order"]),
        ("a{2}b{0,1}(?:c|)", ["aa", "aab", "aabc", "aac"], ["a", "aabb"]),
        ("a{2,}?", ["aa", "aaaaa"], ["a"]),
        ("[]a]", ["]", "a"], ["b"]),
        (#"\Aé.\z"#, ["éa"], ["é"]),
        ("", [""], ["a"]),
    ])
    func `matches whole names`(_ text: String, _ names: [String], _ others: [String]) throws {
        let pattern = try TopicPattern(text)
        for name in names { #expect(pattern.matches(name), "\(text) matches \(name)") }
        for name in others { #expect(!pattern.matches(name), "\(text) does not match \(name)") }
    }

    @Test(arguments: [
        "(", ")", "a)", "[", "[a", "[b-a]", "*", "a**", "a{2,1}", "a{", "a{x}", #"\"#, #"\p{L}"#, #"\b"#, #"(a)\1"#, "(?=a)",
        "[[:alpha:]]", "a{1001}", "(a{1000}){1000}", "(((){1000}){1000}){1000}", String(repeating: "(", count: 60),
        String(repeating: "a", count: 1_025),
    ])
    func `is refused if it is none, or too much`(_ text: String) {
        #expect(throws: TopicPattern.Problem.self) { try TopicPattern(text) }
    }

    @Test func `takes time in line with the name, however it repeats`() throws {
        let pattern = try TopicPattern("(a*)*(a*)*(a|aa)+b")
        #expect(!pattern.matches(String(repeating: "a", count: 249)))
    }
}
