internal import HTTPServer
internal import HTTPTypes
internal import JSONText
internal import Registry
internal import RegistryModel

/// `/config` and `/mode`: for all subjects, and for one.
struct ConfigRoutes {
    let service: RegistryService

    var routes: [HTTPRoute] { config("/config") { _ in nil } + config("/config/{}") { $0.subject() } + modes }

    private func config(_ path: String, _ subject: @escaping @Sendable (HTTPCall) -> Subject?) -> [HTTPRoute] {
        let service = service
        return [
            .json(.get, path) { call throws(RegistryError) in
                let (subject, inherits) = (subject(call), call.query.flag("defaultToGlobal"))
                return try await service.read { state throws(RegistryError) in
                    try state.config(of: subject, inherits: inherits)
                }.body.json
            },
            .json(.put, path, body: .json) { call throws(RegistryError) in
                let change = try call.body { json throws(RESTBodyProblem) in try ConfigUpdateBody(json) }
                return try await service.config(.updateConfig(subject(call), change)).updateJSON
            },
            .json(.delete, path) { call throws(RegistryError) in
                try await service.config(.deleteConfig(subject(call))).json
            },
        ]
    }

    private var modes: [HTTPRoute] {
        let service = service
        return [
            .json(.get, "/mode") { _ throws(RegistryError) in
                let mode = try await service.read { state throws(RegistryError) in try state.mode(of: nil, inherits: true) }
                return ["mode": .string(mode)]
            },
            .json(.get, "/mode/{}") { call throws(RegistryError) in
                let (subject, inherits) = (call.subject(), call.query.flag("defaultToGlobal"))
                let mode = try await service.read { state throws(RegistryError) in
                    try state.mode(of: subject, inherits: inherits)
                }
                return ["mode": .string(mode)]
            },
        ]
    }
}

extension RegistryService {
    fileprivate func config(_ command: RegistryCommand) async throws(RegistryError) -> ConfigBody {
        guard case .config(let config) = try await execute(command) else {
            preconditionFailure("a change of config is answered with a config")
        }
        return config.body
    }
}
