internal import HTTPServer
internal import HTTPTypes
internal import JSONText
internal import Registry
internal import RegistryModel

/// `/mode`: what may be done, with all and with one subject.
struct ModeRoutes {
    let service: RegistryService

    var routes: [HTTPRoute] {
        modes("/mode") { call throws(RegistryError) in try call.pathScope() }
            + modes("/mode/{}") { call throws(RegistryError) in try call.pathSubject() }
    }

    private func modes(
        _ path: String, _ subject: @escaping @Sendable (HTTPCall) throws(RegistryError) -> Subject?
    ) -> [HTTPRoute] {
        let service = service
        return [
            .json(.get, path) { call throws(RegistryError) in
                let (subject, inherits) = (try subject(call).orDefault, call.query.flag("defaultToGlobal"))
                let mode = try await service.read { state throws(RegistryError) in
                    try state.mode(of: subject, inherits: inherits)
                }
                return ["mode": .string(mode)]
            },
            .json(.put, path, body: .json) { call throws(RegistryError) in
                let name = try call.body { json throws(RESTBodyProblem) in try ModeBody(json) }.mode
                let mode = name.map { RegistryMode(rawValue: $0.uppercased()) }
                if let mode, mode == nil { throw .invalidMode }
                let command = RegistryCommand.setMode(
                    mode ?? nil, of: try subject(call).orDefault, isForced: call.query.flag("force"))
                let set = try await service.mode(command)
                return ["mode": .string(name == nil ? set : name?.uppercased() ?? set)]
            },
            .json(.delete, path) { call throws(RegistryError) in
                let command = RegistryCommand.deleteMode(
                    of: try subject(call).orDefault, isRecursive: call.query.flag("recursive"))
                return ["mode": .string(try await service.mode(command))]
            },
        ]
    }
}

extension Subject? {
    /// The default context named as a subject is what is set for none.
    var orDefault: Subject? { self?.name == ":.:" || self?.name.isEmpty == true ? nil : self }
}

extension RegistryService {
    fileprivate func mode(_ command: RegistryCommand) async throws(RegistryError) -> String {
        guard case .mode(let mode) = try await execute(command) else {
            preconditionFailure("a change of mode is answered with a mode")
        }
        return mode.rawValue
    }
}
