internal import HTTPServer
internal import HTTPTypes
internal import JSONText
internal import NIOCore
internal import Registry
internal import RegistryModel

/// `/contexts`: which there are, and the end of one.
struct ContextsRoutes {
    let service: RegistryService

    var routes: [HTTPRoute] {
        let service = service
        return [
            .json(.get, "/contexts") { call throws(RegistryError) in
                let contexts = try await service.read { state throws(RegistryError) in state.contexts }
                let prefix = call.query["contextPrefix"] ?? ""
                return .array(try call.page(of: contexts.filter { $0.name.hasPrefix(prefix) }).map { .string($0.name) })
            },
            HTTPRoute(.delete, "/contexts/{}") { call in
                var call = call
                call.mount = call.parameters
                let context = try call.context()
                _ = try await service.execute(.deleteContext(context))
                return HTTPReply(.noContent, contentType: nil, body: ByteBuffer())
            },
        ]
    }
}
