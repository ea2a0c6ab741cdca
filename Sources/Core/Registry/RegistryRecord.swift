package import DurableState
internal import JSONText
package import RegistryModel

/// One change to the registry as it lies in a log.
///
/// What counts is in `_schemas`, byte for byte as Confluent 7.9 writes it; what they have no place for is in
/// `_herald_registry`: `docs/formats/schemas-topic.md`.
package struct RegistryRecord: LoggedRecord, Equatable {
    package enum Content: Sendable, Equatable {
        /// A version, new or rewritten; nil is its permanent deletion.
        case schema(SubjectVersion, StoredSchema?)
        /// All versions up to one are soft-deleted.
        case deleteSubject(Subject, upTo: SchemaVersion)
        /// Soft-deleted versions are forgotten, of one subject or of all.
        case clearSubject(Subject?)
        /// Settings; nil subject means all, nil settings means none.
        case config(Subject?, StoredConfig?)
        /// `READWRITE`, `READONLY`, `IMPORT`, …
        case mode(Subject?, String?)
        /// The text a version was registered with, if it is not the stored one.
        case submittedText(SubjectVersion, String?)
        /// No id up to this one is given out again in the context.
        case highestID(SchemaID, SchemaContext)
        /// A context was first used, or is no more.
        case context(SchemaContext, isThere: Bool)
        /// What a topic's keys or values are of; nil is the end of it.
        case association(Association.Key, Association?)
    }

    package let content: Content
    package let key: [UInt8]
    package let value: [UInt8]?
    /// Whether others would write the key with the same bytes. Compaction goes by bytes: a tombstone deletes nothing
    /// else.
    let hasCanonicalKey: Bool
    /// Milliseconds since 1970-01-01 UTC: when a version was registered or an association made. Else nobody's business.
    package let timestamp: Int64?

    /// `_schemas`: shared with every other registry.
    package static let schemas = LogPartition(topic: "_schemas", index: 0)
    /// `_herald_registry`: ours.
    package static let own = LogPartition(topic: "_herald_registry", index: 0)
    /// In the order they are replayed.
    package static let partitions = [own, schemas]

    /// Fits the default `max.message.bytes` of every Kafka, batch header and key included, so that a registry can be
    /// moved wherever it likes.
    package static let maxValueBytes = 1_000_000

    /// A record with our own bytes.
    package init(_ content: Content, at timestamp: Int64? = nil) {
        self.content = content
        self.timestamp = timestamp
        self.key = content.key
        self.value = content.value
        hasCanonicalKey = true
    }

    /// A record whose key was written by somebody else: found in a log, or the tombstone of such a one.
    /// - Parameter isCanonical: nil means that the key has yet to be compared.
    init(_ content: Content, key: [UInt8], value: [UInt8]?, at timestamp: Int64? = nil, isCanonical: Bool? = nil) {
        self.content = content
        self.timestamp = timestamp
        self.key = key
        self.value = value
        hasCanonicalKey = isCanonical ?? (key == content.key)
    }

    package func encoded() -> (partition: LogPartition, record: NewRecord) {
        (content.partition, NewRecord(key: key, value: value, timestamp: timestamp))
    }
}

extension RegistryRecord.Content {
    var partition: LogPartition {
        switch self {
        case .submittedText, .highestID: RegistryRecord.own
        default: RegistryRecord.schemas
        }
    }

    /// The order of members is part of the key's identity.
    fileprivate var key: [UInt8] {
        var object = JSONObject()
        func say(_ keytype: String, _ subject: Subject?) {
            object["keytype"] = .string(keytype)
            if let subject { object["subject"] = .string(subject.name) }
        }
        var magic = 0
        switch self {
        case .schema(let place, _):
            say("SCHEMA", place.subject)
            object["version"] = .number(JSONNumber(place.version.rawValue))
            magic = 1
        case .deleteSubject(let subject, _): say("DELETE_SUBJECT", subject)
        case .clearSubject(let subject): say("CLEAR_SUBJECT", subject)
        case .config(let subject, _): say("CONFIG", subject)
        case .mode(let subject, _): say("MODE", subject)
        case .submittedText(let place, _):
            say("SUBMITTED_TEXT", place.subject)
            object["version"] = .number(JSONNumber(place.version.rawValue))
        case .highestID(_, let context):
            say("HIGHEST_ID", nil)
            if context != .default { object["context"] = .string(context.name) }
        case .context(let context, _):
            say("CONTEXT", nil)
            object["tenant"] = .string(Self.tenant)
            object["context"] = .string(context.name)
        case .association(let key, _):
            say("ASSOC", nil)
            object["tenant"] = .string(Self.tenant)
            object["resourceName"] = .string(key.resource.name)
            object["resourceNamespace"] = .string(key.resource.namespace)
            object["resourceType"] = .string(key.resource.type)
            object["associationType"] = .string(key.type)
            object["subject"] = .string(key.subject.name)
        }
        object["magic"] = .number(JSONNumber(magic))
        return JSONPrinter.bytes(.object(object))
    }

    fileprivate var value: [UInt8]? {
        let json: JSONValue?
        switch self {
        case .schema(let place, let schema): json = schema?.json(at: place)
        case .deleteSubject(let subject, let version):
            json = ["subject": .string(subject.name), "version": .number(JSONNumber(version.rawValue))]
        case .clearSubject(let subject): json = .object(Self.subjectMember(subject))
        case .config(let subject, let config): json = config?.json(of: subject)
        case .mode(let subject, let mode):
            json = mode.map { mode in
                var object = Self.subjectMember(subject)
                object["mode"] = .string(mode)
                return .object(object)
            }
        case .submittedText(_, let text): json = text.map { ["schema": .string($0)] }
        case .highestID(let id, _): json = ["id": .number(JSONNumber(id.rawValue))]
        case .context(let context, let isThere):
            json = isThere ? ["tenant": .string(Self.tenant), "context": .string(context.name)] : nil
        case .association(_, var association):
            // The record's own time says that.
            association?.updated = nil
            json = association.map { association in
                guard case .object(var object) = association.json else { return association.json }
                object["tenant"] = .string(Self.tenant)
                return .object(object)
            }
        }
        return json.map { JSONPrinter.bytes($0) }
    }

    /// Confluent's name for whoever is alone in a registry.
    private static let tenant = "default"

    private static func subjectMember(_ subject: Subject?) -> JSONObject {
        var object = JSONObject()
        if let subject { object["subject"] = .string(subject.name) }
        return object
    }
}
