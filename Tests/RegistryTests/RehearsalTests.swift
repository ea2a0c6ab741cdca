import Compatibility
import DurableState
import RegistryModel
import Testing

@testable import Registry

@Suite struct `A rehearsal of a registration` {
    private func wish(_ subject: String, _ schema: String) -> RegisterSchema {
        RegisterSchema(subject: Subject(subject), schema: SubmittedSchema(text: schema))
    }

    /// The answer, or the refusal in words.
    private func outcome(_ registry: RegistryConversation, _ wish: RegisterSchema) -> String {
        do throws(RegistryError) {
            guard case .registered(let schema, _) = try registry.state.decide(.register(wish)).reply else { return "?" }
            return "\(schema.id.rawValue) \(schema.version.rawValue)"
        } catch {
            return error.message
        }
    }

    @Test func `changes nothing about what is decided`() throws {
        var registry = RegistryConversation()
        let field = #"{"name":"a","type":"int"}"#, another = #"{"name":"b","type":"int"}"#
        let versions = [record("R", field), record("R", field, #"{"name":"b","type":"int","default":0}"#)]
        for version in versions { try registry.register("s", version) }
        for (schema, expected) in [
            (versions[0], "1 1"), (versions[1], "2 2"), (record("R", #"{"name":"a","type":"long"}"#), "3 3"),
            (record("R", field, another), "3 3"), (#"{"type":"record"}"#, nil), ("\"int\"", nil),
            (record("R", #"{"name":"c","type":"string"}"#), nil),
        ] as [(String, String?)] {
            let plain = wish("s", schema)
            let directly = outcome(registry, plain)
            if let expected { #expect(directly == expected) } else { #expect(directly.contains(" ") && directly.count > 20) }
            var rehearsed = plain
            do throws(RegistryError) { rehearsed.parsed = try registry.state.rehearsal(of: plain).play() } catch {
                #expect(error.message == directly)
                continue
            }
            #expect(outcome(registry, rehearsed) == directly)
        }
    }

    @Test func `does not hide what has come since`() throws {
        var registry = RegistryConversation()
        try registry.register("s", record("R", #"{"name":"a","type":"int"}"#))
        var late = wish("s", record("R", #"{"name":"a","type":"int"}"#, #"{"name":"b","type":"int","default":0}"#))
        late.parsed = try registry.state.rehearsal(of: late).play()
        // The same schema first, then one it cannot follow.
        try registry.register("s", record("R", #"{"name":"a","type":"int"}"#, #"{"name":"b","type":"int","default":0}"#))
        #expect(outcome(registry, late) == "2 2")
        try registry.delete("s", "2")
        try registry.register("s", record("R", #"{"name":"a","type":"int"}"#, #"{"name":"b","type":"string","default":""}"#))
        #expect(outcome(registry, late).contains("incompatible"))
        // And a version that stands where another did.
        try registry.delete("s")
        try registry.delete("s", permanently: true)
        #expect(outcome(registry, late) == "4 1")
    }

    @Test func `compares once with each version`() throws {
        var registry = RegistryConversation()
        for type in ["int", "long"] { try registry.register("s", record("R", #"{"name":"a","type":"\#(type)"}"#)) }
        var later = wish("s", record("R", #"{"name":"a","type":"double"}"#))
        let submission = try registry.state.rehearsal(of: later).play()
        later.parsed = submission
        let history = registry.state.history(of: Subject("s")) { _ in true }
        for version in history.versions {
            let known = submission.comparisons.isEquivalent(to: version) {
                Issue.record("compared with version \(version.place.version) again")
                return true
            }
            #expect(!known)
        }
        let last = try #require(history.versions.last)
        let differences = submission.comparisons.differences(to: last, .backward) { ["compared again"] }
        #expect(differences.isEmpty)
        #expect(outcome(registry, later) == "3 3")
    }

    @Test func `ends at once for what no record has room for`() throws {
        var registry = RegistryConversation()
        let large = #"{"type":"record","name":"R","doc":"\#(String(repeating: "x", count: 1_000_000))","fields":[]}"#
        #expect(throws: RegistryError.schemaTooLarge) { try registry.state.rehearsal(of: wish("s", large)).play() }
        #expect(throws: RegistryError.schemaTooLarge) { try registry.register("s", large) }
    }
}
