internal import HTTPServer
internal import HTTPTypes
internal import JSONText
internal import Registry
internal import RegistryModel

/// `/mode`: what may be done, with all and with one subject.
struct ModeRoutes {
    let service: RegistryService

    var routes: [HTTPRoute] { modes("/mode") + modes("/mode/{}") }

    private func modes(_ path: String) -> [HTTPRoute] {
        let service = service
        return [
            .json(.get, path) { call throws(RegistryError) in
                let (subject, inherits) = (try call.settingsScope(), call.query.flag("defaultToGlobal"))
                let mode = try await service.read { state throws(RegistryError) in
                    try state.mode(of: subject, inherits: inherits)
                }
                return ["mode": .string(mode)]
            },
            .json(.put, path, body: .json) { call throws(RegistryError) in
                let body = try call.body { json throws(RESTBodyProblem) in try ModeBody(json) }
                var mode: RegistryMode?
                if let name = body.mode {
                    guard let known = RegistryMode(rawValue: name.uppercased()) else { throw .invalidMode }
                    mode = known
                }
                let command = RegistryCommand.setMode(
                    mode, of: try call.settingsScope(), isForced: call.query.flag("force"))
                return ["mode": .string(try await service.mode(command))]
            },
            .json(.delete, path) { call throws(RegistryError) in
                let command = RegistryCommand.deleteMode(
                    of: try call.settingsScope(), isRecursive: call.query.flag("recursive"))
                return ["mode": .string(try await service.mode(command))]
            },
        ]
    }
}

extension RegistryService {
    fileprivate func mode(_ command: RegistryCommand) async throws(RegistryError) -> String {
        guard case .mode(let mode) = try await execute(command) else {
            preconditionFailure("a change of mode is answered with a mode")
        }
        return mode.rawValue
    }
}
