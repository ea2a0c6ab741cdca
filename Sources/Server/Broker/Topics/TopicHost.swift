package import Dispatch
package import DurableState
package import GroupCoordination
package import Logging
package import Storage
internal import Synchronization
package import TopicModel

/// Why a topic could not be changed.
package enum TopicFailure: Error, Sendable {
    /// The catalog refused.
    case rejected(TopicRejection)
    /// The log that holds the catalog failed; nothing was changed.
    case catalog(LogEngineError)
    /// The catalog knows, the disk did not follow.
    case storage(StorageError)
}

/// The topics of the server: the durable catalog, and the logs that follow from it.
///
/// A change is decided by the catalog, made durable, then carried out on the disk, one after another on a queue of its own:
/// making directories blocks, and must not hold up appends. Only then does the server show it. What the disk refuses to give to
/// a topic is missing from it (`Topic.logs`) until the topic is changed again or the server restarts.
package final class TopicHost: Sendable {
    package typealias Completion = @Sendable (Result<TopicDescription, TopicFailure>) -> Void

    private struct View {
        var byName: [String: Topic] = [:]
        var byID: [TopicID: Topic] = [:]
        /// Goes up with every change.
        var version: UInt64 = 0
        /// What groups are told, made when one asks.
        var groupTopics: [String: GroupTopic]?
        /// What topics' options are that are not set, by name.
        var defaults: [String: String]

        mutating func changed() {
            version += 1
            groupTopics = nil
        }
    }

    private let catalog: LogBackedState<TopicCatalog>
    private let directory: LogDirectory
    private let queue: DispatchQueue
    private let view: Mutex<View>
    private let ownsSchemas: Bool
    private let logger: Logger

    /// Replays the catalog and opens what it names.
    ///
    /// - Parameters:
    ///   - queue: A serial one.
    ///   - defaults: What topics' options are that are not set, by name.
    package init(
        engine: any LogEngine, directory: LogDirectory, limits: TopicCatalog.Limits, queue: DispatchQueue,
        defaults: [String: String], logger: Logger
    ) throws {
        self.queue = queue
        view = Mutex(View(defaults: defaults))
        self.directory = directory
        self.ownsSchemas = limits.ownsSchemas
        self.logger = logger
        self.catalog = try LogBackedState(
            engine: engine, partitions: [TopicRecord.partition],
            makeMachine: { TopicCatalog(limits: limits) },
            onUnreadable: { logger.error("a record of the topic catalog is skipped: \($0)") })
        for topic in catalog.peek({ $0.sorted }) {
            if let failure = show(topic) { logger.error("topic \(topic.name) is served in part: \(failure)") }
        }
    }

    // MARK: Looking

    package func topic(named name: String) -> Topic? { view.withLock { $0.byName[name] } }

    package func topic(id: TopicID) -> Topic? { view.withLock { $0.byID[id] } }

    /// In order of their names.
    package var all: [Topic] { view.withLock { Array($0.byName.values) }.sorted { $0.name < $1.name } }

    /// Clients read Herald's own topics and write to none of them.
    package func clientsMayWrite(to topic: Topic) -> Bool {
        !topic.description.isInternal || topic.name == TopicName.schemas && !ownsSchemas
    }

    // MARK: Changing

    /// Carries out `command`; `completion` is called once, on any thread, when the server shows the change.
    package func execute(_ command: TopicCommand, completion: @escaping Completion) {
        // Decided on the queue as well: two commands reach the disk in the order in which the catalog took them.
        queue.async { [self] in
            catalog.execute(command) { [self] result in
                queue.async { [self] in
                    switch result {
                    case .failure(.rejected(let rejection)): completion(.failure(.rejected(rejection)))
                    case .failure(.log(let error)): completion(.failure(.catalog(error)))
                    case .success(let topic): completion(carryOut(command, topic))
                    }
                }
            }
        }
    }

    /// `execute` for callers on a thread of their own: start-up, and the registry's first use of its topics.
    package func executeAndWait(_ command: TopicCommand) throws(TopicFailure) -> TopicDescription {
        let done = DispatchSemaphore(value: 0)
        let box = Mutex<Result<TopicDescription, TopicFailure>?>(nil)
        execute(command) { result in
            box.withLock { $0 = result }
            done.signal()
        }
        done.wait()
        guard let result = box.withLock({ $0 }) else { preconditionFailure("a command is answered before it signals") }
        return try result.get()
    }

    /// Does for the topics what blocks, after what has been asked of them before.
    package func perform(_ work: @escaping @Sendable () -> Void) { queue.async(execute: work) }

    /// Waits for what is being decided or carried out at this moment: commands before a shutdown, or in a test. Blocks.
    package func waitForQueue() { queue.sync {} }

    private func carryOut(_ command: TopicCommand, _ topic: TopicDescription) -> Result<TopicDescription, TopicFailure> {
        if command.isTrial { return .success(topic) }
        if case .delete = command {
            hide(topic)
            return .success(topic)
        }
        guard let failure = show(topic) else { return .success(topic) }
        logger.error("topic \(topic.name): the catalog has changed and the disk did not follow: \(failure)")
        if case .create = command { takeBack(topic) }
        return .failure(.storage(failure))
    }

    /// A topic that could not get its logs is not kept as a name that nothing can be written to.
    private func takeBack(_ topic: TopicDescription) {
        hide(topic)
        catalog.execute(.delete(.id(topic.id), by: .herald)) { [self] _ in
            // Once more: a change that was decided before this one may have shown it again.
            queue.async { [self] in hide(topic) }
        }
    }

    /// From now on topics that do not say otherwise have these options. On the queue.
    func adopt(defaults: [String: String]) {
        view.withLock { $0.defaults = defaults }
        for topic in all {
            let config = topic.description.config(defaults: defaults)
            guard config != topic.config else { continue }
            for log in topic.logs { log?.config = LogConfig(config) }
            let changed = Topic(topic.description, config, logs: topic.logs)
            view.withLock { view in
                view.byName[topic.name] = changed
                view.byID[topic.description.id] = changed
            }
        }
    }

    // MARK: On the disk

    /// Makes the logs that are missing, and puts the topic in view, with those that could be made. Answers why some could not.
    private func show(_ topic: TopicDescription) -> StorageError? {
        let config = topic.config(defaults: view.withLock { $0.defaults })
        var logs: [PartitionLog?] = []
        var failure: StorageError?
        for index in 0..<topic.partitionCount {
            let partition = LogPartition(topic: topic.name.text, index: index)
            do throws(StorageError) {
                logs.append(try log(partition, topicID: topic.id.description, LogConfig(config)))
            } catch {
                failure = failure ?? error
                logs.append(nil)
            }
        }
        let shown = Topic(topic, config, logs: logs)
        view.withLock { view in
            view.byName[topic.name.text] = shown
            view.byID[topic.id] = shown
            view.changed()
        }
        return failure
    }

    /// The log of a partition, made if it is missing; nil if its files are damaged, which only a person can judge.
    private func log(_ partition: LogPartition, topicID: String, _ config: LogConfig) throws(StorageError) -> PartitionLog? {
        if let damage = directory.damage(of: partition) {
            logger.error("\(partition) cannot be served: \(damage)")
            return nil
        }
        if let log = directory.log(partition) {
            if log.topicID == topicID {
                log.config = config
                return log
            }
            // Left from a topic of that name whose deletion a crash or the disk cut short.
            try directory.delete(partition)
        }
        return try directory.create(partition, topicID: topicID, config: config)
    }

    /// Takes the topic out of view and its files off the disk. Files that cannot be removed are in nobody's way: a new topic of
    /// the name has another id.
    private func hide(_ topic: TopicDescription) {
        view.withLock { view in
            if view.byName[topic.name.text]?.description.id == topic.id { view.byName[topic.name.text] = nil }
            view.byID[topic.id] = nil
            view.changed()
        }
        for index in 0..<topic.partitionCount {
            let partition = LogPartition(topic: topic.name.text, index: index)
            // Another topic of that name has come in between.
            if let log = directory.log(partition), log.topicID != topic.id.description { continue }
            do throws(StorageError) {
                try directory.delete(partition)
            } catch {
                logger.error("topic \(topic.name) is deleted, but files of it stay: \(error)")
            }
        }
    }
}

extension TopicHost: GroupTopics {
    package func endOffset(of partition: LogPartition) -> Int64? {
        topic(named: partition.topic)?.log(partition.index)?.bounds.highWatermark
    }

    package var topicsVersion: UInt64 { view.withLock { $0.version } }

    package func groupTopics() -> [String: GroupTopic] {
        view.withLock { view in
            if let made = view.groupTopics { return made }
            let made = view.byName.mapValues { topic in
                let description = topic.description
                return GroupTopic(
                    id: description.id, partitionCount: description.partitionCount, isInternal: description.isInternal)
            }
            view.groupTopics = made
            return made
        }
    }
}

extension TopicCommand {
    /// Only asks what would happen.
    fileprivate var isTrial: Bool {
        switch self {
        case .create(let creation): creation.validateOnly
        case .delete: false
        case .addPartitions(_, _, _, let validateOnly), .changeConfig(_, _, _, let validateOnly),
            .replaceConfig(_, _, _, let validateOnly):
            validateOnly
        }
    }
}
