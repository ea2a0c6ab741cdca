internal import RegistryModel

/// All schemas: which versions a subject has, what stands behind an id, who uses whom.
struct SchemaCatalog: Sendable {
    struct Entry: Sendable, Equatable {
        var version: SchemaVersion
        var id: SchemaID
        var isDeleted: Bool
    }

    /// What an id stands for, wherever it is used.
    struct Content: Sendable {
        /// As first seen; `isDeleted` of it says nothing.
        var stored: StoredSchema
        var hash: ContentHash
        var uses: Set<SubjectVersion>
    }

    /// Ascending by version; never empty.
    private(set) var subjects: [Subject: [Entry]] = [:]
    private(set) var contents: [SchemaID: Content] = [:]
    /// The highest id ever seen or promised, 0 at first.
    private(set) var highestID = SchemaID(0)
    /// Texts as they came, where they are not the stored ones.
    private(set) var submittedTexts: [SubjectVersion: String] = [:]
    private var idsByHash: [ContentHash: SchemaID] = [:]
    private var referrers: [SubjectVersion: Set<SubjectVersion>] = [:]

    // MARK: Looking

    func entries(of subject: Subject) -> [Entry] { subjects[subject] ?? [] }

    func entry(at place: SubjectVersion) -> Entry? { entries(of: place.subject).first { $0.version == place.version } }

    func id(of hash: ContentHash) -> SchemaID? { idsByHash[hash] }

    func schema(at place: SubjectVersion) -> RegisteredSchema? {
        guard let entry = entry(at: place) else { return nil }
        return schema(entry, of: place.subject)
    }

    func schema(_ entry: Entry, of subject: Subject) -> RegisteredSchema {
        let stored = stored(entry)
        return RegisteredSchema(
            subject: subject, version: entry.version, id: entry.id, format: stored.format, references: stored.references,
            schema: stored.schema, isDeleted: entry.isDeleted)
    }

    /// The record's value for an entry of this catalog.
    func stored(_ entry: Entry) -> StoredSchema {
        var stored = content(entry).stored
        stored.isDeleted = entry.isDeleted
        return stored
    }

    func hash(_ entry: Entry) -> ContentHash { content(entry).hash }

    private func content(_ entry: Entry) -> Content {
        guard let content = contents[entry.id] else {
            preconditionFailure("every entry's id has a content: both are put in and taken out together")
        }
        return content
    }

    /// The versions that use `place` as a reference.
    func referrers(of place: SubjectVersion) -> Set<SubjectVersion> { referrers[place] ?? [] }

    // MARK: Changing

    /// Puts a version in place. A record that gives an id a second meaning is ignored, as everywhere in the family.
    mutating func put(_ schema: StoredSchema, at place: SubjectVersion) {
        if schema.id > highestID { highestID = schema.id }
        let hash = schema.contentHash
        if let content = contents[schema.id], content.hash != hash { return }
        if let present = entry(at: place), present.id != schema.id { remove(place) }
        contents[schema.id, default: Content(stored: schema, hash: hash, uses: [])].uses.insert(place)
        if idsByHash[hash] == nil { idsByHash[hash] = schema.id }
        for reference in schema.references {
            referrers[SubjectVersion(reference.subject, reference.version), default: []].insert(place)
        }
        let entry = Entry(version: place.version, id: schema.id, isDeleted: schema.isDeleted)
        var entries = entries(of: place.subject)
        let index = entries.firstIndex { $0.version >= place.version } ?? entries.endIndex
        if index < entries.endIndex, entries[index].version == place.version {
            entries[index] = entry
        } else {
            entries.insert(entry, at: index)
        }
        subjects[place.subject] = entries
    }

    /// Forgets a version, and its content if this was the last use.
    mutating func remove(_ place: SubjectVersion) {
        guard let entry = entry(at: place) else { return }
        subjects[place.subject]?.removeAll { $0.version == place.version }
        if subjects[place.subject]?.isEmpty == true { subjects[place.subject] = nil }
        guard let content = contents[entry.id] else { return }
        for reference in content.stored.references {
            let target = SubjectVersion(reference.subject, reference.version)
            referrers[target]?.remove(place)
            if referrers[target]?.isEmpty == true { referrers[target] = nil }
        }
        contents[entry.id]?.uses.remove(place)
        if contents[entry.id]?.uses.isEmpty == true {
            contents[entry.id] = nil
            if idsByHash[content.hash] == entry.id { idsByHash[content.hash] = nil }
        }
    }

    mutating func softDelete(_ subject: Subject, upTo version: SchemaVersion) {
        guard var entries = subjects[subject] else { return }
        for index in entries.indices where entries[index].version <= version { entries[index].isDeleted = true }
        subjects[subject] = entries
    }

    /// Forgets the soft-deleted versions of one subject or of all.
    mutating func clear(_ subject: Subject?) {
        let scope = subject.map { [$0] } ?? Array(subjects.keys)
        for subject in scope {
            for entry in entries(of: subject) where entry.isDeleted { remove(SubjectVersion(subject, entry.version)) }
        }
    }

    mutating func setSubmittedText(_ text: String?, at place: SubjectVersion) { submittedTexts[place] = text }

    mutating func promise(_ id: SchemaID) {
        if id > highestID { highestID = id }
    }
}
