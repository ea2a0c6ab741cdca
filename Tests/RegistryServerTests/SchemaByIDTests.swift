import HTTPTypes
import Measures
import NIOCore
import Registry
import RegistryModel
import TestKit
import Testing

@testable import HTTPServer
@testable import RegistryServer

/// What is asked on an event loop before anything is computed.
@Suite struct `A schema by its id` {
    private let service: RegistryService
    private let route: HTTPRoute

    init() async throws {
        service = try RegistryService(engine: InMemoryLogEngine(), now: { 0 }) { Issue.record("unreadable record: \($0)") }
        _ = try await service.register(RegisterSchema(subject: Subject("s"), schema: SubmittedSchema(text: #""int""#)))
        let api = RegistryAPI(service: service, identity: RegistryIdentity(clusterID: "c"))
        route = try #require(api.routes.first { $0.name == "GET /schemas/ids/{}" })
    }

    private func call(_ target: String = "1", headers: HTTPFields = [:]) throws -> HTTPCall {
        let target = try #require(RequestTarget(target))
        return HTTPCall(method: .get, parameters: target.segments, query: target.query, headers: headers, body: ByteBuffer())
    }

    @Test func `is at hand once it has been handed out`() async throws {
        #expect(route.known?(try call()) == nil)
        let first = try await route.handler(try call())
        let known = try #require(route.known?(try call()))
        #expect(known.body == first.body && known.contentType == first.contentType && known.status == .ok)
        #expect(service.meter.fetchesByID.hit.value == 1 && service.meter.fetchesByID.miss.value == 1)
        // For as long as it is there.
        _ = try await service.execute(.deleteSubject(Subject("s"), permanently: false))
        #expect(route.known?(try call()) != nil)
        _ = try await service.execute(.deleteSubject(Subject("s"), permanently: true))
        #expect(route.known?(try call()) == nil)
    }

    @Test func `in another form, or with more about it, is never at hand`() async throws {
        _ = try await route.handler(try call())
        for target in [
            "2", "x", "1?subject=s", "1?format=serialized", "1?fetchMaxId=true", "1?includeSubjects=true", "1?findTags=a",
        ] { #expect(route.known?(try call(target)) == nil, "\(target)") }
        for target in ["1?subject=", "1?fetchMaxId=false", "1?anything=else"] {
            #expect(route.known?(try call(target)) != nil, "\(target)")
        }
        let accepts = try #require(HTTPField.Name("Confluent-Accept-Unknown-Properties"))
        #expect(route.known?(try call(headers: [accepts: "true"])) == nil)
        #expect(route.known?(try call(headers: [.accept: "text/html"])) == nil)
        let mounted = route.mounted(under: "/contexts/{}")
        #expect(mounted.known == nil)
    }
}
