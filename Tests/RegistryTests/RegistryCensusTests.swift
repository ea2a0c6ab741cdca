import RegistryModel
import Testing

@testable import Registry

@Suite struct `A registry's census` {
    private typealias Holding = RegistryCensus.Holding

    private func holding(_ census: RegistryCensus, _ format: SchemaFormat, isDeleted: Bool = false) -> Holding? {
        census.holdings[.init(format: format, isDeleted: isDeleted)]
    }

    @Test func `counts versions by type and state, and the bytes of each text once an id`() throws {
        var registry = RegistryConversation()
        #expect(registry.state.census == RegistryCensus(subjects: 0, holdings: [:], ids: [(".", 0)]))
        try registry.register("a", #""int""#)
        try registry.register("b", #""int""#)
        try registry.register("b", #""long""#)
        try registry.register(":.other:a", #""int""#)
        let proto = "syntax = \"proto3\";\npackage p;\n\nmessage M {\n}\n"
        try registry.register("p", proto, format: .protobuf)
        var census = registry.state.census
        #expect(census.subjects == 4)
        #expect(holding(census, .avro) == Holding(versions: 4, byteCount: 5 + 6 + 5))
        let stored = try registry.state.schema(Subject("p"), .latest, includesDeleted: false).schema
        #expect(holding(census, .protobuf) == Holding(versions: 1, byteCount: stored.utf8.count))
        #expect(census.holdings.count == 2)
        #expect(census.ids.map(\.context) == [".", ".other"] && census.ids.map(\.count) == [3, 1])

        // A text that another version keeps alive is live; one of which all versions are deleted is not.
        try registry.delete("a")
        try registry.delete("b", "2")
        census = registry.state.census
        #expect(census.subjects == 3)
        #expect(holding(census, .avro) == Holding(versions: 2, byteCount: 5 + 5))
        #expect(holding(census, .avro, isDeleted: true) == Holding(versions: 2, byteCount: 6))
        try registry.delete("b")
        census = registry.state.census
        #expect(holding(census, .avro) == Holding(versions: 1, byteCount: 5))
        #expect(holding(census, .avro, isDeleted: true) == Holding(versions: 3, byteCount: 6 + 5))
        try registry.delete("b", permanently: true)
        #expect(holding(registry.state.census, .avro, isDeleted: true) == Holding(versions: 1, byteCount: 5))
    }
}
