import Measures
import Registry
import RegistryModel
import TestKit
import Testing

@testable import RegistryServer

@Suite struct `Reads of versions` {
    private let service: RegistryService

    init() throws {
        service = try RegistryService(engine: InMemoryLogEngine(), now: { 0 }) { Issue.record("unreadable record: \($0)") }
    }

    private func register(_ subject: String, _ schema: String) async throws -> RegisteredSchema {
        try await service.register(RegisterSchema(subject: Subject(subject), schema: SubmittedSchema(text: schema))).schema
    }

    private func place(_ subject: String, _ version: Int32 = 1) throws -> SubjectVersion {
        SubjectVersion(Subject(subject), try #require(SchemaVersion(version)))
    }

    @Test func `count for the version that was named, and for all that have the id where none was`() async throws {
        let one = try await register("a", #""int""#)
        _ = try await register("b", #""int""#)
        let other = try await register("c", #""string""#)
        #expect(await service.versionReads()?.counts.isEmpty == true)
        service.meter.noteFetch(one, isLatest: false)
        service.meter.noteFetch(one, isLatest: true)
        service.meter.noteFetch(one.id, isHit: true)
        service.meter.noteFetch(one.id)
        service.meter.noteFetch(one.id, try place("b"))
        service.meter.noteFetch(try #require(other.guid))
        #expect(
            await service.versionReads()?.counts == [try place("a"): 4, try place("b"): 3, try place("c"): 1])
        #expect(await service.versionReads()?.others == 0)
        let meter = service.meter
        #expect([meter.fetchesByVersion, meter.fetchesOfLatest, meter.fetchesByGUID].map(\.value) == [1, 1, 1])
        #expect(meter.fetchesByID.hit.value == 1 && meter.fetchesByID.miss.value == 2)
    }

    @Test func `of a deleted version are told until it is deleted for ever`() async throws {
        let schema = try await register("a", #""int""#)
        service.meter.noteFetch(schema.id)
        _ = try await service.execute(.deleteSubject(Subject("a"), permanently: false))
        service.meter.noteFetch(schema.id)
        #expect(await service.versionReads()?.counts == [try place("a"): 2])
        _ = try await service.execute(.deleteSubject(Subject("a"), permanently: true))
        #expect(await service.versionReads()?.counts.isEmpty == true)
        #expect(await service.versionReads()?.others == 2)
    }

    @Test func `beyond a thousand schemas are counted together`() async throws {
        for id in 1...1500 as ClosedRange<Int32> { service.meter.noteFetch(SchemaID(id)) }
        #expect(service.meter.reads.all.count == 1001)
        #expect(await service.versionReads()?.others == 1500)
    }
}
