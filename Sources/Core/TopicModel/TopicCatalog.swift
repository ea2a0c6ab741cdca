package import DurableState

/// All topics there are, as durable state. Its records live in the compacted topic `_herald_metadata`.
///
/// A reply is the topic as it is after the command (for a deletion: as it was).
package struct TopicCatalog: StateMachine {
    package struct Limits: Sendable {
        /// Partitions of all topics together. Each costs open files and some memory.
        package var maxPartitions: Int
        /// Whether this server keeps its registry in `_schemas`; then clients may not delete that topic.
        package var ownsSchemas: Bool

        package init(maxPartitions: Int = 20_000, ownsSchemas: Bool = true) {
            self.maxPartitions = maxPartitions
            self.ownsSchemas = ownsSchemas
        }
    }

    /// By name.
    package private(set) var topics: [String: TopicDescription] = [:]
    /// Partitions of all topics together.
    package private(set) var partitionCount = 0
    private var namesByID: [TopicID: String] = [:]
    private var namesByCollisionKey: [String: TopicName] = [:]
    private let limits: Limits

    package init(limits: Limits = Limits()) { self.limits = limits }

    package subscript(name: String) -> TopicDescription? { topics[name] }

    package subscript(id: TopicID) -> TopicDescription? { namesByID[id].flatMap { topics[$0] } }

    /// In order of their names.
    package var sorted: [TopicDescription] { topics.values.sorted { $0.name < $1.name } }

    package func decide(_ command: TopicCommand) throws(TopicRejection) -> Decision<TopicRecord, TopicDescription> {
        switch command {
        case .create(let creation): try create(creation)
        case .delete(let reference, let requester): try delete(reference, requester)
        case .addPartitions(let topic, let total, let requester, let validateOnly):
            try addPartitions(topic, total, requester, validateOnly)
        case .changeConfig(let topic, let changes, let requester, let validateOnly):
            try changeConfig(topic, requester, validateOnly) { (topic) throws(TopicRejection) in
                try topic.overrides.changed(by: changes)
            }
        case .replaceConfig(let topic, let values, let requester, let validateOnly):
            try changeConfig(topic, requester, validateOnly) { (_) throws(TopicRejection) in try .validated(values) }
        }
    }

    package mutating func apply(_ record: TopicRecord) {
        switch record {
        case .topic(let topic):
            remove(topic.name)
            topics[topic.name.text] = topic
            namesByID[topic.id] = topic.name.text
            namesByCollisionKey[topic.name.collisionKey] = topic.name
            partitionCount += Int(topic.partitionCount)
        case .deleted(let name):
            remove(name)
        }
    }

    private mutating func remove(_ name: TopicName) {
        guard let topic = topics.removeValue(forKey: name.text) else { return }
        namesByID[topic.id] = nil
        namesByCollisionKey[name.collisionKey] = nil
        partitionCount -= Int(topic.partitionCount)
    }

    // MARK: Decisions

    private func create(_ creation: TopicCommand.Creation) throws(TopicRejection) -> Decision<TopicRecord, TopicDescription> {
        let name = try TopicName(creation.name)
        if name.isHeralds && creation.requester == .client { throw .reserved(name, "create") }
        if topics[name.text] != nil { throw .alreadyExists(name) }
        if let other = namesByCollisionKey[name.collisionKey] { throw .collides(name, with: other) }
        guard creation.partitionCount > 0 else {
            throw .partitions(name, "needs at least 1 partition, \(creation.partitionCount) asked")
        }
        try checkRoom(for: Int(creation.partitionCount), name)
        guard creation.id != .zero, namesByID[creation.id] == nil else {
            throw .request("topic '\(name)': topic id \(creation.id) is taken or reserved; draw another")
        }
        let topic = TopicDescription(
            name: name, id: creation.id, partitionCount: creation.partitionCount, overrides: try .validated(creation.config))
        return Decision(records: creation.validateOnly ? [] : [.topic(topic)], reply: topic)
    }

    private func delete(
        _ reference: TopicReference, _ requester: Requester
    ) throws(TopicRejection) -> Decision<TopicRecord, TopicDescription> {
        let found: TopicDescription? =
            switch reference {
            case .name(let name): topics[name]
            case .id(let id): self[id]
            }
        guard let topic = found else { throw .unknown(reference) }
        try checkOwner(of: topic.name, requester, "delete")
        return Decision(records: [.deleted(topic.name)], reply: topic)
    }

    private func addPartitions(
        _ name: String, _ total: Int32, _ requester: Requester, _ validateOnly: Bool
    ) throws(TopicRejection) -> Decision<TopicRecord, TopicDescription> {
        guard var topic = topics[name] else { throw .unknown(.name(name)) }
        // A group's partition of `__consumer_offsets` follows from their number: with more, its offsets would be lost.
        try checkOwner(of: topic.name, requester, "add partitions to")
        guard total > topic.partitionCount else {
            throw .partitions(
                topic.name, "has \(topic.partitionCount) partitions; \(total) is not more, and partitions cannot be taken away")
        }
        try checkRoom(for: Int(total) - Int(topic.partitionCount), topic.name)
        topic.partitionCount = total
        return Decision(records: validateOnly ? [] : [.topic(topic)], reply: topic)
    }

    private func changeConfig(
        _ name: String, _ requester: Requester, _ validateOnly: Bool,
        _ change: (TopicDescription) throws(TopicRejection) -> [String: String]
    ) throws(TopicRejection) -> Decision<TopicRecord, TopicDescription> {
        guard let before = topics[name] else { throw .unknown(.name(name)) }
        // Another cleanup policy would throw state away.
        try checkOwner(of: before.name, requester, "change the options of")
        var topic = before
        topic.overrides = try change(before)
        return Decision(records: validateOnly || topic == before ? [] : [.topic(topic)], reply: topic)
    }

    /// Lets clients change what is not the server's own state.
    private func checkOwner(of name: TopicName, _ requester: Requester, _ doing: String) throws(TopicRejection) {
        let isOurs = name.isInternal && (name.text != TopicName.schemas || limits.ownsSchemas)
        if isOurs && requester == .client { throw .reserved(name, doing) }
    }

    private func checkRoom(for asked: Int, _ name: TopicName) throws(TopicRejection) {
        guard partitionCount + asked <= limits.maxPartitions else {
            throw .tooManyPartitions(name, asked: asked, present: partitionCount, limit: limits.maxPartitions)
        }
    }
}
