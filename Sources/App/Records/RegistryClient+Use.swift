import RegistryClient
import RegistryModel

extension RegistryClient {
    /// Where a schema is registered. It may stand in many subjects: the topic's own is the one to show.
    func use(of id: SchemaID, by topic: String, _ side: SubjectNameStrategy.Side) async throws -> SubjectVersion? {
        let uses = try await uses(of: id)
        let own = Subject("\(topic)-\(side.rawValue)")
        return uses.last { $0.subject == own } ?? uses.first
    }
}
