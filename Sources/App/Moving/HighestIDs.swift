import RegistryClient
import RegistryModel

/// The highest id ever given out in each context. Versions that had it may be deleted for good; records that carry it are not, so
/// it is not to be given out again.
struct HighestIDs: Sendable, Equatable {
    var byContext: [SchemaContext: SchemaID] = [:]

    /// By context; those of which nothing is known are left out.
    var ordered: [(context: SchemaContext, id: SchemaID)] {
        byContext.filter { $0.value.rawValue > 0 }.sorted { $0.key < $1.key }.map { (context: $0.key, id: $0.value) }
    }

    /// What it takes to make a registry give out nothing up to these; nothing if it knows them.
    ///
    /// A registry remembers the ids it has seen, so a version with the highest is imported and forgotten again at once.
    func steps(for target: RunningRegistry) async throws -> [Step] {
        let seen = try await target.highestIDs().byContext
        let there = Set(try await target.subjects())
        return ordered.compactMap { context, id in
            let step = Step(subject: Self.subject(in: context), id: id, isSeen: seen[context].map { $0 >= id } ?? false)
            // A run that was broken off may have left it there.
            return step.isSeen && !there.contains(step.subject) ? nil : step
        }
    }

    struct Step: Sendable {
        var subject: Subject
        var id: SchemaID
        var isSeen: Bool

        /// The modes must be open for the subject.
        func run(in target: RegistryClient) async throws {
            // An id that stands for something is seen with it.
            if !isSeen, try await target.content(id, in: subject.context) == nil {
                try await target.importVersion(
                    RegisteredSchema(
                        subject: subject, version: .first, id: id, format: .avro, references: [], schema: #""null""#,
                        metadata: SchemaMetadata(properties: ["herald:highest-id": "\(id)"])))
            }
            for permanently in [false, true] {
                do {
                    try await target.delete(subject, permanently: permanently)
                } catch let error as RegistryClientError where error.isNotFound {
                    // Gone already, the one way or the other.
                }
            }
        }
    }

    private static func subject(in context: SchemaContext) -> Subject { Subject("herald-import-highest-id", in: context) }
}
