import Avro
import Compatibility
import LeafDump
import RegistryClient
import RegistryModel

/// Which schemas a container file has as branches: those of the topic's own subjects, so that who reads the file finds records
/// and not bytes.
enum EnvelopeBranches {
    /// Of each side, the newest: a header names them all.
    private static let most = 50

    static func envelope(of topic: String, _ registry: RegistryClient?) async throws -> RecordEnvelope {
        guard let registry else { return RecordEnvelope() }
        let worker = try VerifyWorker()
        return RecordEnvelope(
            keys: try await branches(Subject("\(topic)-key"), registry, worker),
            values: try await branches(Subject("\(topic)-value"), registry, worker))
    }

    private static func branches(
        _ subject: Subject, _ registry: RegistryClient, _ worker: VerifyWorker
    ) async throws -> [RecordEnvelope.Branch] {
        let versions: [SchemaVersion]
        do { versions = try await registry.versions(of: subject) } catch let error as RegistryClientError where error.isNotFound {
            return []
        }
        var branches: [RecordEnvelope.Branch] = []
        for version in versions.suffix(most) {
            let found = try await registry.version(.number(version), of: subject)
            guard found.format == .avro, !branches.contains(where: { $0.id == found.id }) else { continue }
            let written = try await found.written(registry).schema
            guard case .avro(let schema) = written, let plan = try? SchemaResolution.plan(for: schema)
            else { continue }
            // What libavro does not read as a schema stays bytes.
            let text = Array(schema.canonicalText(under: "value\(found.id)").utf8)
            guard try worker.ask(OpinionFrame(.avroSchema, [text])).kind == .dumps else { continue }
            branches.append(RecordEnvelope.Branch(id: found.id, plan: plan))
        }
        return branches
    }
}
