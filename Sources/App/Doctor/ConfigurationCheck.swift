import Foundation

/// Which addresses are used, who said so, and what in the environment means nothing.
struct ConfigurationCheck {
    var environment: [String: String]
    var brokers: BrokerOptions
    var server: ServerOptions

    /// Variables that the program reads.
    static let variables = ["HERALD_BROKERS", "HERALD_SERVER", SourceAccess.variable]

    var results: [CheckResult] {
        [
            address("brokers", brokers.bootstrapServers, given: brokers.brokers, ["HERALD_BROKERS", "BOOTSTRAP_SERVERS"]),
            address("server", server.url, given: server.server, ["HERALD_SERVER", "SCHEMA_REGISTRY_URL"]),
        ] + unknown
    }

    /// - Parameter names: of variables, the one that wins first.
    func address(_ option: String, _ used: String, given: String?, _ names: [String]) -> CheckResult {
        let set = names.filter { environment[$0] != nil }
        let source = given != nil ? "by --\(option)" : set.first.map { "by \($0)" } ?? "by default"
        let sentence = "\(used), \(source)"
        guard given == nil, set.count > 1, environment[set[0]] != environment[set[1]] else { return .ok(option, sentence) }
        return .warning(
            option, "\(sentence); \(set[1]) says \(environment[set[1]] ?? "")", fix: "unset the one that is not meant")
    }

    /// Misspelt names would be without effect and without a word.
    private var unknown: [CheckResult] {
        environment.keys.filter { $0.hasPrefix("HERALD_") && !Self.variables.contains($0) }.sorted().map { name in
            .warning(
                "environment", "\(name) is set, and nothing reads it",
                fix: Nearest.name(to: name, among: Self.variables).map { "perhaps \($0) is meant" } ?? "unset it")
        }
    }

    /// Whether the project file, if there is one, can be read.
    static func project() -> CheckResult {
        do {
            guard let file = try ProjectFile.find(nil) else { return .skipped("project", "no \(ProjectFile.name) here or above") }
            guard let note = file.notes.first else { return .ok("project", file.path) }
            return .warning("project", "\(file.path): \(note)", fix: "take it out, or see docs/guides/schema-ci.md")
        } catch let failure as CommandFailure {
            return .failure(
                "project", [failure.what, failure.whereabouts].compactMap(\.self).joined(separator: ", at "),
                fix: failure.help ?? "correct the file")
        } catch {
            return .failure("project", "\(error)", fix: "correct the file")
        }
    }
}
