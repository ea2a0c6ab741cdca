internal import RegistryModel

extension SchemaCatalog {
    /// More texts than any schema needs; a walk that meets more is somebody's trap.
    private static let maxDependencies = 1000
    private static let maxReferenceDepth = 100

    /// Finds what a request's references mean: the latest becomes a number, deleted versions are not there.
    func resolve(_ submitted: SubmittedSchema, in subject: Subject) throws(RegistryError) -> SchemaSource {
        var references: [SchemaReference] = []
        for requested in submitted.references {
            let entries = entries(of: subject.sibling(requested.subject))
            let found =
                requested.version == -1
                ? entries.last { !$0.isDeleted } : entries.first { !$0.isDeleted && $0.version.rawValue == requested.version }
            guard let entry = found else {
                throw .missingReference(submitted.format, requested.subject, requested.version)
            }
            references.append(SchemaReference(name: requested.name, subject: requested.subject, version: entry.version))
        }
        return try source(submitted.format, submitted.text, references, in: subject)
    }

    /// A text with what it rests on; deleted references still count for what was registered before.
    func source(
        _ format: SchemaFormat, _ text: String, _ references: [SchemaReference], in subject: Subject
    ) throws(RegistryError) -> SchemaSource {
        var dependencies: [SchemaSource.Dependency] = []
        var seen: Set<String> = []
        for reference in references { try collect(reference, of: subject, format, &dependencies, &seen, depth: 0) }
        return SchemaSource(format: format, text: text, references: references, dependencies: dependencies)
    }

    /// Depth first, a reference's own references before it.
    private func collect(
        _ reference: SchemaReference, of subject: Subject, _ format: SchemaFormat,
        _ dependencies: inout [SchemaSource.Dependency],
        _ seen: inout Set<String>, depth: Int
    ) throws(RegistryError) {
        guard seen.insert(reference.name).inserted else { return }
        guard depth < Self.maxReferenceDepth, seen.count <= Self.maxDependencies else {
            throw .invalidSchema(
                format,
                details: "the references are deeper than \(Self.maxReferenceDepth) levels or more than \(Self.maxDependencies)")
        }
        let target = reference.target(from: subject)
        guard let entry = entry(at: target) else {
            throw .missingReference(format, reference.subject, reference.version.rawValue)
        }
        let stored = stored(entry, of: target.subject)
        for deeper in stored.references {
            try collect(deeper, of: target.subject, format, &dependencies, &seen, depth: depth + 1)
        }
        dependencies.append(SchemaSource.Dependency(name: reference.name, text: stored.schema, hash: stored.contentHash))
    }
}

extension RegistryError {
    fileprivate static func missingReference(_ format: SchemaFormat, _ subject: Subject, _ version: Int32) -> RegistryError {
        .invalidSchema(format, details: "No schema reference found for subject \"\(subject)\" and version \(version)")
    }
}
