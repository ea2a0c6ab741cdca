/// Which subject a record's schema belongs to, decided by clients (Confluent's `subject.name.strategy`).
public enum SubjectNameStrategy: Sendable, Hashable {
    /// `<topic>-key` or `<topic>-value`: one schema evolves per topic and side. The default.
    case topic
    /// The record's full name: one schema evolves wherever it is used.
    case record
    /// `<topic>-<full name>`: several record types per topic, each evolving by itself.
    case topicRecord

    /// The side of a record a schema describes.
    public enum Side: String, Sendable, Hashable {
        case key, value
    }

    /// The subject for `topic`; nil if the strategy needs a record's name and the schema has none (a primitive, an
    /// array, a map or a union at its root).
    public func subject(topic: String, side: Side, recordName: String?) -> Subject? {
        switch self {
        case .topic: Subject("\(topic)-\(side.rawValue)")
        case .record: recordName.map { Subject($0) }
        case .topicRecord: recordName.map { Subject("\(topic)-\($0)") }
        }
    }
}
