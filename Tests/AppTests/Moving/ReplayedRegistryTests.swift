import DurableState
import Registry
import RegistryModel
import Testing

@testable import herald

@Suite struct `A registry replayed from its topic` {
    private static func replay(_ records: [(key: String, value: String?)]) -> ReplayedRegistry {
        var registry = ReplayedRegistry(title: "topic")
        for (offset, record) in records.enumerated() {
            registry.apply(
                StoredRecord(
                    partition: RegistryRecord.schemas, offset: Int64(offset), timestamp: 0, key: Array(record.key.utf8),
                    value: record.value.map { Array($0.utf8) }))
        }
        return registry
    }

    private static func value(_ subject: String, _ version: Int, _ id: Int, deleted: Bool = false) -> String {
        #"{"subject":"\#(subject)","version":\#(version),"id":\#(id),"schema":"\"int\"","deleted":\#(deleted)}"#
    }

    @Test func `does not let a version rise again that was deleted by another spelling of its key`() async throws {
        let registry = Self.replay([
            (#"{"subject":"a","version":1,"magic":1,"keytype":"SCHEMA"}"#, Self.value("a", 1, 1)),
            (#"{"keytype":"SCHEMA","subject":"a","version":2,"magic":0}"#, Self.value("a", 2, 2)),
            (#"{"keytype":"SCHEMA","subject":"a","version":1,"magic":1}"#, nil),
        ])
        let first = try #require(SchemaVersion(2))
        #expect(try await registry.versions(of: Subject("a")) == [SourceVersion(version: first, isDeleted: false)])
        #expect(registry.foreignKeys.count == 2)
        #expect(registry.remarks.count == 1)
    }

    @Test func `passes over a record that gives an id another content, and says so`() async throws {
        let other = #"{"subject":"b","version":1,"id":1,"schema":"\"long\"","deleted":false}"#
        let registry = Self.replay([
            (#"{"keytype":"SCHEMA","subject":"a","version":1,"magic":1}"#, Self.value("a", 1, 1)),
            (#"{"keytype":"SCHEMA","subject":"b","version":1,"magic":1}"#, other),
        ])
        #expect(try await registry.subjects() == [Subject("a")])
        #expect(registry.ignored == ["b@1 (id 1)"])
        #expect(registry.remarks.count == 1)
    }

    @Test func `tells what it passed over`() async throws {
        let registry = Self.replay([
            ("nonsense", "{}"), (#"{"keytype":"NOOP","magic":0}"#, nil), (#"{"keytype":"LATER","magic":0}"#, "{}"),
        ])
        #expect(registry.unreadableCount == 1)
        #expect(registry.remarks.first?.hasPrefix("1 records mean nothing here") == true)
        #expect(try await registry.subjects().isEmpty)
    }

    @Test func `knows settings of subjects without versions, and what holds where nothing was set`() async throws {
        let registry = Self.replay([
            (#"{"keytype":"CONFIG","subject":"none","magic":0}"#, #"{"subject":"none","compatibilityLevel":"FULL"}"#),
            (#"{"keytype":"MODE","subject":":.x:","magic":0}"#, #"{"subject":":.x:","mode":"READONLY"}"#),
        ])
        let settings = try await registry.settings(of: [])
        #expect(settings.configScopes == [nil, Subject("none")])
        #expect(settings.configs[nil]?.compatibilityLevel == "BACKWARD")
        #expect(settings.modes == [nil: "READWRITE", Subject(":.x:"): "READONLY"])
    }
}
