internal import RegistryModel

/// All schemas: which versions a subject has, what stands behind an id, who uses whom.
struct SchemaCatalog: Sendable {
    struct Entry: Sendable, Equatable {
        var version: SchemaVersion
        var id: SchemaID
        var isDeleted: Bool
        /// When it was registered, in milliseconds since 1970-01-01 UTC, if its record says so.
        var timestamp: Int64?
    }

    /// Ascending by version; never empty.
    private(set) var subjects: [Subject: [Entry]] = [:]
    /// Counts up with the subjects as they come.
    private var arrivals: [Subject: Int] = [:]
    private var lastArrival = 0
    private var ids: [SchemaContext: IDSpace] = [:]
    /// Contexts that were declared, whether or not they have schemas.
    private var declaredContexts: Set<SchemaContext> = []
    /// Texts as they came, where they are not the stored ones.
    private(set) var submittedTexts: [SubjectVersion: String] = [:]
    private var referrers: [SubjectVersion: Set<SubjectVersion>] = [:]
    /// The ids that contents had before they were deleted for ever; nil where nobody asks for them.
    private var formerIDs: [SchemaContext: [ContentHash: SchemaID]]?

    init(remembersDeletedIDs: Bool = false) { formerIDs = remembersDeletedIDs ? [:] : nil }

    // MARK: Looking

    func entries(of subject: Subject) -> [Entry] { subjects[subject] ?? [] }

    func entry(at place: SubjectVersion) -> Entry? { entries(of: place.subject).first { $0.version == place.version } }

    func arrival(of subject: Subject) -> Int { arrivals[subject] ?? lastArrival }

    /// The id that a content had until it was deleted for ever, unless it stands for something else by now.
    func formerID(of hash: ContentHash, in context: SchemaContext) -> SchemaID? {
        guard let id = formerIDs?[context]?[hash], ids(in: context).contents[id] == nil else { return nil }
        return id
    }

    func ids(in context: SchemaContext) -> IDSpace { ids[context] ?? IDSpace() }

    /// The default one first, the others in order.
    var contexts: [SchemaContext] {
        [.default] + declaredContexts.union(ids.keys).subtracting([.default]).sorted()
    }

    func isDeclared(_ context: SchemaContext) -> Bool { context == .default || declaredContexts.contains(context) }

    func schema(_ entry: Entry, of subject: Subject) -> RegisteredSchema {
        let content = content(entry, of: subject)
        let stored = content.stored
        return RegisteredSchema(
            subject: subject, version: entry.version, id: entry.id, format: stored.format, references: stored.references,
            schema: stored.schema, metadata: stored.metadata, ruleSet: stored.ruleSet, guid: content.hash,
            isDeleted: entry.isDeleted, timestamp: entry.timestamp)
    }

    /// The record's value for an entry of this catalog.
    func stored(_ entry: Entry, of subject: Subject) -> StoredSchema {
        var stored = content(entry, of: subject).stored
        stored.isDeleted = entry.isDeleted
        return stored
    }

    func hash(_ entry: Entry, of subject: Subject) -> ContentHash { content(entry, of: subject).hash }

    /// What an entry holds, and whether another shares it.
    func size(of entry: Entry, of subject: Subject) -> (format: SchemaFormat, byteCount: Int, isShared: Bool) {
        let content = content(entry, of: subject)
        return (content.stored.format, content.stored.schema.utf8.count, content.uses.count > 1)
    }

    private func content(_ entry: Entry, of subject: Subject) -> IDSpace.Content {
        guard let content = ids[subject.context]?.contents[entry.id] else {
            preconditionFailure("every entry's id has a content: both are put in and taken out together")
        }
        return content
    }

    /// The versions that use `place` as a reference.
    func referrers(of place: SubjectVersion) -> Set<SubjectVersion> { referrers[place] ?? [] }

    // MARK: Changing

    /// Puts a version in place. A record that gives an id a second meaning is ignored, as everywhere in the family.
    mutating func put(_ schema: StoredSchema, at place: SubjectVersion, timestamp: Int64?) {
        let context = place.subject.context
        guard ids(in: context).takes(schema) else {
            ids[context, default: IDSpace()].promise(schema.id)
            return
        }
        if let present = entry(at: place), present.id != schema.id { remove(place) }
        ids[context, default: IDSpace()].put(schema, at: place)
        for reference in schema.references { referrers[reference.target(from: place.subject), default: []].insert(place) }
        if subjects[place.subject] == nil {
            lastArrival += 1
            arrivals[place.subject] = lastArrival
        }
        let entry = Entry(version: place.version, id: schema.id, isDeleted: schema.isDeleted, timestamp: timestamp)
        // In place: a copy of a long history for each version of it would be a square of its length.
        let index = subjects[place.subject, default: []].lastIndex { $0.version <= place.version }
        if let index, subjects[place.subject, default: []][index].version == place.version {
            subjects[place.subject, default: []][index] = entry
        } else {
            subjects[place.subject, default: []].insert(entry, at: index.map { $0 + 1 } ?? 0)
        }
    }

    /// Forgets a version, and its content if this was the last use.
    mutating func remove(_ place: SubjectVersion) {
        guard let entry = entry(at: place) else { return }
        let content = content(entry, of: place.subject)
        for reference in content.stored.references {
            let target = reference.target(from: place.subject)
            referrers[target]?.remove(place)
            if referrers[target]?.isEmpty == true { referrers[target] = nil }
        }
        subjects[place.subject]?.removeAll { $0.version == place.version }
        if subjects[place.subject]?.isEmpty == true {
            subjects[place.subject] = nil
            arrivals[place.subject] = nil
        }
        ids[place.subject.context]?.remove(entry.id, at: place)
        formerIDs?[place.subject.context, default: [:]][content.hash] = entry.id
    }

    mutating func softDelete(_ subject: Subject, upTo version: SchemaVersion) {
        guard var entries = subjects[subject] else { return }
        for index in entries.indices where entries[index].version <= version { entries[index].isDeleted = true }
        subjects[subject] = entries
    }

    /// Forgets the soft-deleted versions of one subject, of one context's subjects, or of all.
    mutating func clear(_ scope: Subject?) {
        for subject in subjects.keys where scope.map({ $0.covers(subject) }) ?? true {
            for entry in entries(of: subject) where entry.isDeleted { remove(SubjectVersion(subject, entry.version)) }
        }
    }

    mutating func setSubmittedText(_ text: String?, at place: SubjectVersion) { submittedTexts[place] = text }

    mutating func promise(_ id: SchemaID, in context: SchemaContext) { ids[context, default: IDSpace()].promise(id) }

    mutating func declare(_ context: SchemaContext, _ isThere: Bool) {
        if isThere { declaredContexts.insert(context) } else { declaredContexts.remove(context) }
    }
}

/// The ids of one context, and what they stand for.
struct IDSpace: Sendable {
    /// What an id stands for, wherever it is used.
    struct Content: Sendable {
        /// As first seen; `isDeleted` of it says nothing.
        var stored: StoredSchema
        var hash: ContentHash
        var uses: Set<SubjectVersion>
    }

    private(set) var contents: [SchemaID: Content] = [:]
    /// The highest id ever seen or promised, 0 at first.
    private(set) var highestID = SchemaID(0)
    private var idsByHash: [ContentHash: SchemaID] = [:]

    func id(of hash: ContentHash) -> SchemaID? { idsByHash[hash] }

    /// Whether the schema's id is free, or stands for the same content.
    func takes(_ schema: StoredSchema) -> Bool {
        guard let content = contents[schema.id] else { return true }
        return content.hash == schema.contentHash
    }

    fileprivate mutating func put(_ schema: StoredSchema, at place: SubjectVersion) {
        promise(schema.id)
        let hash = schema.contentHash
        contents[schema.id, default: Content(stored: schema, hash: hash, uses: [])].uses.insert(place)
        if idsByHash[hash] == nil { idsByHash[hash] = schema.id }
    }

    fileprivate mutating func remove(_ id: SchemaID, at place: SubjectVersion) {
        contents[id]?.uses.remove(place)
        guard let content = contents[id], content.uses.isEmpty else { return }
        contents[id] = nil
        if idsByHash[content.hash] == id { idsByHash[content.hash] = nil }
    }

    mutating func promise(_ id: SchemaID) {
        if id > highestID { highestID = id }
    }
}

extension SchemaReference {
    /// The version a schema of `subject` means by it.
    func target(from subject: Subject) -> SubjectVersion { SubjectVersion(subject.sibling(self.subject), version) }
}

extension Subject {
    /// Whether `other` is this subject, or one of the context that this names.
    func covers(_ other: Subject) -> Bool { isContext ? other.context == context : other == self }
}
