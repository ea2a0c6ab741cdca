import Testing
import WireGeneration

@Suite struct `The generated messages` {
    @Test func `are what wiregen makes of the definitions`() throws {
        let expected = try Generation.generate(Definitions.texts())
        let committed = try Definitions.generated()
        for file in Set(expected.keys).union(committed.keys).sorted() {
            #expect(committed[file] == expected[file], "Generated/\(file) is not current; run `make generate`")
        }
    }
}
