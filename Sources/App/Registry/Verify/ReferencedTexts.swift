import RegistryClient
import RegistryModel
import Synchronization

/// Finds what schemas refer to, deleted versions too, and remembers a bounded number of them. May be used from any task.
final class ReferencedTexts: Sendable {
    private static let maxKept = 500
    private static let maxCount = 500

    private let source: any RegistrySource
    private let known = Mutex<[SubjectVersion: RegisteredSchema]>([:])

    init(_ source: any RegistrySource) { self.source = source }

    enum Answer: Sendable {
        /// Each after those it uses itself.
        case texts([(name: String, text: String)])
        case missing(SchemaReference, by: SubjectVersion)
        case tooMany
    }

    func resolve(_ schema: RegisteredSchema) async throws -> Answer {
        var seen: Set<String> = [], list: [(name: String, text: String)] = []
        if let problem = try await collect(schema, &seen, &list) { return problem }
        return .texts(list)
    }

    private func collect(
        _ schema: RegisteredSchema, _ seen: inout Set<String>, _ list: inout [(name: String, text: String)]
    ) async throws -> Answer? {
        for reference in schema.references where seen.insert(reference.name).inserted {
            if seen.count > Self.maxCount { return .tooMany }
            let place = SubjectVersion(schema.subject.sibling(reference.subject), reference.version)
            guard let used = try await find(place) else {
                return .missing(reference, by: SubjectVersion(schema.subject, schema.version))
            }
            if let problem = try await collect(used, &seen, &list) { return problem }
            list.append((reference.name, used.schema))
        }
        return nil
    }

    private func find(_ place: SubjectVersion) async throws -> RegisteredSchema? {
        if let schema = known.withLock({ $0[place] }) { return schema }
        do {
            let schema = try await source.schema(place)
            known.withLock { known in
                if known.count >= Self.maxKept { known.removeAll() }
                known[place] = schema
            }
            return schema
        } catch let error as RegistryClientError where error.isNotFound {
            return nil
        }
    }
}
