internal import JSONText
package import RegistryModel

/// Which versions a listing shows.
package enum DeletedFilter: Sendable {
    case hidden, included, only

    func shows(isDeleted: Bool) -> Bool {
        switch self {
        case .hidden: !isDeleted
        case .included: true
        case .only: isDeleted
        }
    }
}

/// Which subjects a listing shows.
package struct SubjectPrefix: Sendable {
    /// nil means every context's.
    private let context: SchemaContext?
    private let local: String

    /// Reads `:.staging:orders`, `orders` of the default context, `:*:orders` of any.
    package init(_ text: String) {
        if text.hasPrefix(":*:") {
            (context, local) = (nil, String(text.dropFirst(3)))
        } else {
            let subject = Subject(text)
            (context, local) = (subject.context, subject.localName)
        }
    }

    func matches(_ subject: Subject) -> Bool {
        (context.map { $0 == subject.context } ?? true) && subject.localName.hasPrefix(local)
    }
}

/// What can be seen without changing anything.
extension RegistryState {
    /// In the dialect's order. A subject counts as deleted when all its versions are.
    package func subjects(_ prefix: SubjectPrefix, _ filter: DeletedFilter) -> [Subject] {
        catalog.subjects.filter { subject, entries in
            prefix.matches(subject) && filter.shows(isDeleted: entries.allSatisfy(\.isDeleted))
        }.keys.sorted(by: isListedBefore)
    }

    private func isListedBefore(_ left: Subject, _ right: Subject) -> Bool {
        dialect.listsSubjectsAsTheyCame ? catalog.arrival(of: left) < catalog.arrival(of: right) : left < right
    }

    package func versions(of subject: Subject, _ filter: DeletedFilter) throws(RegistryError) -> [SchemaVersion] {
        let versions = catalog.entries(of: subject).filter { filter.shows(isDeleted: $0.isDeleted) }.map(\.version)
        guard !versions.isEmpty else { throw .subjectNotFound(subject) }
        return versions
    }

    /// All versions, those that are deleted as the negative of their number. The subject has to have one that `filter` shows.
    package func versionsDeletedNegative(
        of subject: Subject, _ filter: DeletedFilter
    ) throws(RegistryError) -> [Int32] {
        let entries = catalog.entries(of: subject)
        guard entries.contains(where: { filter != .hidden || !$0.isDeleted }) else { throw .subjectNotFound(subject) }
        return entries.map { $0.isDeleted ? -$0.version.rawValue : $0.version.rawValue }
    }

    package func schema(
        _ subject: Subject, _ selector: SchemaVersionSelector, includesDeleted: Bool
    ) throws(RegistryError) -> RegisteredSchema {
        let subject = found(subject) { candidate in
            self.entries(of: candidate, includesDeleted).contains { selector.matches($0.version) }
        }
        let entries = self.entries(of: subject, includesDeleted)
        guard !entries.isEmpty else { throw .subjectNotFound(subject) }
        guard let entry = entries.last(where: { selector.matches($0.version) }) else { throw .versionNotFound(selector) }
        return catalog.schema(entry, of: subject)
    }

    /// The newest version whose metadata has all these properties.
    package func schema(
        _ subject: Subject, withProperties wanted: [String: String], includesDeleted: Bool
    ) throws(RegistryError) -> RegisteredSchema {
        let schemas = entries(of: subject, includesDeleted).map { catalog.schema($0, of: subject) }
        guard !schemas.isEmpty else { throw .subjectNotFound(subject) }
        let newest = schemas.last { schema in
            let properties = schema.metadata?.properties ?? [:]
            return schema.metadata?.properties != nil && wanted.allSatisfy { properties[$0.key] == $0.value }
        }
        guard let newest else { throw .schemaNotFound }
        return newest
    }

    /// Every version of every subject, subjects in order, versions in order.
    package func schemas(_ prefix: SubjectPrefix, _ filter: DeletedFilter, latestOnly: Bool) -> [RegisteredSchema] {
        schemas(filter, latestOnly: latestOnly) { prefix.matches($0) }
    }

    /// The same with the subjects' aliases; what an alias stands for counts as found by the alias.
    package func aliasedSchemas(
        _ prefix: SubjectPrefix, _ filter: DeletedFilter, latestOnly: Bool
    ) -> [(schema: RegisteredSchema, aliases: [Subject])] {
        let aliases = settings.aliases.filter { prefix.matches($0.alias) }
        let byTarget = Dictionary(grouping: aliases, by: \.target).mapValues { $0.map(\.alias).sorted() }
        return schemas(filter, latestOnly: latestOnly) { prefix.matches($0) || byTarget[$0] != nil }
            .map { ($0, byTarget[$0.subject] ?? []) }
    }

    private func schemas(
        _ filter: DeletedFilter, latestOnly: Bool, _ isWanted: (Subject) -> Bool
    ) -> [RegisteredSchema] {
        catalog.subjects.filter { isWanted($0.key) }.sorted { isListedBefore($0.key, $1.key) }.flatMap { subject, entries in
            let shown = entries.filter { filter.shows(isDeleted: $0.isDeleted) }
            return (latestOnly ? shown.suffix(1) : shown[...]).map { catalog.schema($0, of: subject) }
        }
    }

    /// The default one first, the others in order.
    package var contexts: [SchemaContext] { catalog.contexts }

    private func entries(of subject: Subject, _ includesDeleted: Bool) -> [SchemaCatalog.Entry] {
        catalog.entries(of: subject).filter { includesDeleted || !$0.isDeleted }
    }

    /// The subject itself, or, if nobody said a context and it does not hold there, its namesake in the first that does.
    private func found(_ subject: Subject, where holds: (Subject) -> Bool) -> Subject {
        guard !subject.isQualified, !holds(subject) else { return subject }
        return catalog.contexts.dropFirst().map { Subject(subject.name, in: $0) }.first(where: holds) ?? subject
    }

    // MARK: By id

    /// What an id stands for, soft-deleted or not.
    ///
    /// - Parameter hint: a subject of it, or a context; nil means the default context. Where the default context's subject of
    ///   that name does not have it, another context's of that name may.
    package func content(_ id: SchemaID, hint: Subject?) throws(RegistryError) -> SchemaStringBody {
        let (context, place) = try self.place(of: id, hint: hint)
        guard let content = catalog.ids(in: context).contents[id] else { throw .schemaNotFound(id) }
        var body = SchemaStringBody(content)
        body.place = place
        return body
    }

    private func place(of id: SchemaID, hint: Subject?) throws(RegistryError) -> (SchemaContext, SubjectVersion?) {
        guard let hint, !hint.name.isEmpty else { return (.default, nil) }
        func uses(_ subject: Subject) -> [SubjectVersion] {
            (catalog.ids(in: subject.context).contents[id]?.uses ?? []).filter { $0.subject == subject }.sorted()
        }
        if hint.isContext { return (hint.context, catalog.ids(in: hint.context).contents[id]?.uses.min()) }
        let subject = found(hint) { !uses($0).isEmpty }
        if let place = uses(subject).last { return (subject.context, place) }
        // The id is known, but not under that subject: whoever has the bytes still wants to read them.
        guard !hint.isQualified else { throw .schemaNotFound(id) }
        return (.default, nil)
    }

    package func content(_ guid: SchemaGUID) throws(RegistryError) -> SchemaStringBody {
        for context in catalog.contexts {
            let ids = catalog.ids(in: context)
            if let content = ids.id(of: guid).flatMap({ ids.contents[$0] }) { return SchemaStringBody(content) }
        }
        throw .schemaNotFound(guid)
    }

    /// The ids of a content, one a context at most.
    package func ids(of guid: SchemaGUID) throws(RegistryError) -> [(context: SchemaContext, id: SchemaID)] {
        let found = catalog.contexts.compactMap { context in catalog.ids(in: context).id(of: guid).map { (context, $0) } }
        guard !found.isEmpty else { throw .schemaNotFound(guid) }
        return found
    }

    /// Where an id is used, in order.
    package func uses(of id: SchemaID, hint: Subject?, includesDeleted: Bool) throws(RegistryError) -> [SubjectVersion] {
        let (context, _) = try place(of: id, hint: hint)
        guard let uses = catalog.ids(in: context).contents[id]?.uses else { throw .schemaNotFound(id) }
        return uses.filter { includesDeleted || catalog.entry(at: $0)?.isDeleted == false }.sorted()
    }

    package func highestID(in context: SchemaContext) -> SchemaID { catalog.ids(in: context).highestID }

    /// The ids of the schemas that use a version, in order.
    package func referrers(
        of subject: Subject, _ selector: SchemaVersionSelector, includesDeleted: Bool
    ) throws(RegistryError) -> [SchemaID] {
        let target = try schema(subject, selector, includesDeleted: true)
        let users = catalog.referrers(of: SubjectVersion(target.subject, target.version)).compactMap { catalog.entry(at: $0) }
        return Set(users.filter { includesDeleted || !$0.isDeleted }.map(\.id)).sorted()
    }

    /// Where an id of a context is used, soft-deleted or not; nowhere if it stands for nothing.
    package func uses(of id: SchemaID, in context: SchemaContext) -> Set<SubjectVersion> {
        catalog.ids(in: context).contents[id]?.uses ?? []
    }

    // MARK: Texts

    /// The text a version was registered with.
    package func submittedText(of schema: RegisteredSchema) -> String {
        catalog.submittedTexts[SubjectVersion(schema.subject, schema.version)] ?? schema.schema
    }

    /// The text an id was first registered with, among the versions that are still there.
    package func submittedText(of id: SchemaID, hint: Subject?) throws(RegistryError) -> String {
        let uses = try uses(of: id, hint: hint, includesDeleted: true)
        if let text = uses.compactMap({ catalog.submittedTexts[$0] }).first { return text }
        return try content(id, hint: hint).schema
    }

    /// The version as this dialect shows it.
    package func shown(_ schema: RegisteredSchema) -> RegisteredSchema {
        guard dialect.showsSubmittedAvro, schema.format == .avro else { return schema }
        var shown = schema
        shown.schema = Self.withSortedMembers(submittedText(of: schema))
        return shown
    }

    /// What an id stands for as this dialect shows it.
    package func shown(_ content: SchemaStringBody, of id: SchemaID, hint: Subject?) throws(RegistryError) -> SchemaStringBody {
        guard dialect.showsSubmittedAvro, content.format == .avro else { return content }
        var shown = content
        shown.schema = Self.withSortedMembers(try submittedText(of: id, hint: hint))
        return shown
    }

    private static func withSortedMembers(_ text: String) -> String {
        // What is stored without being JSON is shown as it is.
        guard let json = try? JSONParser.parse(text) else { return text }
        return JSONPrinter.compact(json.withSortedMembers)
    }

    /// A stored schema ready to be read, with what it refers to.
    package func resolvable(_ schema: SchemaStringBody, in context: SchemaContext) throws(RegistryError) -> ResolvableSchema {
        let referrer = schema.place?.subject ?? Subject("", in: context)
        return ResolvableSchema(
            source: try catalog.source(schema.format, schema.schema, schema.references, in: referrer))
    }

    package func resolvable(_ schema: RegisteredSchema) throws(RegistryError) -> ResolvableSchema {
        ResolvableSchema(
            source: try catalog.source(schema.format, schema.schema, schema.references, in: schema.subject))
    }

    // MARK: Settings

    /// - Parameter inherits: Answer with what holds for the subject if it has nothing of its own.
    package func config(of subject: Subject?, inherits: Bool) throws(RegistryError) -> RegistryConfig {
        if inherits || subject == nil { return settings.effectiveConfig(of: subject) }
        guard var own = settings.config(of: subject) else {
            if let subject { throw .noSubjectCompatibility(subject) }
            return settings.effectiveConfig(of: nil)
        }
        own.compatibilityLevel = own.compatibilityLevel ?? RegistrySettings.defaultLevel
        return own
    }

    package func mode(of subject: Subject?, inherits: Bool) throws(RegistryError) -> String {
        if let own = settings.mode(of: subject) { return own }
        if let subject, dialect.inheritsMode, !entries(of: subject, false).isEmpty {
            return settings.effectiveMode(of: subject).rawValue
        }
        if let subject, dialect.inheritsMode, !inherits { throw .subjectNotFound(subject) }
        if let subject, !inherits, subject != Subject("", in: .global) { throw .noSubjectMode(subject) }
        return settings.effectiveMode(of: subject).rawValue
    }

    /// The subject that requests for `subject` mean.
    package func aliased(_ subject: Subject) -> Subject {
        settings.target(ofAlias: subject) ?? subject
    }
}

extension SchemaStringBody {
    fileprivate init(_ content: IDSpace.Content) {
        let stored = content.stored
        self.init(
            format: stored.format, schema: stored.schema, references: stored.references, metadata: stored.metadata,
            ruleSet: stored.ruleSet, guid: content.hash)
    }
}

extension SchemaVersionSelector {
    fileprivate func matches(_ version: SchemaVersion) -> Bool {
        switch self {
        case .latest: true
        case .number(let number): number == version
        }
    }
}

/// A stored schema taken out of the state, to be written in another form.
package struct ResolvableSchema: Sendable {
    let source: SchemaSource

    /// Parses the schema. A form that its language does not have is the stored one.
    package func text(_ form: SchemaTextForm) throws(RegistryError) -> String {
        try ParsedSchema(stored: source).text(form) ?? source.text
    }
}

extension JSONValue {
    fileprivate var withSortedMembers: JSONValue {
        switch self {
        case .object(let object):
            var sorted = JSONObject()
            for member in object.members.sorted(by: { $0.key < $1.key }) { sorted[member.key] = member.value.withSortedMembers }
            return .object(sorted)
        case .array(let elements): return .array(elements.map(\.withSortedMembers))
        default: return self
        }
    }
}
