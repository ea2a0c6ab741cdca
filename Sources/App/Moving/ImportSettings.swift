import RegistryClient
import RegistryModel

extension MovedSettings {
    /// The scopes whose config a registry has not, or has otherwise.
    func openConfigs(in target: RegistryClient) async throws -> [Subject?] {
        let differs = try await Concurrently.map(configScopes) { try await target.ownConfig(of: $0) != configs[$0] }
        return zip(configScopes, differs).filter(\.1).map(\.0)
    }

    /// Answers how many were set and which could not be.
    func setConfigs(of scopes: [Subject?], in target: RegistryClient) async throws -> (count: Int, left: [RegistryFinding]) {
        try await set(scopes) { scope in
            guard let config = configs[scope] else { return false }
            try await target.setConfig(config, of: scope)
            return true
        }
    }

    /// Those of subjects and contexts before that for all, which might close the registry for them.
    func setModes(in target: RegistryClient) async throws -> (count: Int, left: [RegistryFinding]) {
        try await set(modeScopes.reversed()) { scope in
            guard let mode = modes[scope] else { return false }
            if try await target.ownMode(of: scope) == mode { return false }
            try await target.setMode(mode, of: scope, forced: true)
            return true
        }
    }

    private func set(
        _ scopes: [Subject?], _ set: (Subject?) async throws -> Bool
    ) async throws -> (count: Int, left: [RegistryFinding]) {
        var count = 0, left: [RegistryFinding] = []
        for scope in scopes {
            do {
                if try await set(scope) { count += 1 }
            } catch let error as RegistryClientError where error.httpStatus == 422 {
                left.append(RegistryFinding(.setting, scope: scope, "it could not be set: \(error.message)"))
            }
        }
        return (count, left)
    }

    /// What is not so in a registry.
    func differences(in target: RegistryClient) async throws -> [RegistryFinding] {
        let configs = try await Concurrently.map(configScopes) { scope -> RegistryFinding? in
            let (here, there) = (try await target.ownConfig(of: scope), self.configs[scope])
            if here == there { return nil }
            return RegistryFinding(.setting, scope: scope, "its config is another here")
        }
        let modes = try await Concurrently.map(modeScopes) { scope -> RegistryFinding? in
            let (here, there) = (try await target.ownMode(of: scope), self.modes[scope])
            if here == there { return nil }
            return RegistryFinding(
                .setting, scope: scope, "its mode is \(here ?? "not set") here and \(there ?? "not set") there")
        }
        return (configs + modes).compactMap { $0 }
    }
}
