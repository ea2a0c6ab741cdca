import Testing

@testable import herald

@Suite struct `Changing options` {
    @Test func `says get, set or unset`() throws {
        #expect(try ConfigChange([]) == .list)
        #expect(try ConfigChange(["get", "a.b"]) == .show(["a.b"]))
        #expect(try ConfigChange(["set", "a=1", "b="]) == .alter(set: ["a": "1", "b": ""], reset: []))
        #expect(try ConfigChange(["unset", "b", "a", "b"]) == .alter(set: [:], reset: ["a", "b"]))
        for words in [["set"], ["get"], ["set", "a"], ["set", "=1"], ["set", "a=1", "a=2"], ["delete", "a"]] {
            #expect(throws: CommandFailure.self, "\(words)") { try ConfigChange(words) }
        }
    }

    @Test func `corrects names that are misspelt`() throws {
        let change = try ConfigChange(["set", "retention.m=1"])
        #expect { try change.check(["retention.ms", "segment.ms"], topic: "t") } throws: {
            ($0 as? CommandFailure)?.help == "did you mean 'retention.ms'?"
        }
    }
}
