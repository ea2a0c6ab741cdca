internal import HTTPServer
internal import HTTPTypes
internal import JSONText
internal import Registry
internal import RegistryModel

/// `/config`: for all subjects, and for one.
struct ConfigRoutes {
    let service: RegistryService

    var routes: [HTTPRoute] { config("/config") + config("/config/{}") }

    private func config(_ path: String) -> [HTTPRoute] {
        let service = service
        return [
            .json(.get, path) { call throws(RegistryError) in
                let (subject, inherits) = (try call.settingsScope(), call.query.flag("defaultToGlobal"))
                return try await service.read { state throws(RegistryError) in
                    try state.config(of: subject, inherits: inherits)
                }.json()
            },
            .json(.put, path, body: .json) { call throws(RegistryError) in
                let change = try call.body { json throws(RESTBodyProblem) in try ConfigUpdateBody(json) }
                return try await service.config(.updateConfig(try call.settingsScope(), change))
                    .json(levelKey: RegistryConfig.updateLevelKey)
            },
            .json(.delete, path) { call throws(RegistryError) in
                let subject = try call.settingsScope()
                let deleted = try await service.config(.deleteConfig(subject))
                guard service.dialect.answersDeletionWithRest else { return deleted.json() }
                let rest = try await service.read { state throws(RegistryError) in try state.config(of: subject, inherits: true) }
                return rest.json(levelKey: RegistryConfig.updateLevelKey)
            },
        ]
    }
}

extension RegistryService {
    fileprivate func config(_ command: RegistryCommand) async throws(RegistryError) -> RegistryConfig {
        guard case .config(let config) = try await execute(command) else {
            preconditionFailure("a change of config is answered with a config")
        }
        return config
    }
}
