import DurableState
import JSONText
import Registry
import RegistryModel
import RegistryServer
import TestKit
import Testing

@Suite struct `The registry over its log` {
    func service(_ engine: InMemoryLogEngine) throws -> RegistryService {
        try RegistryService(engine: engine, now: { 0 }) { Issue.record("unreadable record: \($0)") }
    }

    func wish(_ subject: String, _ schema: String) -> RegisterSchema {
        RegisterSchema(subject: Subject(subject), schema: SubmittedSchema(text: schema))
    }

    @Test func `many at once get one id per content`() async throws {
        let engine = InMemoryLogEngine()
        let registry = try service(engine)
        let ids = try await withThrowingTaskGroup(of: (content: Int, id: SchemaID).self) { group in
            for index in 0..<400 {
                let content = index % 10
                group.addTask {
                    let schema = #"{"type":"fixed","name":"F","size":\#(content + 1)}"#
                    return (content, try await registry.register(self.wish("subject-\(index / 10)-\(content)", schema)).schema.id)
                }
            }
            var ids: [Int: Set<SchemaID>] = [:]
            for try await (content, id) in group { ids[content, default: []].insert(id) }
            return ids
        }
        #expect(ids.values.allSatisfy { $0.count == 1 })
        #expect(Set(ids.values.flatMap { $0 }.map(\.rawValue)) == Set(1...10))
    }

    @Test func `many versions at once stand one behind the other`() async throws {
        let registry = try service(InMemoryLogEngine())
        let versions = try await withThrowingTaskGroup(of: SchemaVersion.self) { group in
            _ = try await registry.execute(.updateConfig(nil, ConfigUpdateBody(compatibility: "NONE")))
            for size in 1...50 {
                group.addTask {
                    try await registry.register(self.wish("s", #"{"type":"fixed","name":"F","size":\#(size)}"#)).schema.version
                }
            }
            return try await group.reduce(into: Set<Int32>()) { $0.insert($1.rawValue) }
        }
        #expect(versions == Set(1...50))
    }

    @Test func `nobody is answered before the log is durable`() async throws {
        let engine = InMemoryLogEngine()
        let registry = try service(engine)
        engine.hold()
        let answer = Task { try await registry.register(wish("a", #""int""#)).schema.id }
        // The read rests on the same records, so it cannot overtake them; being asked later it is answered later.
        try await eventually { !engine.records(of: RegistryRecord.schemas).isEmpty }
        let read = Task { try await registry.read { state throws(RegistryError) in state.subjects(SubjectPrefix(":*:"), .hidden) } }
        engine.release()
        #expect(try await answer.value == SchemaID(1))
        #expect(try await read.value == [Subject("a")])
    }

    @Test func `a failed sync refuses, and leaves no trace`() async throws {
        let engine = InMemoryLogEngine()
        let registry = try service(engine)
        _ = try await registry.register(wish("a", #""int""#))
        engine.hold()
        let answer = Task { try await registry.register(wish("b", #""long""#)).schema.id }
        try await eventually { engine.records(of: RegistryRecord.schemas).count >= 2 }
        engine.failHeld()
        let error = await #expect(throws: RegistryError.self) { try await answer.value }
        #expect(error?.code == .storeFailure)
        #expect(try await registry.read { state throws(RegistryError) in state.subjects(SubjectPrefix(":*:"), .hidden) } == [Subject("a")])
        #expect(try await registry.register(wish("b", #""long""#)).schema.id == SchemaID(2))
    }

    @Test func `when our own log fails nothing reaches the shared one`() async throws {
        let engine = InMemoryLogEngine()
        let registry = try service(engine)
        // Its text as submitted goes into our own log first.
        let spaced = wish("a", #"{ "type": "int" }"#)
        for failing in 0...1 {
            engine.failAppend(after: failing)
            await #expect(throws: RegistryError.self) { try await registry.register(spaced) }
            #expect(engine.records(of: RegistryRecord.schemas).isEmpty)
        }
        // Nobody was told an id, and nothing has one.
        #expect(try await registry.register(spaced).schema.id == SchemaID(1))
    }

    @Test func `a restart finds everything, and no id twice`() async throws {
        let engine = InMemoryLogEngine()
        let first = try service(engine)
        for size in 1...5 { _ = try await first.register(wish("s\(size)", #"{"type":"fixed","name":"F","size":\#(size)}"#)) }
        _ = try await first.execute(.deleteSubject(Subject("s5"), permanently: false))
        _ = try await first.execute(.deleteSubject(Subject("s5"), permanently: true))
        engine.compact()
        let second = try service(engine)
        #expect(try await second.read { state throws(RegistryError) in state.subjects(SubjectPrefix(":*:"), .included).count } == 4)
        #expect(try await second.register(wish("s6", #""int""#)).schema.id == SchemaID(6))
    }

    @Test func `a permanent deletion reaches the replies that are kept`() async throws {
        try await withRegistryServer { client async throws in
            #expect(try await client.request("POST", "/subjects/a/versions", body(#""int""#)).status == 200)
            for _ in 0..<2 { #expect(try await client.request("GET", "/schemas/ids/1").status == 200) }
            #expect(try await client.request("DELETE", "/subjects/a").status == 200)
            #expect(try await client.request("GET", "/schemas/ids/1").status == 200)
            #expect(try await client.request("DELETE", "/subjects/a?permanent=true").status == 200)
            #expect(try await client.request("GET", "/schemas/ids/1").status == 404)
        }
    }
}
